"""Where a gift went and who paid: maps of spans, followed from fund to fund, exact to the unit.

A movement maps the units that it took, in order, onto its own stretch of the target's line. Forward
follows these maps to where units rest now; backward follows them to the movements from outside.
Both read the net path: a movement and its later reversal are struck out together (L13). Each step
carries where its units began, ``o`` units behind the origin's first, by which traces are paged.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from liushui.ledger.spans import Span
from liushui.ledger.states import EndKind, FundKind

Row = tuple[Any, ...]


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


# Rows of {table} on one fund's line that overlap [t.lo, t.hi): by btree, from the last row that
# starts at or before t.lo. The rows of each table never overlap one another.
_OVERLAPS = """x.{line} = t.fund_id and x.lo < t.hi and x.hi > t.lo and x.lo >= coalesce(
  (select y.lo from {table} y where y.{line} = t.fund_id and y.lo <= t.lo
   order by y.lo desc limit 1), 0)"""

FORWARD = f"""
with recursive t (o, fund_id, lo, hi, moves, path) as (
  {{start}}
  union all
  select t.o + greatest(t.lo, n.lo) - t.lo, n.target_id,
    n.start + greatest(t.lo, n.lo) - n.lo, n.start + least(t.hi, n.hi) - n.lo,
    case when n.struck then trim_array(t.moves, 1) else t.moves || n.id end,
    case when n.struck then trim_array(t.path, 1) else t.path || n.target_id end
  from t cross join lateral (
    select x.lo, x.hi, m.id, m.target_id, m.lo + x.at as start, %(net)s and coalesce(
      m.reverses_id = t.moves[cardinality(t.moves)], false) as struck
    from ledger_slice x join ledger_movement m on m.id = x.movement_id
    where {_OVERLAPS.format(table="ledger_slice", line="fund_id")} offset 0) n
)"""

# Where the units of a step rest free.
RESTING_OF = f"""select x.lo, x.hi from ledger_freerun x
  where {_OVERLAPS.format(table="ledger_freerun", line="fund_id")} offset 0"""

_ENDS = f"""{FORWARD}
select sum(least(t.hi, x.hi) - greatest(t.lo, x.lo))::bigint,
  t.fund_id, f.kind, f.sink_use, t.moves, t.path,
  (select ref from ledger_movement where id = t.moves[cardinality(t.moves)])
