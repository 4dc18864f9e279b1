"""Where a gift went and who paid: maps of spans, followed from fund to fund, exact to the unit.

A movement maps the units that it took, in order, onto its own stretch of the target's line. Forward
follows these maps to where units rest now; backward follows them to the movements from outside.
Both read the net path: a movement and its later reversal are struck out together (L13). The walks
themselves are functions of the database (0009_walks.sql); here their steps become ends and sources.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from liushui.ledger.spans import Span
from liushui.ledger.states import EndKind, FundKind

Row = tuple[Any, ...]
_Way = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class End:
    """Units of a gift that rest together. ``path`` are the funds from the gift's home to here."""

    end: EndKind
    fund_id: int
    amount: int
    path: tuple[int, ...]
    use: str | None
    movement_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Units that one gift gave. ``path`` are the funds from the gift's home to where they left."""

    gift: str
    amount: int
    path: tuple[int, ...]
    gift_id: int
    movement_ids: tuple[int, ...]


class Went(NamedTuple):
    """Units of a gift from its ``at``-th on that rest together at ``lo`` of a fund's line."""

    at: int
    amount: int
    fund_id: int
    kind: str
    sink_use: str | None
    moves: _Way
    path: _Way
    ref: str | None
    lo: int
    gift_id: int | None


class Came(NamedTuple):
    """Units of a gift from its ``gift_lo``-th on, and the way that they came."""

    amount: int
    gift_id: int
    gift: str
    gift_lo: int
    moves: _Way
    path: _Way
    is_covered: bool


_WENT = """select o, units, fund_id, kind, sink_use, moves, path, ref, lo, gift
  from ledger_walk_on(%(ref)s, %(movement)s, null, null, null, null, null, null, %(net)s, null)"""
_RESTING = """select lo, lo + units
  from ledger_walk_on(%(ref)s, %(movement)s, null, null, null, null, null, null, true, null)
  where fund_id = %(fund)s and (%(last)s::bigint is null or moves = array[%(last)s::bigint])
  order by 1"""
_CAME = """select moves, path, units, gift, gift_ref, gift_lo, covered
  from ledger_givers(%(ref)s, %(fund)s, %(net)s)"""


def trace_forward(ref: str, *, net: bool = True) -> list[End]:
    """Every place where the units of a gift rest now; the amounts sum to the gift (L21).

    With ``net=False`` the paths keep the loops that reversals made. Empty until it is sequenced.
    """
    return ends(went_from(ref, net=net))


def trace_backward(ref: str, *, net: bool = True) -> list[Source]:
    """The gifts that a use or a payment was made of; the amounts sum to it."""
    return sources(came_to(ref=ref, net=net))


def trace_backward_of_fund(fund_id: int, *, net: bool = True) -> list[Source]:
    """The gifts that what rests in a fund was made of: for a sink, all that was used and stayed."""
    return sources(came_to(fund_id=fund_id, net=net))


def resting_spans(ref: str, fund_id: int) -> list[Span]:
    """Where in a fund's line the units of a gift lie free, ascending."""
    rows = rows_of(_RESTING, ref=ref, movement=None, fund=fund_id, last=None)
    return [Span(*row) for row in rows]


def returnable_spans(movement_id: int, target_id: int) -> list[Span]:
    """Units free in a movement's target whose net last movement it is: what can go back."""
    rows = rows_of(_RESTING, ref=None, movement=movement_id, fund=target_id, last=movement_id)
    return [Span(*row) for row in rows]


def went_from(ref: str, *, net: bool = True) -> list[Went]:
    """Where each unit of a gift rests now, piece by piece: one query."""
    return [Went(*row) for row in rows_of(_WENT, ref=ref, movement=None, net=net)]


def went_from_movement(movement_id: int, *, net: bool = True) -> list[Went]:
    """Where the units that one movement brought rest now, piece by piece: one query."""
    return [Went(*row) for row in rows_of(_WENT, ref=None, movement=movement_id, net=net)]


def came_to(*, ref: str | None = None, fund_id: int | None = None, net: bool = True) -> list[Came]:
    """The pieces of gifts behind a use or what rests in a fund: one query."""
    found = rows_of(_CAME, ref=ref, fund=fund_id, net=net)
    return [piece for row in found for piece in _pieces(row)]


def ends(pieces: Iterable[Went]) -> list[End]:
    """One end for all pieces that went one way to one fund, in the order of the way."""
    sums: dict[tuple[_Way, int, _Way], int] = {}
    said: dict[tuple[_Way, int, _Way], Went] = {}
    for piece in pieces:
        key = (tuple(piece.moves), piece.fund_id, tuple(piece.path))
        sums[key] = sums.get(key, 0) + piece.amount
        said.setdefault(key, piece)
    return [end_of(said[key]._replace(amount=sums[key])) for key in sorted(sums)]


def sources(pieces: Iterable[Came]) -> list[Source]:
    """One source for all pieces of one gift that came one way, in the order of gift and way."""
    sums: dict[tuple[int, _Way, _Way], int] = {}
    refs: dict[int, str] = {}
    for amount, gift_id, gift, _lo, moves, path, _covered in pieces:
        key = (gift_id, moves, path)
        sums[key] = sums.get(key, 0) + amount
        refs[gift_id] = gift
    return [
        Source(refs[gift_id], sums[gift_id, moves, path], path, gift_id, (gift_id, *moves))
        for gift_id, moves, path in sorted(sums)
    ]


def end_of(piece: Went) -> End:
    """A piece as an end of its own."""
    return End(
        end=end_kind(piece.kind, piece.sink_use),
        fund_id=piece.fund_id,
        amount=piece.amount,
        path=tuple(piece.path),
        use=piece.ref or None,
        movement_ids=tuple(piece.moves),
    )


def source_of(piece: Came) -> Source:
    """A piece as a source of its own."""
    moves = (piece.gift_id, *piece.moves)
    return Source(piece.gift, piece.amount, tuple(piece.path), piece.gift_id, moves)


def end_kind(kind: str, sink_use: str | None) -> EndKind:
    """What the kind and the use of a fund make of the units that rest in it."""
    if sink_use is not None:
        return EndKind(sink_use)
    return EndKind.FROZEN if kind == FundKind.FROZEN else EndKind.RESTING


def _pieces(row: Row) -> Iterator[Came]:
    moves, path, *listed, covered = row
    way, funds = tuple(moves), tuple(path)
    for amount, gift_id, ref, lo in zip(*listed, strict=True):
        yield Came(amount, gift_id, ref, lo, way, funds, covered)


def rows_of(sql: str, **bound: Any) -> list[Row]:
    """What a query answers, all of it."""
    with connection.cursor() as cursor:
        cursor.execute(sql, bound)
        rows: list[Row] = cursor.fetchall()
    return rows
