"""One page of a table for its reader: rows, totals, what narrows it, and what one may do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import now

from liushui.desk.queries import Saved, saved_filters_of
from liushui.desk.tables.asking import Asked, asked_of, condition_of, order_of
from liushui.desk.tables.definitions import Cell, Choice, Column, Days, Search, Table, Verb
from liushui.kernel.errors import NotAllowed
from liushui.parties.actors import Actor

PAGE_SIZE = 25
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: where sorting by it leads, and how it is sorted now."""

    column: Column
    query: str
    aria: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it is shown: what it is called in a form, and its fields."""

    key: str
    cells: Sequence[Cell]
    name: str


@dataclass(frozen=True, slots=True)
class Field:
    """One control of the form above the table. ``kind``: search, choice or day."""

    kind: str
    name: str
    label: str
    value: str
    options: Sequence[tuple[str, str]] = ()
    part: str = ""


@dataclass
class Listing:
    """What ``desk/list.html`` shows. Two queries for the table, one for the saved filters."""

    table: Table
    actor: Actor
    asked: Asked

    @property
    def columns(self) -> Sequence[Column]:
        return [column for column in self.table.columns if column.on_page]

    @cached_property
    def counted(self) -> Mapping[str, int]:
        """How many rows there are after filtering, and the totals of all of them."""
        sums = {c.name: Sum(c.total) for c in self.table.columns if c.total}
        found = self._found.aggregate(rows_counted=Count("pk"), **sums)
        return {name: int(value or 0) for name, value in found.items()}

    @property
    def count(self) -> int:
        return self.counted["rows_counted"]

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE_SIZE))

    @property
    def page(self) -> int:
        return min(self.asked.page, self.pages)

    @cached_property
    def lines(self) -> Sequence[Line]:
        """The rows of this page."""
        first = (self.page - 1) * PAGE_SIZE
        ordered = self._found.order_by(*order_of(self.table, self.asked))
        rows = self.table.load(list(ordered[first : first + PAGE_SIZE]))
        return [self._line(row) for row in rows]

    @property
    def heads(self) -> Sequence[Head]:
        current = self.asked.sort or self.table.order
        return [self._head(column, current) for column in self.columns]

    @property
    def has_totals(self) -> bool:
        return any(column.total for column in self.columns) and self.count > 0

    @property
    def has_wide_totals(self) -> bool:
        """Whether a phone shows none of the columns that have a total."""
        return all("wide" in column.kind for column in self.columns if column.total)

    @property
    def totals(self) -> Sequence[tuple[Column, int | None]]:
        """Of each column but the first its total over all rows that were found."""
        return [(c, self.counted[c.name] if c.total else None) for c in self.columns[1:]]

    @property
    def fields(self) -> Sequence[Field]:
        return [control for one in self.table.filters for control in self._controls(one)]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.asked.words)

    @property
    def unread(self) -> Sequence[str]:
        return [str(one.label) for one in self.asked.unread]

    @property
    def previous(self) -> str:
        return self.asked.at_page(self.page - 1) if self.page > 1 else ""

    @property
    def next(self) -> str:
        return self.asked.at_page(self.page + 1) if self.page < self.pages else ""

    @property
    def verbs(self) -> Sequence[Verb]:
        return self.table.verbs

    @property
    def address(self) -> str:
        return reverse(self.table.address)

    @cached_property
    def saved(self) -> Sequence[Saved]:
        """The reader's own filters of this table."""
        return saved_filters_of(self.actor, self.table.name)

    @cached_property
    def at(self) -> Any:
        return now()

    @cached_property
    def _found(self) -> "QuerySet[Any]":
        return self.table.rows(self.actor).filter(condition_of(self.table, self.asked, self.actor))

    def _line(self, row: Any) -> Line:
        cells = [column.cell(row) for column in self.columns]
        return Line(self.table.key_of(row), cells, cells[0].plain)

    def _head(self, column: Column, current: str) -> Head:
        if not column.sort:
            return Head(column, "", "")
        up = current == column.name
        aria = "ascending" if up else "descending" if current == f"-{column.name}" else ""
        turned = f"-{column.name}" if up else column.name
        wanted = turned if aria or column.kind.startswith("num") is False else f"-{column.name}"
        if aria == "descending":
            wanted = column.name
        return Head(column, self.asked.sorted_by(wanted), aria)

    def _controls(self, one: Choice | Days | Search) -> Iterator[Field]:
        words = self.asked.words
        if isinstance(one, Search):
            yield Field("search", one.name, str(one.label), words.get(one.name, ""))
        elif isinstance(one, Choice):
            options = one.options(self.actor)
            value = words.get(one.name, "")
            yield Field("choice", one.name, str(one.label), value, options)
        else:
            first, last = one.names
            yield Field("day", first, str(one.label), words.get(first, ""), part="from")
            yield Field("day", last, str(one.label), words.get(last, ""), part="to")


def listing_of(table: Table, request: HttpRequest) -> Listing:
    """The table as this request asks for it. Raises ``NotAllowed`` for who may not see the list."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not table.is_open_to(actor):
        raise NotAllowed
    said = {name: request.GET.get(name, "") for name in request.GET}
    return Listing(table, actor, asked_of(table, said, actor))


def count_rows(table: Table, asked: Asked, actor: Actor) -> int:
    """How many rows were found."""
    return table.rows(actor).filter(condition_of(table, asked, actor)).count()


def all_rows(table: Table, asked: Asked, actor: Actor) -> Iterator[Sequence[Cell]]:
    """Every row that was found, in order, as cells; read in chunks, never all in the memory."""
    found = table.rows(actor).filter(condition_of(table, asked, actor))
    chunk: list[Any] = []
    for row in found.order_by(*order_of(table, asked)).iterator(chunk_size=CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield from _cells(table, chunk)
            chunk = []
    yield from _cells(table, chunk)


def rows_by_key(table: Table, keys: Sequence[str], actor: Actor) -> Sequence[Line]:
    """The rows of these keys that the actor may see; others are as if they were not there."""
    found = table.rows(actor).filter(**{f"{table.key_field}__in": keys})
    rows = table.load(list(found.order_by("-pk")[: len(keys)]))
    listed = [c for c in table.columns if c.on_page]
    lines = []
    for row in rows:
        cells = [column.cell(row) for column in listed]
        lines.append(Line(table.key_of(row), cells, cells[0].plain))
    return lines


def _cells(table: Table, chunk: Sequence[Any]) -> Iterator[Sequence[Cell]]:
    for row in table.load(chunk) if chunk else ():
        yield [column.cell(row) for column in table.columns]
