"""What the pages of this module share."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

from liushui.kernel.clock import month_named
from liushui.ledger.queries.flows import Months
from liushui.ledger.queries.statements import Cursor

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

FORM_METHODS = ["GET", "HEAD", "POST"]
_TOO_LONG = 19
_PARTS = 3


def actor_of(request: HttpRequest) -> "Actor":
    """Who is asking."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def number_in(request: HttpRequest, name: str) -> int | None:
    """A row's number in the address's query; whatever is none counts as not said."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < _TOO_LONG else None


def months_in(request: HttpRequest) -> Months:
    """The booked months that the address asks for; all where it asks for none that there is."""
    first, last = (month_named(request.GET.get(name, "")) for name in ("from", "to"))
    return Months(first, last)


def cursor_in(request: HttpRequest) -> Cursor | None:
    """Where the page before stopped, as ``cursor_words`` wrote it."""
    said = request.GET.get("after", "").split(".")
    numbers = [part for part in said if part.lstrip("-").isdigit() and len(part) < _TOO_LONG]
    return Cursor(*map(int, numbers)) if len(numbers) == len(said) == _PARTS else None


def cursor_words(cursor: Cursor | None) -> str:
    """The same for an address."""
    return ".".join(str(part) for part in cursor) if cursor else ""
