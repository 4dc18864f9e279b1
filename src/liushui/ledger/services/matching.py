"""What pools add to the gifts of a batch: counted gift by gift, in the order of the line (L23).

Caps may cross (a giver's and a day's), so that no sum over windows is exact (L27). Counting in
memory is, and costs less than writing what it grants. The database's triggers count again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from liushui.base.arrays import array_of
from liushui.kernel.money import MAX_UNITS
from liushui.ledger.models import Fund, MatchedFund, MatchedGiver, MatchingScope, MatchingTerms

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

    from liushui.base.prepared import Prepared

# Pools that match these funds, or what they lie below, by their newest terms.
_POOLS = """
select distinct p.fund_id from ledger_fund f
join ledger_matchingscope s on s.fund_id = coalesce(f.parent_id, f.id)
join ledger_matchingterms t on t.id = s.terms_id join ledger_matchingpool p on p.id = t.pool_id
where f.id = any(%s::bigint[]) and t.closes_at > %s and not exists (
  select from ledger_matchingterms n where n.pool_id = t.pool_id and n.id > t.id)"""


class Claim(NamedTuple):
    """A gift of the batch that a pool may match. ``root`` is its fund or the one above."""

    inbox_id: int
    amount: int
    fund_id: int
    root: int
    giver: int | None
    paid_at: datetime
    day: date


class Grant(NamedTuple):
    """What a pool adds to a gift."""

    inbox_id: int
    pool_id: int
    source_id: int
    amount: int


@dataclass(slots=True)
class Pool:
    """A pool's terms, what it has free, and what it gave so far by each thing that caps count."""

    terms: MatchingTerms
    scope: frozenset[int]
    source_id: int
    free: int
    given: dict[object, int] = field(default_factory=lambda: defaultdict(int))

    def grant(self, claim: Claim, room: int) -> int:
        """The least of what the terms, the caps, the pool and the line have left; 0 is none."""
        terms = self.terms
        if claim.root not in self.scope or not terms.opens_at <= claim.paid_at < terms.closes_at:
            return 0
        counted = self._counted(claim)
        if claim.giver is None and (terms.per_giver or terms.per_giver_day):
            return 0
        share = claim.amount * terms.ratio_num // terms.ratio_den
        caps = [cap - self.given[key] for key, cap in counted]
        amount = max(0, min(share, terms.per_gift or share, self.free, room, *caps))
        for key, _ in counted:
            self.given[key] += amount
        self.free -= amount
        return amount

    def _counted(self, claim: Claim) -> list[tuple[object, int]]:
        terms = self.terms
        keyed = (
            ("all", terms.total),
            (claim.day, terms.per_day),
            (claim.root, terms.per_fund),
            (("giver", claim.giver), terms.per_giver),
            ((claim.giver, claim.day), terms.per_giver_day),
        )
        return [(key, cap) for key, cap in keyed if cap is not None]


def pool_funds(
    cursor: "CursorWrapper | Prepared", funds: Iterable[int], since: datetime
) -> list[int]:
    """The funds of the pools that may match gifts into these funds, paid at ``since`` or later."""
    cursor.execute(_POOLS, [array_of(funds), since])
    return sorted(row[0] for row in cursor.fetchall())


def pools_of(locked: Mapping[int, Fund], pool_fund_ids: Iterable[int]) -> list[Pool]:
    """The pools of locked funds in the order in which they match, without what they gave."""
    newest = (
        MatchingTerms.objects.filter(pool__fund__in=list(pool_fund_ids))
        .order_by("pool", "-pk")
        .distinct("pool")
        .select_related("pool")
    )
    scope: dict[int, set[int]] = defaultdict(set)
    found = list(newest)
    for terms_id, fund_id in MatchingScope.objects.filter(terms__in=found).values_list(
        "terms_id", "fund_id"
    ):
        scope[terms_id].add(fund_id)
    pools = [
        Pool(terms, frozenset(scope[terms.pk]), fund_id, locked[fund_id].free)
        for terms in found
        for fund_id in [terms.pool.fund_id]
    ]
    return sorted(pools, key=lambda pool: (pool.terms.place, pool.terms.pool_id))


def grants(
    pools: Sequence[Pool], claims: Sequence[Claim], locked: Mapping[int, Fund]
) -> list[Grant]:
    """What each pool adds to each gift, in the order of the line."""
    for pool in pools:
        _recall_given(pool, claims)
    room = {fund_id: MAX_UNITS - fund.tip for fund_id, fund in locked.items()}
    granted: list[Grant] = []
    for claim in claims:
        room[claim.fund_id] -= claim.amount
        if room[claim.fund_id] < 0:  # this gift has no place, and those behind it wait
            continue
        for pool in pools:
            amount = pool.grant(claim, room[claim.fund_id])
            if amount:
                room[claim.fund_id] -= amount
                granted.append(Grant(claim.inbox_id, pool.terms.pool_id, pool.source_id, amount))
    return granted


def _recall_given(pool: Pool, claims: Sequence[Claim]) -> None:
    """Read what the pool gave before, as far as its caps ask and these gifts touch it."""
    terms, given = pool.terms, pool.given
    if terms.total or terms.per_day or terms.per_fund:
        rows = MatchedFund.objects.filter(pool=terms.pool_id)
        for fund_id, day, granted, returned in rows.values_list(
            "fund_id", "day", "granted", "returned"
        ):
            for key in ("all", fund_id, day):
                given[key] += granted - returned
    if terms.per_giver or terms.per_giver_day:
        givers = {claim.giver for claim in claims if claim.giver is not None}
        counted = MatchedGiver.objects.filter(pool=terms.pool_id, giver__in=givers)
        for giver, day, amount in counted.values_list("giver", "day", "amount"):
            given["giver", giver] += amount
            given[giver, day] += amount