from t join ledger_fund f on f.id = t.fund_id cross join lateral ({RESTING_OF}) x
group by t.fund_id, f.kind, f.sink_use, t.moves, t.path
order by t.moves, t.fund_id
"""

_FROM_GIFT = """select 0::bigint, target_id, lo, hi, '{}'::bigint[], array[target_id]
  from ledger_movement where ref = %(ref)s and ref <> '' and source_id is null"""
_FROM_MOVEMENT = """select 0::bigint, target_id, lo, hi, array[id], array[target_id]
  from ledger_movement where id = %(movement)s"""

_RESTING = f"""{FORWARD}
select greatest(t.lo, x.lo), least(t.hi, x.hi) from t cross join lateral ({RESTING_OF}) x
where t.fund_id = %(fund)s and (%(last)s::bigint is null or t.moves = array[%(last)s::bigint])
order by 1
"""

# Backward, a reversal comes before what it reverses: it is owed until that is met.
BACKWARD = f"""
with recursive t (o, fund_id, lo, hi, owed, moves, path, gift) as (
  select o, fund_id, lo, hi, '{{}}'::bigint[], moves, path, null::bigint from ({{start}}) s
  union all
  select n.o + coalesce(greatest(n.from_at, s.at) - n.from_at, 0), s.fund_id,
    coalesce(s.lo + greatest(n.from_at, s.at) - s.at, n.from_at),
    coalesce(s.lo + least(n.to_at, s.at + s.hi - s.lo) - s.at, n.to_at),
    n.owed,
    case when n.struck then t.moves else n.id || t.moves end,
    case when n.struck or n.source_id is null then t.path else n.source_id || t.path end,
    case when n.source_id is null then n.id end
  from t cross join lateral (
    select x.id, x.source_id, t.o + greatest(t.lo, x.lo) - t.lo as o,
      greatest(t.lo, x.lo) - x.lo as from_at, least(t.hi, x.hi) - x.lo as to_at,
      %(net)s and (cardinality(t.owed) > 0 or x.reverses_id is not null) as struck,
      case when not %(net)s then t.owed
        when x.id = t.owed[cardinality(t.owed)] then trim_array(t.owed, 1)
        when x.reverses_id is not null then t.owed || x.reverses_id
        else t.owed end as owed
    from ledger_movement x
    where {_OVERLAPS.format(table="ledger_movement", line="target_id")} offset 0) n
  left join lateral (
    select x.fund_id, x.lo, x.hi, x.at from ledger_slice x
    where x.movement_id = n.id and x.at < n.to_at and x.at >= coalesce(
      (select y.at from ledger_slice y where y.movement_id = n.id and y.at <= n.from_at
       order by y.at desc limit 1), 0) offset 0) s
    on n.source_id is not null
  where t.gift is null
)"""

_GIVERS = f"""{BACKWARD}
select sum(hi - lo)::bigint, (select ref from ledger_movement where id = gift), path, gift, moves
from t where gift is not null group by path, gift, moves order by gift, moves
"""

_OF_REF = """select 0::bigint as o, x.fund_id, x.lo, x.hi, array[m.id] as moves,
  array[x.fund_id, m.target_id] as path
  from ledger_movement m join ledger_slice x on x.movement_id = m.id
  where m.ref = %(ref)s and m.ref <> ''"""
_OF_FUND = """select 0::bigint as o, fund_id, lo, hi,
  '{}'::bigint[] as moves, array[fund_id] as path
  from ledger_freerun where fund_id = %(fund)s"""


def trace_forward(ref: str, *, net: bool = True) -> list[End]:
    """Every place where the units of a gift rest now; the amounts sum to the gift (L21).

    With ``net=False`` the paths keep the loops that reversals made. Empty until it is sequenced.
    """
    return ends(rows_of(_ENDS.replace("{start}", _FROM_GIFT), ref=ref, net=net))


def trace_backward(ref: str, *, net: bool = True) -> list[Source]:
    """The gifts that a use or a payment was made of; the amounts sum to it."""
    return sources(rows_of(_GIVERS.replace("{start}", _OF_REF), ref=ref, net=net))


def trace_backward_of_fund(fund_id: int, *, net: bool = True) -> list[Source]:
    """The gifts that what rests in a fund was made of: for a sink, all that was used and stayed."""
    return sources(rows_of(_GIVERS.replace("{start}", _OF_FUND), fund=fund_id, net=net))


def resting_spans(ref: str, fund_id: int) -> list[Span]:
    """Where in a fund's line the units of a gift lie free, ascending."""
    rows = rows_of(
        _RESTING.replace("{start}", _FROM_GIFT), ref=ref, fund=fund_id, last=None, net=True
    )
    return [Span(*row) for row in rows]


def returnable_spans(movement_id: int, target_id: int) -> list[Span]:
    """Units free in a movement's target whose net last movement it is: what can go back."""
    rows = rows_of(
        _RESTING.replace("{start}", _FROM_MOVEMENT),
        movement=movement_id,
        fund=target_id,
        last=movement_id,
        net=True,
    )
    return [Span(*row) for row in rows]


def _end(kind: str, sink_use: str | None) -> EndKind:
    if sink_use is not None:
        return EndKind(sink_use)
    return EndKind.FROZEN if kind == FundKind.FROZEN else EndKind.RESTING


def ends(rows: list[Row]) -> list[End]:
    """Rows of amount, fund, its kind and use, movements, path and the last movement's ref."""
    return [
        End(_end(kind, sink_use), fund_id, amount, tuple(path), use or None, tuple(moves))
        for amount, fund_id, kind, sink_use, moves, path, use in rows
    ]


def sources(rows: list[Row]) -> list[Source]:
    """Rows of amount, the gift's reference, path, the gift's movement and the movements after."""
    return [
        Source(gift, amount, tuple(path), gift_id, tuple(moves))
        for amount, gift, path, gift_id, moves in rows
    ]


def rows_of(sql: str, **bound: Any) -> list[Row]:
    """What a query answers, all of it."""
    with connection.cursor() as cursor:
        cursor.execute(sql, bound)
        rows: list[Row] = cursor.fetchall()
    return rows
