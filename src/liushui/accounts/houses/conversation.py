"""Leaving for another house and coming back: allauth speaks, we take over before it keeps anything.

What comes back from there is one ``Arrival``; allauth's own sign-in, sign-up and pages never run.
"""

import secrets
from dataclasses import dataclass
from typing import Any

import requests
import structlog
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthError, Provider
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.http import HttpRequest

from liushui.accounts.houses.declared import OPENID, House
from liushui.accounts.houses.protocols import spoken
from liushui.kernel.errors import DomainError, gettext_noop

log = structlog.get_logger(__name__)
_SECONDS = 5
# Nobody answered, or an answer that has not the form that the house documents.
_UNREADABLE = (requests.RequestException, KeyError, TypeError, ValueError, AttributeError)


class HouseSilent(DomainError):
    """The house gave no answer, or one that cannot be trusted."""

    code = "house_silent"
    status = 502
    message = gettext_noop("%(house)s did not say who you are.")
    remedy = gettext_noop("Please try again, or sign in with your phone.")


class HouseCancelled(DomainError):
    """The person said no over there, or came back from nowhere."""

    code = "house_cancelled"
    status = 422
    message = gettext_noop("Signing in with %(house)s was not finished.")
    remedy = gettext_noop("Begin again, or sign in with your phone.")


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who came back: the house's key, the keyed hash of the person there, and where they went."""

    house: str
    uid: str
    account_pk: int | None
    next: str


class _Arrived(Exception):
    """Carries what allauth understood out of it."""

    def __init__(self, login: SocialLogin) -> None:
        self.login = login
        super().__init__()


class HouseAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Where allauth asks us. It never opens an account and never renders a page."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        del request
        asked = (sociallogin.state.get("data") or {}).get("nonce")
        if asked and asked != getattr(sociallogin, "nonce", None):
            raise OAuth2Error("the identity token answers another question")
        raise _Arrived(sociallogin)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Provider,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        del request, extra_context
        log.info("house refused", house=provider.sub_id, kind=type(exception).__name__)
        if error == AuthError.CANCELLED or exception is None:
            raise HouseCancelled
        raise HouseSilent from exception

    def get_requests_session(self) -> requests.Session:
        """Bounded in time, never through a proxy of the environment, never redirected."""
        session: requests.Session = _Bounded()
        session.trust_env = False
        return session

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        del request, sociallogin
        return False


class _Bounded(requests.Session):
    def request(self, *args: Any, **words: Any) -> requests.Response:
        words.setdefault("timeout", _SECONDS)
        words["allow_redirects"] = False
        return super().request(*args, **words)


def leave(request: HttpRequest, house: House, *, next_path: str) -> str:
    """The address at the house to which the person is sent. Raises ``HouseSilent``."""
    door = spoken(request, house).get_provider()
    parameters = door.get_auth_params()
    data: dict[str, Any] = {"account": request.user.pk}
    if house.kind == OPENID:
        data["nonce"] = parameters["nonce"] = secrets.token_urlsafe(24)
    try:
        answer = door.redirect(request, AuthProcess.LOGIN, next_path, data, auth_params=parameters)
    except (OAuth2Error, HouseSilent, *_UNREADABLE) as error:
        log.info("house silent", house=house.key, kind=type(error).__name__)
        raise HouseSilent(house=house.name) from error
    return str(answer["Location"])


def arrive(request: HttpRequest, house: House) -> Arrival:
    """Who came back. Raises ``HouseCancelled`` and ``HouseSilent``."""
    try:
        OAuth2CallbackView.adapter_view(spoken(request, house))(request)
    except _Arrived as arrived:
        state = arrived.login.state
        return Arrival(
            house=house.key,
            uid=arrived.login.account.uid,
            account_pk=(state.get("data") or {}).get("account"),
            next=state.get("next") or "",
        )
    except HouseCancelled as refusal:
        raise HouseCancelled(house=house.name) from refusal
    except (HouseSilent, *_UNREADABLE) as refusal:
        raise HouseSilent(house=house.name) from refusal
    raise HouseCancelled(house=house.name)
