"""What of which lot lies where, and where goods are gone: received = issued + in stock + lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from liushui.ledger.spans import Span, merged, total


@dataclass(frozen=True, slots=True)
class LotHere:
    """Pieces of one lot that lie free in a fund, and where in its line."""

    lot_id: int
    batch: str
    expires_on: date | None
    spans: tuple[Span, ...]

    @property
    def amount(self) -> int:
        return total(self.spans)

    def is_good(self, day: date) -> bool:
        """Whether it may still be used on this day: its last good day is one of them."""
        return self.expires_on is None or self.expires_on >= day


@dataclass(frozen=True, slots=True)
class Stock:
    """Where all pieces of a good are. What was made of others, or into others, stands apart."""

    received: int
    made: int
    issued: int
    in_stock: int
    written_off: int
    converted: int
    returned: int

    @property
    def is_whole(self) -> bool:
        """What came is where it went: true at every moment, by conservation."""
        out = self.issued + self.written_off + self.converted + self.returned
        return self.received + self.made == out + self.in_stock


# Free runs of a fund cut by the movements with which their units came there.
_HERE = """
select lot.movement_id, lot.batch, lot.expires_on, greatest(r.lo, m.lo), least(r.hi, m.hi)
from ledger_freerun r cross join lateral (
  select coalesce(x.lot_id, x.id) as lot_id, x.lo, x.hi from ledger_movement x
  where x.target_id = r.fund_id and x.lo < r.hi and x.hi > r.lo and x.lo >= coalesce(
    (select y.lo from ledger_movement y where y.target_id = r.fund_id and y.lo <= r.lo
     order by y.lo desc limit 1), 0) offset 0) m
join ledger_lot lot on lot.movement_id = m.lot_id
where r.fund_id = %s
order by lot.expires_on nulls last, lot.movement_id, 4
"""
_WITH_EXPIRED = """
select distinct f.id from ledger_lot l
join ledger_movement m on m.id = l.movement_id or m.lot_id = l.movement_id
join ledger_fund f on f.id = m.target_id and f.kind = 'ordinary'
where l.expires_on < %s and exists (
  select from ledger_freerun r where r.fund_id = f.id and r.lo < m.hi and r.hi > m.lo)
order by f.id
"""
_STOCK = """
select
  (select coalesce(sum(amount), 0) from ledger_movement
   where resource_id = %(code)s and kind in ('receipt', 'opening')),
  (select coalesce(sum(amount), 0) from ledger_movement
   where resource_id = %(code)s and kind = 'rebasing'),
  coalesce(sum(tip - taken) filter (where sink_use = 'used'), 0),
  coalesce(sum(tip - taken) filter (where sink_use is null), 0),
  coalesce(sum(tip - taken) filter (where sink_use = 'written_off'), 0),
  coalesce(sum(tip - taken) filter (where sink_use = 'converted'), 0),
  coalesce(sum(tip - taken) filter (where sink_use = 'refunded'), 0)
from ledger_fund where resource_id = %(code)s
"""


def lots_in(fund_id: int) -> Sequence[LotHere]:
    """The lots of which pieces lie free in a fund, the first to expire first: one query."""
    with connection.cursor() as cursor:
        cursor.execute(_HERE, [fund_id])
        rows = cursor.fetchall()
    lots: dict[int, tuple[str, date | None]] = {}
    spans: dict[int, list[Span]] = {}
    for lot_id, batch, expires_on, lo, hi in rows:
        lots[lot_id] = (batch, expires_on)
        spans.setdefault(lot_id, []).append(Span(lo, hi))
    return [
        LotHere(lot_id, batch, expires_on, tuple(merged(spans[lot_id])))
        for lot_id, (batch, expires_on) in lots.items()
    ]


def funds_with_expired(day: date) -> Sequence[int]:
    """Funds in which something lies that was good for the last time before this day."""
    with connection.cursor() as cursor:
        cursor.execute(_WITH_EXPIRED, [day])
        return [fund_id for (fund_id,) in cursor.fetchall()]


def stock_of(resource: str) -> Stock:
    """Where all pieces of a good are now, over all holders: received from the movements."""
    with connection.cursor() as cursor:
        cursor.execute(_STOCK, {"code": resource})
        return Stock(*map(int, cursor.fetchone()))
