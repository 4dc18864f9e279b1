"""Who paid, and where it went, when others stand for units that were given back (L19).

A unit of a gift that was spent and given back all the same is covered: unit k of the cover stands
for it. Read so, the giver of the covering unit paid for the use, and the gift itself ended
"covered". That is read only of units which rest outside the sinks of what was given back: there
each unit stands for itself, and a chain of covers could turn in a circle. From outside it cannot,
since a unit covers one unit and is covered by one.
"""

from collections.abc import Iterable
from typing import NamedTuple

from liushui.ledger.models import Movement
from liushui.ledger.queries.pieces import (
    GIVERS_OF_SPANS,
    Came,
    Row,
    Went,
    came_of,
    rows_of,
)
from liushui.ledger.spans import Span
from liushui.ledger.states import EndKind, Kind

_COVERAGE = """select c.lo, c.hi, c.cover_id, m.covers_lo
  from ledger_coverage c join ledger_movement m on m.id = c.cover_id
  where c.covered_id = %(gift)s and c.lo < %(hi)s and c.hi > %(lo)s order by c.lo"""
_OF_REF = """select g.base + c.lo, g.base + c.hi from (
    select id, sum(amount) over (order by id) - amount as base from ledger_movement
    where ref = %(ref)s and ref <> '' and source_id is null) g
  join ledger_coverage c on c.covered_id = g.id order by 1"""
_OF_GIFTS = """select covered_id, lo, hi from ledger_coverage
  where covered_id = any(%(gifts)s) order by 1, 2"""
_GONE_BACK = """select r.at, r.at + r.hi - r.lo from ledger_rests(%(gift)s, %(lo)s, %(hi)s) r
  join ledger_fund f on f.id = r.fund_id
    and f.sink_use in ('refunded', 'charged_back', 'advance_repaid') order by 1"""
_TAKEN = """select m.target_id, s.fund_id, s.lo + greatest(s.at, %(lo)s) - s.at,
    s.lo + least(s.at + s.hi - s.lo, %(hi)s) - s.at, greatest(s.at, %(lo)s) - %(lo)s
  from ledger_movement m join ledger_slice s on s.movement_id = m.id
  where m.id = %(cover)s and s.at < %(hi)s and s.at + s.hi - s.lo > %(lo)s order by s.at"""


class _Covered(NamedTuple):
    units: Span
    cover_id: int
    first: int  # the covered unit for which the cover's first stands


def read_back(pieces: Iterable[Came]) -> list[Came]:
    """The same units with the givers who stand for them now, in the same order."""
    came = list(pieces)
    if not any(piece.is_covered for piece in came):
        return came
    return [read for piece in came for read in _read(piece, chained=False)]


def read_rows(rows: list[Row]) -> list[Row]:
    """The same of rows with their place in the origin in front and ``Came``'s fields behind."""
    read: list[Row] = []
    for row in rows:
        at = row[0]
        for piece in _read(came_of(row), chained=False):
            read.append((at, piece.amount, piece.gift_lo, *_rest_of(piece)))
            at += piece.amount
    return read


def _rest_of(piece: Came) -> Row:
    way = (piece.moves, piece.path, piece.is_covered, piece.covers)
    return piece.gift_id, piece.gift, *way


def _read(piece: Came, *, chained: bool) -> list[Came]:
    if not piece.is_covered:
        return [piece]
    whole = Span(piece.gift_lo, piece.gift_lo + piece.amount)
    read: list[Came] = []
    lo = whole.lo
    for covered in _coverage(piece.gift_id, whole, chained=chained):
        read += _as_it_came(piece, Span(lo, covered.units.lo))
        read += [_for(piece, standing) for standing in _standing(covered)]
        lo = covered.units.hi
    return read + _as_it_came(piece, Span(lo, whole.hi))


def _as_it_came(piece: Came, units: Span) -> list[Came]:
    if not units.length:
        return []
    return [piece._replace(amount=units.length, gift_lo=units.lo, is_covered=False)]


