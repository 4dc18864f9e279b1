"""The pieces that traces are made of, as the database's walks answer them."""

from typing import Any, NamedTuple

from django.db import connection

Row = tuple[Any, ...]
Way = tuple[int, ...]


class Went(NamedTuple):
    """Units of a gift from its ``at``-th on that rest together at ``lo`` of a fund's line."""

    at: int
    amount: int
    fund_id: int
    kind: str
    sink_use: str | None
    moves: Way
    path: Way
    ref: str | None
    lo: int
    gift_id: int | None
    is_covered: bool = True  # whether units of the gift may be: only then it is looked up


class Came(NamedTuple):
    """Units of a gift from its ``gift_lo``-th on, and the way that they came.

    ``is_covered``: others stand for units of the gift. ``covers`` are the movements by which these
    stand for the ones that really came, once that was read (``queries.covers``).
    """

    amount: int
    gift_id: int
    gift: str
    gift_lo: int
    moves: Way
    path: Way
    is_covered: bool
    covers: Way = ()


SPANS = """%(o)s::bigint[], %(fund)s::bigint[], %(lo)s::bigint[], %(hi)s::bigint[],
  %(move)s::bigint[], %(target)s::bigint[], true, %(most)s"""

# The gifts of spans that left by a movement each: where in the origin, units, and a Came's fields.
GIVERS_OF_SPANS = f"""select greatest(t.from_o, t.o + (greatest(t.lo, x.lo) - t.lo) * t.f),
    least(t.to_o, t.o + (least(t.hi, x.hi) - t.lo) * t.f)
      - greatest(t.from_o, t.o + (greatest(t.lo, x.lo) - t.lo) * t.f),
    greatest(t.lo, x.lo) - x.lo, x.id, x.ref, t.moves, t.path, x.covered
  from ledger_walk_back(null, null, {SPANS}) t
  cross join lateral (
    select x.id, x.ref, x.lo, x.hi,
      exists (select from ledger_coverage c where c.covered_id = x.id) as covered
    from ledger_movement x
    where x.target_id = t.fund_id and x.lo < t.hi and x.hi > t.lo and x.lo >= coalesce(
        (select y.lo from ledger_movement y where y.target_id = t.fund_id and y.lo <= t.lo
         order by y.lo desc limit 1), 0)
      and x.source_id is null and x.made_from_id is null offset 0) x
  limit %(most)s"""


def came_of(row: Row) -> Came:
    """A row of ``GIVERS_OF_SPANS`` as a piece."""
    _o, amount, gift_lo, gift_id, gift, moves, path, covered = row
    return Came(amount, gift_id, gift, gift_lo, tuple(moves), tuple(path), covered)


def rows_of(sql: str, **bound: Any) -> list[Row]:
    """What a query answers, all of it."""
    with connection.cursor() as cursor:
        cursor.execute(sql, bound)
        rows: list[Row] = cursor.fetchall()
    return rows
