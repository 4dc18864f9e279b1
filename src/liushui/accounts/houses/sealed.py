"""What another house says of a person is reduced to one keyed hash before anything keeps it."""

from typing import Any

from allauth.socialaccount.providers.dingtalk.provider import DingTalkProvider
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.weixin.provider import WeixinProvider

from liushui.base import vault


class Sealed(OAuth2Provider):  # type: ignore[misc]
    """Keeps no name, no picture, no address: only by which hash the person is found again."""

    def number_of(self, said: dict[str, Any]) -> str:
        """The house's own lasting number of the person."""
        raise NotImplementedError

    def extract_uid(self, data: dict[str, Any]) -> str:
        return vault.lookup_hash(f"house:{self.sub_id}", self.number_of(data)).hex()

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        del data
        return {}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        del data
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        del data
        return []


class WeChatDoor(Sealed, WeixinProvider):  # type: ignore[misc]
    """By the number that is one for all applications of an operator, else by this one's own."""

    def number_of(self, said: dict[str, Any]) -> str:
        if said.get("unionid"):
            return f"union:{said['unionid']}"
        return f"app:{self.app.client_id}:{said['openid']}"


class DingTalkDoor(Sealed, DingTalkProvider):  # type: ignore[misc]
    """By the number that is one for all applications of an operator."""

    def number_of(self, said: dict[str, Any]) -> str:
        return str(said["unionId"])


class OpenIdDoor(Sealed, OpenIDConnectProvider):  # type: ignore[misc]
    """By the subject of a checked identity token, under its issuer."""

    pkce_enabled_default = True

    def number_of(self, said: dict[str, Any]) -> str:
        return f"{said['iss']} {said['sub']}"

    def get_default_scope(self) -> list[str]:
        return ["openid"]