def _coverage(gift_id: int, units: Span, *, chained: bool) -> list[_Covered]:
    """What of these units is covered and, at the beginning of a chain, rests outside."""
    rows = rows_of(_COVERAGE, gift=gift_id, lo=units.lo, hi=units.hi)
    found = [
        _Covered(Span(max(lo, units.lo), min(hi, units.hi)), cover_id, first)
        for lo, hi, cover_id, first in rows
    ]
    if chained or not found:
        return found
    back = [Span(*row) for row in rows_of(_GONE_BACK, gift=gift_id, lo=units.lo, hi=units.hi)]
    return [
        covered._replace(units=part) for covered in found for part in outside(covered.units, back)
    ]


def outside(units: Span, others: Iterable[Span]) -> list[Span]:
    """What is left of the units without the others, which ascend."""
    left: list[Span] = []
    lo = units.lo
    for other in others:
        if other.hi <= lo or other.lo >= units.hi:
            continue
        if other.lo > lo:
            left.append(Span(lo, other.lo))
        lo = other.hi
    if lo < units.hi:
        left.append(Span(lo, units.hi))
    return left


def _standing(covered: _Covered) -> list[Came]:
    """The units of the cover that stand for these, in their order; read on, should they be."""
    lo, hi = (unit - covered.first for unit in covered.units)
    taken = rows_of(_TAKEN, cover=covered.cover_id, lo=lo, hi=hi)
    target, fund, begin, end, o = (list(column) for column in zip(*taken, strict=True))
    rows = rows_of(
        GIVERS_OF_SPANS,
        o=o,
        fund=fund,
        lo=begin,
        hi=end,
        move=[covered.cover_id] * len(o),
        target=target,
        most=None,
    )
    pieces = [came_of(row) for row in sorted(rows, key=lambda row: int(row[0]))]
    return [read for piece in pieces for read in _read(piece, chained=True)]


def _for(piece: Came, standing: Came) -> Came:
    """Units that stand for others go on the way that those went, from the cover's source on."""
    return standing._replace(
        moves=(*standing.moves, *piece.moves),
        path=(*standing.path[:-1], *piece.path),
        is_covered=False,
        covers=(*standing.covers, standing.moves[-1]),
    )


def read_on(pieces: Iterable[Went]) -> list[Went]:
    """Of a gift's pieces: which are covered, and which stand for others (``EndKind``)."""
    went = list(pieces)
    gifts = sorted({piece.gift_id for piece in went if piece.gift_id and piece.is_covered})
    covered: dict[int | None, list[Span]] = {}
    for gift_id, lo, hi in rows_of(_OF_GIFTS, gifts=gifts) if gifts else []:
        covered.setdefault(gift_id, []).append(Span(lo, hi))
    split = [part for piece in went for part in _split(piece, covered.get(piece.gift_id, []))]
    return _covering(split)


def read_page(ref: str, pieces: Iterable[Went]) -> list[Went]:
    """The same for pieces whose ``at`` counts on through all gifts of one reference."""
    covered = [Span(int(lo), int(hi)) for lo, hi in rows_of(_OF_REF, ref=ref)]
    return _covering([part for piece in pieces for part in _split(piece, covered)])


def _split(piece: Went, covered: list[Span]) -> list[Went]:
    whole = Span(piece.at, piece.at + piece.amount)
    own = outside(whole, covered)
    others = outside(whole, own)
    parts = [(span, piece.sink_use) for span in own]
    parts += [(span, EndKind.COVERED) for span in others]
    return [
        piece._replace(
            at=span.lo, amount=span.length, lo=piece.lo + span.lo - piece.at, sink_use=use
        )
        for span, use in sorted(parts)
    ]


def _covering(pieces: list[Went]) -> list[Went]:
    given_back = {EndKind.REFUNDED, EndKind.CHARGED_BACK}
    last = {piece.moves[-1] for piece in pieces if piece.sink_use in given_back and piece.moves}
    if not last:
        return pieces
    covers: set[int] = set(
        Movement.objects.filter(pk__in=last, kind=Kind.COVER).values_list("pk", flat=True)
    )
    return [
        piece._replace(sink_use=EndKind.COVERING)
        if piece.sink_use in given_back and piece.moves and piece.moves[-1] in covers
        else piece
        for piece in pieces
    ]
