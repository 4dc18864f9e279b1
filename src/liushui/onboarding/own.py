"""What an organisation takes along beside the console's lists (F18): modules bring portions."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from liushui.desk.tables import Cell
from liushui.parties.access import Right
from liushui.parties.actors import Actor

# The rows of one organisation, as the actor's posts there let them be seen; in fixed columns.
Rows = Callable[[Actor, int], Iterator[Sequence[Cell]]]


@dataclass(frozen=True, slots=True)
class Portion:
    """One file of the archive: for who holds one of these rights in the organisation."""

    name: str
    heads: Sequence[str]
    rights: frozenset[Right]
    rows: Rows


_portions: dict[str, Portion] = {}


def bring_portion(portion: Portion) -> None:
    """At start-up, once each. Names of columns are for machines and stay as they are."""
    _portions[portion.name] = portion


def portions() -> list[Portion]:
    """All portions by name."""
    return sorted(_portions.values(), key=lambda one: one.name)
