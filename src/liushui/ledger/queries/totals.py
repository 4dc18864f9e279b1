"""What was raised, and by which rows it fell (L22).

Raised = gifts + matches - what of them was reversed, refunded, charged back or clawed back.
Transfers, returns and advances never count. A match counts where its pool is not among the funds
asked for: over several organisations only what came from outside is counted, and that once.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from liushui.ledger.queries.pieces import rows_of
from liushui.ledger.states import Kind

PAGE_SIZE = 50

_IN = """select kind, sum(amount)::bigint, sum(count)::bigint from ledger_flow
  where target_id = any(%(funds)s) and (kind = 'gift'
    or kind = 'match' and source_id <> all(%(funds)s)) group by kind"""

# What went back to givers and pools, with what came again of that; what was corrected from or to
# other funds; and what others' units stood for, of gifts and matches into these funds.
_CHANGES = """
select m.id, m.kind, m.amount as fell
from ledger_movement m join ledger_fund t on t.id = m.target_id
where m.source_id = any(%(funds)s) and (m.kind in ('refund', 'charge_back')
  or m.kind = 'correction' and m.target_id <> all(%(funds)s)
  or m.kind = 'reversal' and t.purpose_kind = 'pool' and m.target_id <> all(%(funds)s)
    and exists (select from ledger_movement o where o.id = m.reverses_id and o.kind = 'match'))
union all
select m.id, m.kind, -m.amount from ledger_movement m
left join ledger_movement o on o.id = m.reverses_id
where m.target_id = any(%(funds)s) and m.kind not in ('gift', 'match')
  and (m.kind = 'correction' and m.source_id <> all(%(funds)s)
    or m.kind = 'reversal' and o.kind in ('refund', 'charge_back'))
union all
select r.id, r.kind, case when r.id = m.id then m.amount else -r.amount end
from ledger_movement g join ledger_movement m on m.covers_gift_id = g.id and m.kind = 'cover'
join ledger_movement r on r.id = m.id or r.reverses_id = m.id
where g.target_id = any(%(funds)s) and g.kind = 'gift'
union all
select m.id, 'claw_back', m.amount
from ledger_movement g join ledger_movement m on m.for_gift_id = g.id
where g.target_id = any(%(funds)s) and g.kind = 'match' and m.kind in ('transfer', 'grant')
  and g.source_id <> all(%(funds)s)"""

_FALLS = f"select kind, sum(fell)::bigint from ({_CHANGES}) changes group by kind"
_ROWS = f"""select id, kind, fell from ({_CHANGES}) changes
  where id < %(before)s order by id desc limit %(limit)s"""


@dataclass(frozen=True, slots=True)
class Raised:
    """Gifts and matches as they came, and by how much they fell, by the kind of what fell."""

    gifts: int
    gift_count: int
    matches: int
    falls: Mapping[str, int]

    @property
    def fallen(self) -> int:
        return sum(self.falls.values())

    @property
    def total(self) -> int:
        return self.gifts + self.matches - self.fallen


@dataclass(frozen=True, slots=True)
class Fall:
    """A movement by which what was raised fell; below zero, one by which it rose again."""

    movement_id: int
    kind: str
    amount: int


def raised(fund_ids: Collection[int]) -> Raised:
    """What these funds raised together: two queries, over sums and over what changed them."""
    funds = list(fund_ids)
    came: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    came |= {kind: (amount, count) for kind, amount, count in rows_of(_IN, funds=funds)}
    falls = {kind: fell for kind, fell in rows_of(_FALLS, funds=funds) if fell}
    return Raised(*came[Kind.GIFT], came[Kind.MATCH][0], falls)


def falls(
    fund_ids: Collection[int], *, before: int | None = None, limit: int = PAGE_SIZE
) -> Sequence[Fall]:
    """The rows by which what was raised fell, newest first, with an id below ``before``."""
    bound = {"funds": list(fund_ids), "before": before or 2**62, "limit": limit}
    return [Fall(*row) for row in rows_of(_ROWS, **bound)]
