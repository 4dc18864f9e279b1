"""A trace in pages, for gifts and uses whose whole trace is too long to read at once (L35).

A page starts at a unit of the origin: of the gift, of the use, or of the fund's line. It follows
a window of units that grows while few rows come and shrinks when too many would, so the work of a
page is bounded by its rows, however large the whole.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from liushui.ledger.queries.covers import read_page, read_rows
from liushui.ledger.queries.pieces import GIVERS_OF_SPANS, SPANS, Came, Row, Went, rows_of
from liushui.ledger.queries.tracing import End, Source, end_of, source_of

T = TypeVar("T")

_UNITS_A_ROW = 1_000
_STEPS_A_ROW = 32
_WIDER = 8
_SAME = 3  # behind its place, amount and place within, a row says what its neighbour may say too


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows in the order of the origin's units; ``next`` is where the page after this starts.

    Neighbours that went the same way are one row. A row may go on in the next page: the amounts of
    all pages sum to the whole trace's.
    """

    rows: tuple[T, ...]
    next: int | None


class _Span(NamedTuple):
    """Units [lo, hi) of a fund's line that are the origin's ``o``-th and following.

    ``move`` and ``target`` say by which movement they left for where, when that is known.
    """

    o: int
    fund_id: int
    lo: int
    hi: int
    move: int | None
    target: int | None

    @property
    def length(self) -> int:
        return self.hi - self.lo

    def between(self, after: int, before: int) -> "_Span":
        cut = max(0, after - self.o)
        hi = min(self.hi, self.lo + before - self.o)
        return self._replace(o=self.o + cut, lo=self.lo + cut, hi=hi)


_Origin = Callable[[int, int], list[_Span]]
_Walk = tuple[str, Callable[[list[Row]], list[Row]]]  # a walk, and how its rows are read

_GIVERS: _Walk = (GIVERS_OF_SPANS, read_rows)

_ENDS = f"""select o, units, lo, fund_id, kind, sink_use, moves, path, ref
  from ledger_walk_on(null, null, {SPANS})"""

# The spans of each origin from a position on, at most so many; each read by index.
_OF_GIFT = """select sum(amount) over (order by id) - amount as o, target_id, lo, hi, null, null
  from ledger_movement where ref = %(ref)s and ref <> '' and source_id is null order by o"""
_OF_USE = """select m.o + x.at, x.fund_id, x.lo, x.hi, m.id, m.target_id
  from (select id, target_id, amount, sum(amount) over (order by id) - amount as o
        from ledger_movement
        where ref = %(ref)s and ref <> '' and source_id is not null) m
  cross join lateral (
    select * from ledger_slice x where x.movement_id = m.id and x.at >= coalesce(
      (select y.at from ledger_slice y where y.movement_id = m.id and y.at <= %(after)s - m.o
       order by y.at desc limit 1), 0)
    order by x.at limit %(limit)s) x
  where m.o + m.amount > %(after)s order by 1 limit %(limit)s"""
_OF_FUND = """select lo, fund_id, lo, hi, null, null from ledger_freerun x
  where fund_id = %(fund)s and hi > %(after)s and lo >= coalesce(
    (select y.lo from ledger_freerun y where y.fund_id = %(fund)s and y.lo <= %(after)s
     order by y.lo desc limit 1), 0)
  order by lo limit %(limit)s"""


def trace_forward_page(ref: str, *, after: int = 0, limit: int) -> Page[End]:
    """Where the units of a gift rest now, from its unit ``after`` on; at most ``limit`` rows."""

    def read(rows: list[Row]) -> list[Row]:
        return [_row(went) for went in read_page(ref, [_went(row) for row in rows])]

    rows, following = _page(_origin(_OF_GIFT, ref=ref), (_ENDS, read), after, limit)
    return Page(tuple(end_of(_went(row)) for row in rows), following)


def trace_backward_page(ref: str, *, after: int = 0, limit: int) -> Page[Source]:
    """The gifts of a use or a payment, from its unit ``after`` on; at most ``limit`` rows."""
    rows, following = _page(_origin(_OF_USE, ref=ref), _GIVERS, after, limit)
    return Page(tuple(_source(row) for row in rows), following)


def trace_backward_of_fund_page(fund_id: int, *, after: int = 0, limit: int) -> Page[Source]:
    """The gifts of what rests in a fund, from position ``after`` of its line on.

    Units that move on between two pages are in neither; what arrives joins the last page.
    """
    rows, following = _page(_origin(_OF_FUND, fund=fund_id), _GIVERS, after, limit)
    return Page(tuple(_source(row) for row in rows), following)


def _origin(sql: str, **named: str | int) -> _Origin:
    def spans(after: int, limit: int) -> list[_Span]:
        found = [
            _Span(int(o), *rest) for o, *rest in rows_of(sql, **named, after=after, limit=limit)
        ]
        return [s.between(after, s.o + s.length) for s in found if s.o + s.length > after]

    return spans


def _page(origin: _Origin, walk: _Walk, after: int, limit: int) -> tuple[list[Row], int | None]:
    if after < 0 or limit < 1:
        raise ValueError("a page starts at a unit and has rows")
    rows: list[Row] = []
    width = limit * _UNITS_A_ROW
    while len(rows) <= limit and (spans := list(_window(origin(after, limit), width))):
        pieces = _walk(walk, spans, limit)
        if pieces is None:
            width = max(limit, width // _WIDER)
            continue
        for piece in pieces:
            _join(rows, piece)
        after = spans[-1].o + spans[-1].length
        width *= _WIDER
    following = rows[limit][0] if len(rows) > limit else None
    return rows[:limit], following


def _window(spans: list[_Span], width: int) -> Iterator[_Span]:
    for span in spans:
        if width <= 0:
            return
        yield span.between(span.o, span.o + width)
        width -= span.length


def _walk(walk: _Walk, spans: list[_Span], limit: int) -> list[Row] | None:
    """Every piece of the spans in the order of the origin; none when that is too much at once.

    As many units as the page has rows are never too much.
    """
    sql, read = walk
    units = sum(span.length for span in spans)
    columns = {name: [getattr(span, name) for span in spans] for name in ("o", "lo", "hi", "move")}
    pieces = rows_of(
        sql,
        **columns,
        fund=[span.fund_id for span in spans],
        target=[span.target for span in spans],
        most=limit * _STEPS_A_ROW if units > limit else None,
    )
    pieces.sort(key=lambda piece: piece[0])
    whole = units <= limit or sum(piece[1] for piece in pieces) == units
    return read(pieces) if whole else None


def _went(row: Row) -> Went:
    at, amount, lo, fund_id, kind, sink_use, moves, path, ref = row
    return Went(at, amount, fund_id, kind, sink_use, moves, path, ref, lo, None)


def _row(went: Went) -> Row:
    place = (went.at, went.amount, went.lo, went.fund_id)
    return *place, went.kind, went.sink_use, went.moves, went.path, went.ref


def _source(row: Row) -> Source:
    _o, amount, gift_lo, gift_id, gift, *way = row
    return source_of(Came(amount, gift_id, gift, gift_lo, *way))


def _join(rows: list[Row], piece: Row) -> None:
    if rows and rows[-1][_SAME:] == piece[_SAME:]:
        at, amount, *way = rows[-1]
        rows[-1] = (at, amount + piece[1], *way)
    else:
        rows.append(piece)
