"""Who can see or do this? Each module above brings its things and what may be asked of them.

The answers come from the modules' own policies: nothing here decides anything twice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.functional import Promise

from liushui.parties.actors import Actor


@dataclass(frozen=True, slots=True)
class Guarded:
    """One thing: what it is called, where it is shown, whose it is, and the thing itself."""

    title: str
    href: str
    organisation_ids: Sequence[int]
    thing: Any


@dataclass(frozen=True, slots=True)
class Verb:
    """Something that can be done to it, and the policy that is asked."""

    label: str | Promise
    may: Callable[[Actor, Any], bool]


class Guard(Protocol):
    """What a module says of one kind of thing."""

    verbs: Sequence[Verb]

    def find(self, actor: Actor, key: str) -> Guarded:
        """The thing; raises ``NotFound`` for those who may not know of it."""


_guards: dict[str, Guard] = {}


def register_guard(kind: str, guard: Guard) -> None:
    """Let people ask about things of this kind. One guard of each kind."""
    _guards[kind] = guard


def guard_of(kind: str) -> Guard | None:
    """The guard of a kind, if a module brought one."""
    return _guards.get(kind)
