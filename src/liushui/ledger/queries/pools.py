"""Pools that match gifts: their terms in force, what they gave, and what is left of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet, Sum

from liushui.kernel.errors import NotFound
from liushui.ledger.models import (
    Fund,
    MatchedFund,
    MatchingPool,
    MatchingScope,
    MatchingTerms,
    Movement,
)
from liushui.ledger.states import FundKind, Kind

PAGE_SIZE = 50
TERMS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class PoolStanding:
    """A pool as it is: ``free`` can be matched with, ``pledged`` is only promised (L24).

    ``given`` is what it added less what came back, to the funds asked about or to all.
    """

    pool: MatchingPool
    terms: MatchingTerms | None
    fund_ids: frozenset[int]
    free: int
    given: int

    def is_open(self, at: datetime) -> bool:
        """Whether a gift that is paid now would be matched, if its caps leave room."""
        terms = self.terms
        return bool(terms and self.fund_ids and terms.opens_at <= at < terms.closes_at)

    def is_to_come(self, at: datetime) -> bool:
        """Whether the window is still to open."""
        return bool(self.terms and self.fund_ids and at < self.terms.opens_at)

    @property
    def unpaid(self) -> int:
        """Of what was pledged, what never came into the pool: shown apart."""
        return max(0, self.terms.pledged - self.pool.fund.tip) if self.terms else 0


@dataclass(frozen=True, slots=True)
class MatchedDay:
    """What pools added on one day to a fund's gifts, and what came back of it."""

    day: date
    granted: int
    returned: int


def pool_by_id(pool_id: int) -> MatchingPool:
    """The pool with its fund and holder. Raises ``NotFound``."""
    found = _with_fund().filter(pk=pool_id).first()
    if found is None:
        raise NotFound
    return found


def pool_standing(pool: MatchingPool) -> PoolStanding:
    """One pool as it is now."""
    return _standings([pool], None)[0]


def pools_of(organisation_ids: Iterable[int], limit: int = 200) -> Sequence[PoolStanding]:
    """The pools that these organisations hold, newest first."""
    held = _with_fund().filter(fund__holder__organisation__in=list(organisation_ids))
    return _standings(held.order_by("-pk")[:limit], None)


def pools_for(fund_id: int) -> Sequence[PoolStanding]:
    """The pools that match gifts into a fund or did so, in their order; what they gave to it."""
    newest = MatchingTerms.objects.order_by("pool", "-pk").distinct("pool").values("pk")
    named = MatchingScope.objects.filter(fund=fund_id, terms__in=newest)
    gave = MatchedFund.objects.filter(fund=fund_id)
    ids = {*named.values_list("terms__pool", flat=True), *gave.values_list("pool", flat=True)}
    found = _standings(_with_fund().filter(pk__in=ids), {fund_id})
    return sorted(found, key=lambda one: (one.terms.place if one.terms else 0, one.pool.pk))


def pools_by_fund(fund_ids: Iterable[int]) -> Mapping[int, MatchingPool]:
    """Which of these funds are pools, by fund id: one query."""
    return {pool.fund_id: pool for pool in _with_fund().filter(fund__in=set(fund_ids))}


def terms_of(pool: MatchingPool) -> Sequence[MatchingTerms]:
    """All terms of a pool, those in force first."""
    return list(pool.terms.order_by("-pk")[:TERMS_SHOWN])


def matches_out_of(
    pool: MatchingPool, *, before: int | None = None, limit: int = PAGE_SIZE
) -> Sequence[Movement]:
    """What a pool added to gifts, newest first, with an id below ``before``."""
    matches = Movement.objects.filter(source=pool.fund_id, kind=Kind.MATCH)
    if before is not None:
        matches = matches.filter(pk__lt=before)
    return list(matches.select_related("target").order_by("-pk")[:limit])


def matched_days(fund_id: int) -> Sequence[MatchedDay]:
    """What pools added to a fund's gifts day by day, the newest first."""
    days = (
        MatchedFund.objects.filter(fund=fund_id)
        .values("day")
        .annotate(all_granted=Sum("granted"), all_returned=Sum("returned"))
        .order_by("-day")
    )
    return [MatchedDay(row["day"], row["all_granted"], row["all_returned"]) for row in days]


def matchable_funds(organisation_ids: Iterable[int], limit: int = 500) -> Sequence[Fund]:
    """The funds of these organisations whose gifts a pool can match."""
    funds = Fund.objects.filter(
        holder__organisation__in=list(organisation_ids),
        kind=FundKind.ORDINARY,
        parent=None,
        resource="CNY",
    )
    return list(funds.exclude(purpose_kind="pool").order_by("pk")[:limit])


def _with_fund() -> QuerySet[MatchingPool]:
    return MatchingPool.objects.select_related("fund__holder__organisation")


def _standings(pools: Iterable[MatchingPool], only: Collection[int] | None) -> list[PoolStanding]:
    found = list(pools)
    newest = MatchingTerms.objects.filter(pool__in=found).order_by("pool", "-pk").distinct("pool")
    terms = {one.pool_id: one for one in newest}
    scope: dict[int, set[int]] = defaultdict(set)
    for terms_id, fund_id in MatchingScope.objects.filter(
        terms__in=[one.pk for one in terms.values()]
    ).values_list("terms_id", "fund_id"):
        scope[terms_id].add(fund_id)
    gave = MatchedFund.objects.filter(pool__in=found)
    if only is not None:
        gave = gave.filter(fund__in=list(only))
    sums = gave.values("pool").annotate(net=Sum("granted") - Sum("returned"))
    given = {row["pool"]: row["net"] for row in sums}
    return [
        PoolStanding(
            pool=pool,
            terms=terms.get(pool.pk),
            fund_ids=frozenset(scope[terms[pool.pk].pk]) if pool.pk in terms else frozenset(),
            free=pool.fund.free,
            given=given.get(pool.pk, 0),
        )
        for pool in found
    ]
