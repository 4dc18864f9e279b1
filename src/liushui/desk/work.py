"""Long work: what takes longer than a page may wait, done by the worker, watched on a page.

A module registers how one kind of work is done. The doing tells its steps to a ``Progress``, which
raises ``Stopped`` when the person cancelled or another run took over; it lets that pass through.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from liushui.parties.actors import Actor


class Stopped(Exception):
    """The work must end here: it was cancelled, or it is another run's by now."""


class Progress(Protocol):
    """How the doing tells that it lives."""

    def expect(self, total: int) -> None:
        """How many steps there will be."""

    def reach(self, done: int) -> None:
        """So many are done. Writes at most once a second. Raises ``Stopped``."""


@dataclass(frozen=True, slots=True)
class Result:
    """What was made: a file below the folder that the doing was given, and its name for people."""

    place: Path
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Task:
    """What the doing is told: who asked, for what, where to write."""

    actor: Actor
    asked: Mapping[str, str]
    folder: Path
    progress: Progress


Doing = Callable[[Task], Result]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work.

    It may run again from its start: besides its file, it changes only what is safe to do twice.
    """

    name: str
    title: Any
    do: Doing


@dataclass(frozen=True, slots=True)
class Ended:
    """Work that came to its end by itself: whose it is, by which key it is found, and how."""

    person_id: int
    key: UUID
    is_done: bool


Teller = Callable[[Ended, datetime], object]


@dataclass
class _Registry:
    kinds: dict[str, Kind] = field(default_factory=dict)
    tellers: dict[str, Teller] = field(default_factory=dict)


_registry = _Registry()


def register_work(kind: Kind) -> None:
    """At start-up, once each; the worker must know them all."""
    _registry.kinds[kind.name] = kind


def kind_of_work(name: str) -> Kind:
    """The kind of this name; a bug if no module brought it."""
    return _registry.kinds[name]


def tell_by(name: str, teller: Teller) -> None:
    """Have the person told when work ends. Called as part of the transaction that ends it."""
    _registry.tellers[name] = teller


def tell_ended(ended: Ended, at: datetime) -> None:
    """Tell by every way that was registered."""
    for teller in _registry.tellers.values():
        teller(ended, at)
