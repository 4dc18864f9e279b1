"""The parts of the site that an organisation may use or not (D22).

A module declares its part at start-up: its name, its words, and whose an address is. A part that an
organisation switched off answers 404 with words at these addresses; books and statements lie in
other modules and stay readable.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from liushui.parties.actors import Actor

# The organisation of an address by the values in it; none where it is nobody's, or everybody's.
Whose = Callable[[Actor, Mapping[str, Any]], int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part: ``addresses`` is the name of its module's addresses, ``whose`` asks whose one is.

    ``always`` names addresses that stay open: a donor's own pages, what must still be undone.
    ``only`` names those that are the part's where its module has others too.
    """

    name: str
    title: Any
    about: Any
    addresses: str
    whose: Whose
    always: frozenset[str] = field(default_factory=frozenset)
    only: frozenset[str] = field(default_factory=frozenset)


_parts: dict[str, Part] = {}


def organisation_served(actor: Actor) -> int | None:
    """The organisation for which the actor works now, where it is one: for lists in the console."""
    if actor.acting_in is not None:
        return actor.acting_in
    served = {post.organisation_id for post in actor.posts}
    return next(iter(served)) if len(served) == 1 else None


def whom_they_serve(actor: Actor, asked: Mapping[str, Any]) -> int | None:
    """Whose an address is that names nothing: of the organisation for which the actor works."""
    del asked
    return organisation_served(actor)


def declare_part(part: Part) -> None:
    """At start-up, once each."""
    _parts[part.name] = part


def parts() -> list[Part]:
    """All parts by name."""
    return sorted(_parts.values(), key=lambda one: one.name)


def part_named(name: str) -> Part | None:
    """The part of this name, if a module brought it."""
    return _parts.get(name)


def part_at(namespace: str, url_name: str) -> Part | None:
    """The part to which an address belongs, if it can be switched off."""
    for part in _parts.values():
        is_among = not part.only or url_name in part.only
        if part.addresses == namespace and is_among and url_name not in part.always:
            return part
    return None
