"""Further pages about one organisation: modules say what they have, its page links what is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from liushui.parties.access import Right
from liushui.parties.actors import Actor


@dataclass(frozen=True, slots=True)
class Room:
    """A page under ``address``, which takes a credit code, for who holds one of these rights."""

    title: Any
    address: str
    rights: Sequence[Right]


_rooms: dict[str, Room] = {}


def open_room(room: Room) -> None:
    """At start-up, once for each address."""
    _rooms[room.address] = room


def rooms_of(actor: Actor, organisation_id: int, credit_code: str) -> list[tuple[Any, str]]:
    """Title and address of each page that the actor may open about this organisation."""
    return [
        (room.title, reverse(room.address, args=[credit_code]))
        for room in _rooms.values()
        if any(organisation_id in actor.organisations_with(right) for right in room.rights)
    ]
