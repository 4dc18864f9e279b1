"""DingTalk's sign-in for websites, as its open platform documents it."""

import hashlib
import hmac
from collections.abc import Sequence

from liushui.config.simulators.houses.desk import (
    CODE_SECONDS,
    PEOPLE,
    TOKEN_SECONDS,
    Answer,
    Asked,
    Kept,
    choice_page,
    gone_to,
    refused_page,
    said,
)

CLIENT, SECRET = "dingsimulated00001", "secret-of-dingtalk"
_NAMES = dict(PEOPLE)


class DingTalk:
    """The provider. ``back`` are the call-back addresses' beginnings that were registered."""

    def __init__(
        self, back: Sequence[str] = ("http://127.0.0.1", "http://localhost", "http://testserver")
    ) -> None:
        self.back = tuple(back)
        self.codes, self.tokens = Kept(CODE_SECONDS), Kept(TOKEN_SECONDS)

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/oauth2/auth":
            return self._authorize(asked)
        if (asked.method, asked.path) == ("POST", "/v1.0/oauth2/userAccessToken"):
            return self._token(asked)
        if (asked.method, asked.path) == ("GET", "/v1.0/contact/users/me"):
            return self._person(asked)
        return _refusal(404, "InvalidAction.NotFound")

    def _authorize(self, asked: Asked) -> Answer:
        query = asked.query
        if query.get("client_id") != CLIENT:
            return refused_page("应用不存在")
        if not query.get("redirect_uri", "").startswith(self.back):
            return refused_page("回调地址未登记")
        if query.get("response_type") != "code" or "openid" not in query.get("scope", "").split():
            return refused_page("参数错误")
        if asked.method != "POST":
            return choice_page("钉钉登录", asked)
        back, state = query["redirect_uri"], query.get("state", "")
        if "person" not in asked.form:
            return gone_to(back, error="access_denied", state=state)
        code = self.codes.keep(asked.form["person"], query, CLIENT, back, asked.at)
        return gone_to(back, authCode=code, state=state)

    def _token(self, asked: Asked) -> Answer:
        content = asked.said
        if content.get("clientId") != CLIENT:
            return _refusal(400, "invalidClientId")
        if not hmac.compare_digest(SECRET, str(content.get("clientSecret", ""))):
            return _refusal(400, "invalidClientSecret")
        if content.get("grantType") != "authorization_code":
            return _refusal(400, "invalidGrantType")
        grant = self.codes.use(str(content.get("code", "")), asked.at)
        if grant is None:
            return _refusal(400, "invalidAuthCode")
        token = self.tokens.keep(grant.person, {}, CLIENT, "", asked.at)
        return said({"accessToken": token, "refreshToken": f"r-{token}", "expireIn": 7200})

    def _person(self, asked: Asked) -> Answer:
        token = asked.headers.get("x-acs-dingtalk-access-token", "")
        grant = self.tokens.look(token, asked.at)
        if grant is None:
            return _refusal(401, "InvalidAuthentication")
        number = hashlib.sha256(grant.person.encode()).hexdigest()
        return said(
            {
                "nick": _NAMES.get(grant.person, "无名"),
                "unionId": f"un{number[:24]}",
                "openId": f"op{number[24:48]}",
                "mobile": "13800009999",
                "stateCode": "86",
            }
        )


def _refusal(status: int, code: str) -> Answer:
    return said({"code": code, "requestid": "0", "message": code}, status)
