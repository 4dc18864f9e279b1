"""WeChat for websites (by QR code) and inside WeChat, as its open platform documents it."""

import hashlib
import hmac
from collections.abc import Sequence
from urllib.parse import urlsplit

from liushui.config.simulators.houses.desk import (
    CODE_SECONDS,
    TOKEN_SECONDS,
    Answer,
    Asked,
    Kept,
    choice_page,
    gone_to,
    refused_page,
    said,
)

APPS = {"wxweb0000simulated": "secret-of-the-website", "wxinside00simulated": "secret-inside"}
SCOPES = {
    "/connect/qrconnect": ("wxweb0000simulated", {"snsapi_login"}),
    "/connect/oauth2/authorize": ("wxinside00simulated", {"snsapi_userinfo", "snsapi_base"}),
}
NO_SUCH_APP = (40013, "invalid appid")
WRONG_SECRET = (40125, "invalid appsecret")
WRONG_CODE = (40029, "invalid code")
USED_CODE = (40163, "code been used")
WRONG_GRANT = (40002, "invalid grant_type")


class WeChat:
    """The provider. ``hosts`` are the call-back domains that were registered with it."""

    def __init__(self, hosts: Sequence[str] = ("127.0.0.1", "localhost", "testserver")) -> None:
        self.hosts = hosts
        self.codes, self.tokens = Kept(CODE_SECONDS), Kept(TOKEN_SECONDS)
        self.gives_unionid = True
        self.is_snapshot = False

    def answer(self, asked: Asked) -> Answer:
        if asked.path in SCOPES:
            return self._authorize(asked)
        if (asked.method, asked.path) == ("GET", "/sns/oauth2/access_token"):
            return self._token(asked)
        return said({"errcode": 404, "errmsg": "no such address"}, 404)

    def _authorize(self, asked: Asked) -> Answer:
        app, scopes = SCOPES[asked.path]
        if asked.query.get("appid") != app:
            return refused_page("AppID 参数错误")
        if urlsplit(asked.query.get("redirect_uri", "")).hostname not in self.hosts:
            return refused_page("redirect_uri 参数错误")
        if asked.query.get("response_type") != "code" or asked.query.get("scope") not in scopes:
            return refused_page("Scope 参数错误或没有 Scope 权限")
        if asked.method != "POST":
            return choice_page("微信登录", asked)
        back, state = asked.query["redirect_uri"], asked.query.get("state", "")
        if "person" not in asked.form:
            return gone_to(back, state=state)
        code = self.codes.keep(asked.form["person"], asked.query, app, back, asked.at)
        return gone_to(back, code=code, state=state)

    def _token(self, asked: Asked) -> Answer:
        app, code = asked.query.get("appid", ""), asked.query.get("code", "")
        if app not in APPS:
            return _refusal(*NO_SUCH_APP)
        if not hmac.compare_digest(APPS[app], asked.query.get("secret", "")):
            return _refusal(*WRONG_SECRET)
        if asked.query.get("grant_type") != "authorization_code":
            return _refusal(*WRONG_GRANT)
        if code in self.codes.used:
            return _refusal(*USED_CODE)
        grant = self.codes.use(code, asked.at)
        if grant is None or grant.client != app:
            return _refusal(*WRONG_CODE)
        token = self.tokens.keep(grant.person, {}, app, "", asked.at)
        content: dict[str, object] = {
            "access_token": token,
            "expires_in": 7200,
            "refresh_token": f"refresh-{token}",
            "openid": _number("o", app, grant.person),
            "scope": grant.asked["scope"],
        }
        if self.gives_unionid and grant.asked["scope"] != "snsapi_base":
            content["unionid"] = _number("u", "", grant.person)
        if self.is_snapshot:
            content["is_snapshotuser"] = 1
        return said(content)


def _number(sign: str, app: str, person: str) -> str:
    return sign + hashlib.sha256(f"{app}:{person}".encode()).hexdigest()[:27]


def _refusal(number: int, words: str) -> Answer:
    """WeChat says its refusals with status 200."""
    return said({"errcode": number, "errmsg": f"{words}, rid: 0-0-0"})
