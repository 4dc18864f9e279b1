"""Challenges for passkeys: kept in the session, minutes long, good for one answer."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from liushui.accounts.services import Challenge, PasskeyWrong, Site

_KEY = "passkey"
LASTS = timedelta(minutes=5)


def site_of(request: HttpRequest) -> Site:
    """The host and origin of the page; the host is one of those that the site answers to."""
    host = request.get_host()
    name = host[: host.index("]") + 1] if host.startswith("[") else host.partition(":")[0]
    return Site(host=name, origin=f"{request.scheme}://{host}")


def keep(request: HttpRequest, challenge: Challenge, *, at: datetime) -> str:
    """Remember what was asked; the options for the page."""
    until = int((at + LASTS).timestamp())
    request.session[_KEY] = {"state": challenge.state, "until": until}
    return challenge.options


def spend(request: HttpRequest, *, at: datetime) -> dict[str, Any]:
    """What was asked, once. Raises ``PasskeyWrong`` when nothing was, or too long ago."""
    kept = request.session.pop(_KEY, None)
    if kept is None or kept["until"] < at.timestamp():
        raise PasskeyWrong
    state: dict[str, Any] = kept["state"]
    return state
