"""What the pages of this module share."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from liushui.parties.actors import Actor


def actor_of(request: HttpRequest) -> "Actor":
    """Who is asking."""
    return request.actor  # type: ignore[attr-defined, no-any-return]
