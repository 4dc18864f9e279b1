"""Further ways to give to a project, which modules above bring: pictures, acts, live streams.

A project does not know them; whoever has one registers at start-up and names its page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Way:
    """One way: what it is called in the reader's language, what it is, and its page."""

    label: str
    note: str
    href: str


Bringer = Callable[[int, datetime], Sequence[Way]]
_bringers: dict[str, Bringer] = {}


def register_ways(name: str, bringer: Bringer) -> None:
    """At start-up. ``bringer`` is told the project's id and the moment; one query each."""
    _bringers[name] = bringer


def ways_of(project_id: int, at: datetime) -> Sequence[Way]:
    """The ways that are open now, in the order in which modules registered."""
    return [way for bringer in _bringers.values() for way in bringer(project_id, at)]
