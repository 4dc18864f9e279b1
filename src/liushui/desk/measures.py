"""How good the records are: each set by the same three demands (F12). Modules bring their sets."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

# At most the newest of a set are looked at: the page is for seeing what to mend.
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Measured:
    """How many records of a time there are, and how many of them meet each of the demands."""

    count: int
    consistent: int
    fresh: int
    from_source: int


Measure = Callable[[Collection[int], date, date], Measured]


@dataclass(frozen=True, slots=True)
class RecordSet:
    """One kind of record. ``demands`` say in words what consistent, fresh, from its source mean.

    ``measure`` is told organisations, the first day and the last.
    """

    title: Any
    demands: tuple[Any, Any, Any]
    measure: Measure
    rank: int = 50


_sets: list[RecordSet] = []


def register_record_set(one: RecordSet) -> None:
    """At start-up, once each."""
    _sets.append(one)
    _sets.sort(key=lambda known: known.rank)


def record_sets() -> Sequence[RecordSet]:
    """All of them, in the order of the page."""
    return tuple(_sets)
