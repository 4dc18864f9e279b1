"""What the pages of this module share."""

from django.http import HttpRequest

from liushui.kernel.errors import NotFound
from liushui.parties.actors import Actor


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def own_id(request: HttpRequest) -> int:
    """The person who asks; the gate lets nobody else in."""
    person_id = actor_of(request).person_id
    if person_id is None:
        raise NotFound
    return person_id
