"""What the pages of appeals share."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.http import HttpRequest

from liushui.appeals.forms import REFUSED_FIELDS
from liushui.base.forms import show_refusal
from liushui.base.network import asker_network
from liushui.base.refusals import record_refusal, refusal_text
from liushui.kernel.errors import DomainError, NotAllowed, NotFound

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

_TOO_LONG = 19
FORM_METHODS = ["GET", "HEAD", "POST"]


def actor_of(request: HttpRequest) -> "Actor":
    """Who is asking."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def kept(form: forms.Form, act: Callable[[], Any]) -> Any:
    """What the act gave back; none when the form or the service refused, said in the form."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return act()
    except DomainError as error:
        show_refusal(form, error, REFUSED_FIELDS)
        return None


def refused(act: Callable[[], Any]) -> tuple[str, int]:
    """Do a step without a form: ("", 200), or the refusal's words and status for the page."""
    try:
        act()
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        record_refusal(error)
        return " ".join(refusal_text(error)), error.status
    return "", 200


def key_of(text: str) -> int:
    """A whole number from an address or a form; 0, which is nobody's key, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < _TOO_LONG else 0


def status_of(form: forms.Form) -> int:
    """422 for a refused form."""
    return 422 if form.errors else 200


def network_of(request: HttpRequest) -> str:
    """Where a stranger asks from: counted, not kept."""
    return asker_network(
        request.META.get("REMOTE_ADDR", ""),
        request.headers.get("x-forwarded-for", ""),
        settings.TRUSTED_PROXIES,
    )
