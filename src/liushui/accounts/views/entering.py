"""The one door: whatever way somebody proved who they are, they come in here."""

from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from liushui.accounts.devices import device_of
from liushui.accounts.proven import Way, first_proof, proven_in
from liushui.accounts.queries import asker_of, has_factors
from liushui.accounts.services import Entrance, forget_session, keep_entrance
from liushui.accounts.services.entering import BROWSER_KEPT
from liushui.base.network import asker_network
from liushui.kernel.clock import day_of
from liushui.parties.actors import Actor
from liushui.parties.queries import actor_for
from liushui.parties.services import Asker

if TYPE_CHECKING:
    from liushui.parties.models import Account

HOME = "/"
SEEN = "seen"
SIGN_IN = "accounts:sign-in"
# Only the pages that send codes are told which browser asks.
BROWSER_COOKIE, BROWSER_PATH = "browser", "/sign-in/"


@transaction.atomic
def enter(request: HttpRequest, account: "Account", way: Way, *, at: datetime) -> None:
    """Sign the account in under a fresh session key, and keep where and how.

    What an earlier session of another person held is gone; the one of a stranger keeps its contents
    under the new key. The browser's cookie goes out with the answer (``EntranceMiddleware``).
    All of it is one transaction; the session's contents are written with the answer.
    """
    before = request.session.session_key
    if before:
        forget_session(before)
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    if request.session.session_key in (None, before):
        request.session.cycle_key()  # login() found the same person, or ended another's session
    first_proof(request.session, way, at=at)
    request.session[SEEN] = int(at.timestamp())
    entrance = Entrance(
        session_key=request.session.session_key or "",
        way=way,
        device=device_of(request.headers.get("user-agent", "")),
        network=network_of(request),
        browser=request.COOKIES.get(BROWSER_COOKIE, "")[:100],
    )
    actor = actor_for(account.person_id, day_of(at))
    request.actor = actor  # type: ignore[attr-defined]
    request.browser_secret = keep_entrance(actor, account, entrance, at=at)  # type: ignore[attr-defined]


def let_know(request: HttpRequest, response: HttpResponse) -> None:
    """Hand the browser its secret after an entrance."""
    secret = getattr(request, "browser_secret", "")
    if secret:
        response.set_cookie(
            BROWSER_COOKIE,
            secret,
            max_age=BROWSER_KEPT,
            path=BROWSER_PATH,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def asker(request: HttpRequest, phone: str) -> Asker:
    """Who asks for a code to this phone."""
    browser = request.COOKIES.get(BROWSER_COOKIE, "")[:100]
    return asker_of(phone, browser=browser, network=network_of(request))


def network_of(request: HttpRequest) -> str:
    """The asker's network, seen through the operator's own proxies."""
    return asker_network(
        request.META.get("REMOTE_ADDR", ""),
        request.headers.get("x-forwarded-for", ""),
        settings.TRUSTED_PROXIES,
    )


def safe_landing(request: HttpRequest, wished: str) -> str:
    """The wished path if it is one of ours, else the home page."""
    ours = url_has_allowed_host_and_scheme(
        wished, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wished if ours else HOME


def ask_second_factor(request: HttpRequest) -> HttpResponse:
    """Send to the page of second factors and back: after a post, to the page of its form."""
    came_from = urlsplit(request.headers.get("referer", ""))
    wished = request.get_full_path() if request.method in ("GET", "HEAD") else came_from.path
    query = urlencode({"next": safe_landing(request, wished or HOME)})
    return redirect(f"{reverse('accounts:second-factor')}?{query}")


def is_fresh(request: HttpRequest, *, at: datetime) -> bool:
    """Whether the person proved minutes ago who they are, with a factor if they have one."""
    return proven_in(request.session).is_fresh(at, has_factors=has_factors(actor_of(request)))


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
