"""Gifts that a pool matched lately, with what looks at abuse asks of each of them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from liushui.ledger.models import Movement
from liushui.ledger.queries.pieces import rows_of
from liushui.ledger.states import Kind

_LATELY = """
select g.ref, coalesce(f.parent_id, f.id), g.amount, g.giver, g.happened_at,
  sum(m.amount)::bigint, max(t.per_gift),
  sum(m.amount)::bigint - coalesce((
    select sum(r.amount) from ledger_movement r join ledger_movement x on x.id = r.reverses_id
    where x.for_gift_id = g.id and x.kind = 'match'), 0)::bigint,
  coalesce((select sum(b.amount - coalesce((
      select sum(v.amount) from ledger_movement v where v.reverses_id = b.id), 0))
    from ledger_movement b
    where b.ref = g.ref and b.kind in ('refund', 'charge_back')), 0)::bigint
  + coalesce((select sum(c.hi - c.lo) from ledger_coverage c where c.covered_id = g.id), 0)::bigint
from ledger_movement m join ledger_movement g on g.id = m.for_gift_id
join ledger_fund f on f.id = m.target_id
left join ledger_matchingpool p on p.fund_id = m.source_id
left join lateral (select per_gift from ledger_matchingterms
  where pool_id = p.id and after_id < m.id order by id desc limit 1) t on true
where m.kind = 'match' and m.happened_at >= %(since)s and m.happened_at < %(before)s
  and coalesce(g.giver, g.id) %% %(parts)s = %(part)s
group by g.id, coalesce(f.parent_id, f.id) order by g.happened_at, g.id"""


class MatchedGift(NamedTuple):
    """A gift with all its matches.

    ``cap`` is the most that a pool adds to one gift, if any; ``kept`` what of the match is not
    back in its pool; ``returned`` what of the gift its giver had back.
    """

    ref: str
    fund_id: int
    amount: int
    giver: int | None
    paid_at: datetime
    matched: int
    cap: int | None
    kept: int
    returned: int


def matched_between(
    since: datetime, before: datetime, *, at_once: int
) -> Iterator[Sequence[MatchedGift]]:
    """Matched gifts that were paid in a time, about so many at once, oldest first.

    All of one giver come together, so what looks at givers misses none: one query each, and one.
    """
    matches = Movement.objects.filter(
        kind=Kind.MATCH, happened_at__gte=since, happened_at__lt=before
    )
    parts = matches.count() // at_once + 1
    for part in range(parts):
        rows = rows_of(_LATELY, since=since, before=before, part=part, parts=parts)
        yield [MatchedGift(*row) for row in rows]


def frozen_by_keys(keys: Iterable[str]) -> Sequence[Movement]:
    """The freezes of deeds with these keys."""
    firsts = Movement.objects.filter(key__in=set(keys), kind=Kind.FREEZE)
    groups = firsts.values_list("group_id", flat=True)
    found = Movement.objects.filter(group_id__in=list(groups), kind=Kind.FREEZE)
    return list(found.select_related("source", "target").order_by("pk"))
