"""A fund's statement: what it opened with, every entry in its line's order, what it closes with.

What came in stands in the order of the fund's line, what went out in the order of ids, and one
that went out stands behind what was booked before it. Both are read by index from where the page
before stopped, so a page costs its own rows however long the line, and a stream of all of them no
memory.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Max, Min

from liushui.ledger.models import Flow
from liushui.ledger.queries.flows import ALL_MONTHS, Months, Node, flows_of

ROWS_AT_ONCE = 2_000


class Cursor(NamedTuple):
    """Where the next page starts: in the line, behind which movement out, and with what balance."""

    position: int
    movement_id: int
    balance: int


@dataclass(frozen=True, slots=True)
class Line:
    """One entry. ``amount`` is below zero for what went out; ``balance`` is after it.

    ``other`` is the fund at the other end, none for outside.
    """

    movement_id: int
    kind: str
    happened_at: datetime
    recorded_at: datetime
    booked: date
    amount: int
    other: int | None
    ref: str
    balance: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A page of a fund's statement. ``sums`` are of all the months, whatever page this is."""

    fund_id: int
    sums: Node
    lines: Sequence[Line]
    next: Cursor | None


class _Bounds(NamedTuple):
    """Between which places and ids all entries of the months lie."""

    lo: int
    hi: int
    first_id: int
    last_id: int


_COLUMNS = "id, kind, happened_at, recorded_at, booked"
_BOOKED = """booked >= coalesce(%(first)s::date, '-infinity')
    and booked <= coalesce(%(last)s::date, 'infinity')"""
_IN = f"""select {_COLUMNS}, amount, source_id, ref, hi from ledger_movement
  where target_id = %(fund)s and lo >= %(from)s and lo < %(to)s and {_BOOKED}
  order by lo limit %(limit)s"""
_OUT = f"""select {_COLUMNS}, -amount, target_id, ref, id from ledger_movement
  where source_id = %(fund)s and id > %(from)s and id <= %(to)s and {_BOOKED}
  order by id limit %(limit)s"""


def statement(
    fund_id: int, months: Months = ALL_MONTHS, *, after: Cursor | None = None, limit: int
) -> Statement:
    """The fund over some booked months; ``after`` is the ``next`` of the page before.

    Eight queries. The lines of all pages lead from the opening balance to the closing one.
    """
    sums = flows_of([fund_id], months).nodes[fund_id]
    bounds = _bounds(fund_id, months)
    lines, following = _page(fund_id, months, bounds, after or _start(bounds, sums), limit)
    return Statement(fund_id, sums, lines, following)


def statement_lines(fund_id: int, months: Months = ALL_MONTHS) -> Iterator[Line]:
    """Every line of the statement, however many, in constant memory.

    What is booked while it streams may be among the last; at REPEATABLE READ it is one moment.
    """
    bounds = _bounds(fund_id, months)
    cursor: Cursor | None = _start(bounds, flows_of([fund_id], months).nodes[fund_id])
    while cursor is not None:
        lines, cursor = _page(fund_id, months, bounds, cursor, ROWS_AT_ONCE)
        yield from lines


def _start(bounds: _Bounds, sums: Node) -> Cursor:
    return Cursor(bounds.lo, bounds.first_id - 1, sums.opening)


def _bounds(fund_id: int, months: Months) -> _Bounds:
    kept = Flow.objects.filter(months.filter)
    came = kept.filter(target=fund_id).aggregate(lo=Min("first_lo"), hi=Max("last_hi"))
    went = kept.filter(source=fund_id).aggregate(lo=Min("first_id"), hi=Max("last_id"))
    return _Bounds(came["lo"] or 0, came["hi"] or 0, went["lo"] or 1, went["hi"] or 0)


def _page(
    fund_id: int, months: Months, bounds: _Bounds, after: Cursor, limit: int
) -> tuple[list[Line], Cursor | None]:
    if limit < 1:
        raise ValueError("a page has rows")
    bound = {"fund": fund_id, "first": months.first, "last": months.last, "limit": limit + 1}
    with connection.cursor() as cursor:
        cursor.execute(_IN, {**bound, "from": after.position, "to": bounds.hi})
        came = cursor.fetchall()
        cursor.execute(_OUT, {**bound, "from": after.movement_id, "to": bounds.last_id})
        went = cursor.fetchall()
    lines: list[Line] = []
    for is_in, row in _merged(came, went):
        if len(lines) == limit:
            return lines, after
        *_said, amount, _other, _ref, place = row
        balance = after.balance + amount
        lines.append(Line(*(*row[:-1], balance)))
        after = (
            Cursor(place, after.movement_id, balance)
            if is_in
            else Cursor(after.position, place, balance)
        )
    return lines, None


def _merged(
    came: Sequence[tuple[Any, ...]], went: Sequence[tuple[Any, ...]]
) -> Iterator[tuple[bool, tuple[Any, ...]]]:
    """Both in one order; each keeps its own, and what came waits for no later number."""
    out = iter(went)
    waiting = next(out, None)
    for row in came:
        while waiting is not None and waiting[0] < row[0]:
            yield False, waiting
            waiting = next(out, None)
        yield True, row
    while waiting is not None:
        yield False, waiting
        waiting = next(out, None)
