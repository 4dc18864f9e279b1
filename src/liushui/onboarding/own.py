"""What an organisation takes along beside the console's lists (F18): modules bring portions."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from liushui.desk.tables import Cell
from liushui.parties.access import Right
from liushui.parties.actors import Actor

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from liushui.base.models import StoredFile

# The rows of one organisation, as the actor's posts there let them be seen; in fixed columns.
Rows = Callable[[Actor, int], Iterator[Sequence[Cell]]]


@dataclass(frozen=True, slots=True)
class Portion:
    """One file of the archive: for who holds one of these rights in the organisation."""

    name: str
    heads: Sequence[str]
    rights: frozenset[Right]
    rows: Rows


@dataclass(frozen=True, slots=True)
class Papers:
    """Files of one kind that go along, each by its digest: for who holds one of these rights."""

    name: str
    rights: frozenset[Right]
    find: "Callable[[int], Iterable[StoredFile]]"


_portions: dict[str, Portion] = {}
_papers: dict[str, Papers] = {}


def bring_portion(portion: Portion) -> None:
    """At start-up, once each. Names of columns are for machines and stay as they are."""
    _portions[portion.name] = portion


def portions() -> list[Portion]:
    """All portions by name."""
    return sorted(_portions.values(), key=lambda one: one.name)


def bring_papers(papers: Papers) -> None:
    """At start-up, once each."""
    _papers[papers.name] = papers


def papers_brought() -> list[Papers]:
    """All kinds of files by name."""
    return sorted(_papers.values(), key=lambda one: one.name)


def facts(
    name: str,
    rights: Iterable[Right],
    rows: "Callable[[int], QuerySet[Any]]",
    columns: Sequence[str],
) -> Portion:
    """A portion of rows as they are kept: these columns of what ``rows`` finds of a body.

    A column is a field, also of a row that it refers to ("agreement__number"). Sums of money are
    called ``minor`` or end so; ``units`` are the smallest of whatever is counted. Never a sealed
    field, and never a person but by their number in histories.
    """

    def told(actor: Actor, organisation_id: int) -> Iterator[Sequence[Cell]]:
        del actor
        found = rows(organisation_id).order_by("pk").values_list(*columns)
        for values in found.iterator(chunk_size=1000):
            yield tuple(map(_cell, columns, values))

    heads = tuple(column.replace("__", "_").removesuffix("_minor") for column in columns)
    return Portion(name, heads, frozenset(rights), told)


def _cell(column: str, value: Any) -> Cell:
    if value is None:
        return Cell("")
    if column.endswith(("_minor", "__minor")) or column == "minor":
        return Cell(minor=value)
    if isinstance(value, date):
        return Cell(at=value)
    if isinstance(value, list | dict):
        return Cell(json.dumps(value, ensure_ascii=False, default=str))
    return Cell(str(value))
