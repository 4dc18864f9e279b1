"""What the pages of this module share."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

FORM_METHODS = ["GET", "HEAD", "POST"]
_TOO_LONG = 7


def actor_of(request: HttpRequest) -> "Actor":
    """Who is asking."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def number_in(request: HttpRequest, name: str) -> int:
    """A number in the address's query; whatever is none counts as 0."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < _TOO_LONG else 0
