"""How many gifts were begun and paid, by day and by what led there: sums alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from liushui.giving.states import BY_HAND, GiftState

# The day is China's. A list that was imported or a gift at a counter was begun on no page.
_STEPS = """
select (created_at at time zone 'Asia/Shanghai')::date,
  case when tag <> '' then tag when origin <> '' then split_part(origin, ':', 1) || ':' else '' end,
  count(*), count(*) filter (where state = %s),
  coalesce(sum(amount_minor) filter (where state = %s), 0)::bigint
from giving_giftorder o
where project_id = any(%s) and created_at >= %s and created_at < %s and channel <> all(%s)
  and not exists (select from giving_importedrow r where r.order_id = o.id)
group by 1, 2 order by 1, 2
"""


@dataclass(frozen=True, slots=True)
class StepsTaken:
    """Orders of one day by one channel: placed, paid, and the fen of those."""

    day: date
    channel: str
    begun: int
    paid: int
    minor: int


def steps_taken(
    project_ids: Iterable[int], first: datetime, before: datetime
) -> Sequence[StepsTaken]:
    """Orders that were placed on pages in a time, and those of them that were paid: one query."""
    paid = GiftState.PAID.value
    by_hand = [str(one) for one in BY_HAND]
    with connection.cursor() as cursor:
        cursor.execute(_STEPS, [paid, paid, list(project_ids), first, before, by_hand])
        return [StepsTaken(*row) for row in cursor.fetchall()]
