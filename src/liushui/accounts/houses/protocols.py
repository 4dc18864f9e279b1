"""How each house is spoken to: its addresses by setting, its answers read strictly."""

from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.dingtalk.views import DingTalkOAuth2Adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.socialaccount.providers.weixin.views import WeixinOAuth2Adapter
from django.http import HttpRequest
from django.urls import reverse

from liushui.accounts.houses.declared import DINGTALK, WECHAT, House
from liushui.accounts.houses.sealed import DingTalkDoor, OpenIdDoor, Sealed, WeChatDoor

INSIDE_WECHAT = "MicroMessenger"
SIGNED_WITH = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]


class _AtOurHouse(OAuth2Adapter):  # type: ignore[misc]
    """What the three have in common: a house, its door, and the way back to us."""

    door: type[Sealed]

    def __init__(self, request: HttpRequest, house: House) -> None:
        self.house = house
        self.provider_id = house.key
        super().__init__(request)

    def application(self) -> SocialApp:
        """What we are called there."""
        return SocialApp(
            provider=self.door.id,
            provider_id=self.house.key,
            name=self.house.key,
            client_id=self.house.client_id,
            secret=self.house.secret,
            settings={"server_url": self.house.issuer},
        )

    def get_provider(self) -> Sealed:
        door = self.door(self.request, app=self.application())
        door.get_oauth2_adapter = lambda _request: self
        return door

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        del app
        return request.build_absolute_uri(reverse("accounts:house-back", args=[self.house.key]))


class WeChat(_AtOurHouse, WeixinOAuth2Adapter):  # type: ignore[misc]
    """A QR code for browsers outside WeChat, its own question for the browser inside."""

    door = WeChatDoor
    access_token_method = "GET"  # noqa: S105 - as the platform documents it

    @property
    def is_inside(self) -> bool:
        agent = self.request.headers.get("User-Agent", "")
        return INSIDE_WECHAT in agent and bool(self.house.inside_client_id)

    def application(self) -> SocialApp:
        app = super().application()
        if self.is_inside:
            app.client_id, app.secret = self.house.inside_client_id, self.house.inside_secret
        scope = "snsapi_userinfo" if self.is_inside else "snsapi_login"
        app.settings = {"scope": [scope]}
        return app

    @property
    def authorize_url(self) -> str:
        return f"{self.house.login}/connect/{'oauth2/authorize' if self.is_inside else 'qrconnect'}"

    @property
    def access_token_url(self) -> str:
        return f"{self.house.api}/sns/oauth2/access_token"

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **said: Any
    ) -> SocialLogin:
        """The token's own answer names the person; name and picture are never asked for."""
        del app, token
        response = said["response"]
        if response.get("is_snapshotuser"):
            raise OAuth2Error("a page in preview is shown to nobody in particular")
        if not response.get("openid"):
            raise OAuth2Error("the answer names nobody")
        return self.get_provider().sociallogin_from_response(request, response)


class DingTalk(_AtOurHouse, DingTalkOAuth2Adapter):  # type: ignore[misc]
    """DingTalk's open platform; of what it says of a person only the number is read."""

    door = DingTalkDoor

    def application(self) -> SocialApp:
        app = super().application()
        app.settings = {"scope": ["openid"], "auth_params": {"prompt": "consent"}}
        return app

    @property
    def authorize_url(self) -> str:
        return f"{self.house.login}/oauth2/auth"

    @property
    def access_token_url(self) -> str:
        return f"{self.house.api}/v1.0/oauth2/userAccessToken"

    @property
    def profile_url(self) -> str:
        return f"{self.house.api}/v1.0/contact/users/me"

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **said: Any
    ) -> SocialLogin:
        del app, said
        with get_adapter().get_requests_session() as session:
            headers = {"x-acs-dingtalk-access-token": token.token}
            answer = session.get(self.profile_url, headers=headers)
            answer.raise_for_status()
            person = answer.json()
        if not isinstance(person, dict) or not person.get("unionId"):
            raise OAuth2Error("the answer names nobody")
        return self.get_provider().sociallogin_from_response(request, person)


class OpenId(_AtOurHouse, OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Any provider of OpenID Connect: the code flow with PKCE and nonce, every token checked."""

    door = OpenIdDoor

    def __init__(self, request: HttpRequest, house: House) -> None:
        self.house, self.provider_id = house, house.key
        OAuth2Adapter.__init__(self, request)

    @property
    def openid_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().openid_config
        if config.get("issuer") != self.house.issuer:
            raise OAuth2Error("the discovery is another issuer's")
        return config

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **said: Any
    ) -> SocialLogin:
        """Signature, issuer, audience, hours and subject are checked; nothing more is fetched."""
        del token
        claims = self._checked(app, str(said["response"].get("id_token", "")))
        login = self.get_provider().sociallogin_from_response(request, claims)
        login.nonce = claims.get("nonce")
        return login

    def _checked(self, app: SocialApp, identity: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            keys = answer.json().get("keys", [])
        try:
            kid = jwt.get_unverified_header(identity).get("kid")
            found = [key for key in keys if key.get("kid") == kid and key.get("use") != "enc"]
            if not found:
                raise OAuth2Error("signed with a key that the provider does not publish")
            claims: dict[str, Any] = jwt.decode(
                identity,
                jwt.PyJWK(found[0]),
                algorithms=SIGNED_WITH,
                audience=app.client_id,
                issuer=self.house.issuer,
                leeway=30,
                options={"require": ["iss", "aud", "sub", "exp", "iat"]},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error("the identity token does not hold") from error
        if not claims["sub"]:
            raise OAuth2Error("the answer names nobody")
        return claims


def spoken(request: HttpRequest, house: House) -> _AtOurHouse:
    """The conversation with this house."""
    kinds: dict[str, type[_AtOurHouse]] = {WECHAT: WeChat, DINGTALK: DingTalk}
    return kinds.get(house.kind, OpenId)(request, house)
