"""A few funds read from the ledger's rows as lines of units, each unit with its giver."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from liushui.kernel.drawing.lines import Link, Piece

_MOVED = """
select m.id, m.kind, m.source_id, m.target_id, m.lo, m.amount, coalesce(s.spans, '[]')
from ledger_movement m left join lateral (
  select json_agg(json_build_array(x.lo, x.hi) order by x.place) as spans
  from ledger_slice x where x.movement_id = m.id) s on true
where m.target_id = any(%(funds)s) order by m.id"""
_FREE = "select fund_id, lo, hi from ledger_freerun where fund_id = any(%(funds)s)"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the drawing needs of the rows."""

    pieces: Sequence[Piece]
    links: Sequence[Link]


@dataclass(frozen=True, slots=True)
class _Part:
    """Units [lo, hi) of a line that came from one giver."""

    lo: int
    hi: int
    giver: str


def lines_of(fund_ids: Iterable[int], givers: Mapping[int, str], words: Mapping[str, str]) -> Drawn:
    """Everything that happened in these funds. ``givers``: who stands behind a first movement.

    ``words`` name the kinds of movement; one without a word is drawn and not named.
    """
    wanted = list(fund_ids)
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, {"funds": wanted})
        moved = cursor.fetchall()
        cursor.execute(_FREE, {"funds": wanted})
        free = cursor.fetchall()
    parts: dict[int, list[_Part]] = {fund: [] for fund in wanted}
    links: list[Link] = []
    for number, kind, source, target, lo, amount, spans in moved:
        if source not in parts:
            parts[target].append(_Part(lo, lo + amount, givers.get(number, "")))
            continue
        at = lo
        for span in spans:
            for part in _within(parts[source], *span):
                length = part.hi - part.lo
                parts[target].append(_Part(at, at + length, part.giver))
                word = words.get(kind, "")
                links.append(Link(source, part.lo, target, at, length, part.giver, word))
                at += length
    pieces = [piece for fund in wanted for piece in _pieces(fund, parts[fund], free)]
    return Drawn(pieces, links)


def _within(parts: Sequence[_Part], lo: int, hi: int) -> list[_Part]:
    return [
        _Part(max(part.lo, lo), min(part.hi, hi), part.giver)
        for part in parts
        if part.lo < hi and lo < part.hi
    ]


def _pieces(fund: int, parts: Sequence[_Part], free: Sequence[tuple[int, int, int]]) -> list[Piece]:
    """Each part, cut where its units rest and where they moved on."""
    runs = sorted((lo, hi) for of, lo, hi in free if of == fund)
    found: list[Piece] = []
    for part in parts:
        at = part.lo
        for run in _within([_Part(lo, hi, "") for lo, hi in runs], part.lo, part.hi):
            if at < run.lo:
                found.append(Piece(fund, at, run.lo, part.giver, rests=False))
            found.append(Piece(fund, run.lo, run.hi, part.giver, rests=True))
            at = run.hi
        if at < part.hi:
            found.append(Piece(fund, at, part.hi, part.giver, rests=False))
    return found
