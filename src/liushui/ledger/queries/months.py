"""What was given month by month, over many funds at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

_BY_MONTH = """
select f.purpose_kind, f.purpose_id, f.holder_id, m.booked, m.kind, m.amount, m.count
from ledger_fund f join ({sums}) m on m.target_id = f.id
where f.purpose_id >= %(first)s and f.purpose_id < %(behind)s
order by f.purpose_id, f.id, m.booked, m.kind
"""
_KEPT = """
  select target_id, booked, kind, sum(amount)::bigint as amount, sum(count)::bigint as count
  from ledger_flow where kind in ('gift', 'match') group by target_id, booked, kind"""
_COUNTED = """select target_id, booked, kind, sum(amount)::bigint as amount, count(*) as count
  from ledger_movement where kind in ('gift', 'match') group by target_id, booked, kind"""
_GIVERS = """
select count(*) from (
  select distinct m.giver from ledger_movement m
  where m.kind = 'gift' and m.giver is not null and m.target_id in (
    select id from ledger_fund where purpose_id >= %(first)s and purpose_id < %(behind)s)) g
"""


@dataclass(frozen=True, slots=True)
class FundMonth:
    """Gifts or matches booked in one month into one fund, named by its purpose."""

    purpose_kind: str
    purpose_id: int
    holder_id: int
    month: date
    kind: str
    amount: int
    count: int


def given_by_month(purposes: range, *, counted: bool = False) -> Sequence[FundMonth]:
    """Gifts and matches into every fund whose purpose id is one of these, by the sums kept.

    ``counted``: from the movements themselves, in one pass over all of them.
    """
    sql = _BY_MONTH.format(sums=_COUNTED if counted else _KEPT)
    with connection.cursor() as cursor:
        cursor.execute(sql, {"first": purposes.start, "behind": purposes.stop})
        return [FundMonth(*row) for row in cursor.fetchall()]


def givers_of(purposes: range) -> int:
    """How many givers gave to funds of these purposes, each counted once."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVERS, {"first": purposes.start, "behind": purposes.stop})
        return int(cursor.fetchone()[0])
