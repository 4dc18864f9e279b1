"""What the pages of posts share: who asks, when, and how a refused step is shown."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest
from django.utils.timezone import now

from liushui.base.forms import show_refusal
from liushui.base.refusals import record_refusal, refusal_text
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotAllowed, NotFound
from liushui.parties.actors import Actor
from liushui.parties.post_forms import REFUSED_FIELDS

if TYPE_CHECKING:
    from datetime import date

STRANGER = Actor.stranger()
FORM_METHODS = ["GET", "HEAD", "POST"]


def actor_of(request: HttpRequest) -> Actor:
    """Who is asking."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def today() -> "date":
    """The day in China."""
    return day_of(now())


def done(form: forms.Form, act: Callable[[], Any]) -> Any:
    """What the act gave back; ``None`` when the form or the service refused, said in the form."""
    if not form.is_valid():
        return None
    try:
        return act()
    except DomainError as error:
        show_refusal(form, error, REFUSED_FIELDS)
        return None


def refused(act: Callable[[], Any]) -> tuple[str, int]:
    """Do a step that has no form; ("", 200), or the refusal's words and status for the page.

    What the actor may not know or do leaves the page as it is.
    """
    try:
        act()
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        record_refusal(error)
        return " ".join(refusal_text(error)), error.status
    return "", 200
