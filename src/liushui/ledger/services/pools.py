"""Pools whose money is added to gifts: opened empty, filled by gifts, led by terms (L22-L27)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from liushui.kernel.errors import DomainError, gettext_noop
from liushui.kernel.money import MAX_UNITS
from liushui.ledger.models import Fund, Holder, MatchingPool, MatchingScope, MatchingTerms
from liushui.ledger.services.funds import open_fund
from liushui.ledger.services.locks import lock_funds
from liushui.ledger.states import FundKind, Purpose
from liushui.parties.actors import Actor
from liushui.parties.services import record

POOL = "pool"
RATIO_LIMIT = 1000
WHY_LIMIT = 300


class TermsSenseless(DomainError):
    """A ratio, a cap or a window by which nothing could be matched."""

    code = "terms_senseless"
    message = gettext_noop("By these terms nothing could be matched.")
    remedy = gettext_noop(
        "Numbers are positive, the two of the ratio at most 1000, and the end comes after the"
        " beginning."
    )


class FundNotMatched(DomainError):
    """Not an ordinary fund of money that lies below no other, or a pool itself."""

    code = "fund_not_matched"
    message = gettext_noop("Gifts into one of these funds cannot be matched.")
    remedy = gettext_noop("Name the funds of projects; what lies below them is matched with them.")


@dataclass(frozen=True, slots=True)
class Caps:
    """The most that a pool adds, in its units; none is no cap. Days are China's (L23)."""

    per_gift: int | None = None
    per_giver: int | None = None
    per_giver_day: int | None = None
    per_fund: int | None = None
    per_day: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """Which gifts a pool matches, and with how much: ``ratio`` (1, 2) adds half.

    Paid at ``opens_at`` or later and before ``closes_at``, into one of the funds or what lies
    below it. Without funds the pool matches nothing. Of several pools the lowest ``place`` comes
    first behind the gift. ``pledged`` is a promise that is shown apart and matches nothing.
    """

    ratio: tuple[int, int]
    opens_at: datetime
    closes_at: datetime
    fund_ids: frozenset[int]
    caps: Caps = field(default_factory=Caps)
    place: int = 0
    pledged: int = 0

    def require_sense(self) -> None:
        """Raise ``TermsSenseless``."""
        given = [cap for cap in asdict(self.caps).values() if cap is not None]
        if (
            not all(1 <= number <= RATIO_LIMIT for number in self.ratio)
            or not all(0 < cap <= MAX_UNITS for cap in given)
            or not 0 <= self.pledged <= MAX_UNITS
            or self.opens_at >= self.closes_at
        ):
            raise TermsSenseless

    @property
    def columns(self) -> Mapping[str, Any]:
        """The row that says so, without the funds."""
        return {
            "ratio_num": self.ratio[0],
            "ratio_den": self.ratio[1],
            **asdict(self.caps),
            "opens_at": self.opens_at,
            "closes_at": self.closes_at,
            "place": self.place,
            "pledged": self.pledged,
        }


@transaction.atomic
def open_pool(
    actor: Actor, holder: Holder, *, title: str, title_en: str = "", at: datetime
) -> MatchingPool:
    """Open an empty pool for a holder's money. It matches nothing before it has terms."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence('ledger_matchingpool', 'id'))")
        number = cursor.fetchone()[0]
    pool = MatchingPool.objects.create(
        pk=number,
        fund=open_fund(holder, purpose=Purpose(POOL, number)),
        title=title,
        title_en=title_en,
        opened_by=actor.name,
        opened_at=at,
    )
    record(actor, "pool.opened", pool, at=at, fund=pool.fund_id)
    return pool


@transaction.atomic
def set_terms(
    actor: Actor,
    pool: MatchingPool,
    terms: Terms,
    *,
    proposed_by: str = "",
    why: str = "",
    at: datetime,
) -> MatchingTerms:
    """From the next gift on the pool matches by these terms. The same terms again change nothing.

    What was matched stays. With ``proposed_by`` the actor is the second person, who agrees. Raises
    ``TermsSenseless`` and ``FundNotMatched``.
    """
    terms.require_sense()
    lock_funds([pool.fund_id])
    newest = MatchingTerms.objects.filter(pool=pool).order_by("-pk").first()
    if newest is not None and _are_the_same(newest, terms):
        return newest
    _require_matchable(pool, terms.fund_ids)
    fresh = MatchingTerms.objects.create(
        pool=pool,
        **terms.columns,
        set_by=proposed_by or actor.name,
        agreed_by=actor.name if proposed_by else "",
        why=why[:WHY_LIMIT],
        set_at=at,
    )
    MatchingScope.objects.bulk_create(
        MatchingScope(terms=fresh, fund_id=fund_id) for fund_id in sorted(terms.fund_ids)
    )
    record(actor, "pool.terms_set", pool, at=at, terms=fresh.pk, funds=len(terms.fund_ids))
    return fresh


def end_matching(actor: Actor, pool: MatchingPool, *, why: str, at: datetime) -> None:
    """From now on the pool matches nothing, whenever a gift was paid. What it holds stays there."""
    newest = MatchingTerms.objects.filter(pool=pool).order_by("-pk").first()
    if newest is None:
        return
    caps = Caps(**{name: getattr(newest, name) for name in asdict(Caps())})
    ended = Terms(
        ratio=(newest.ratio_num, newest.ratio_den),
        opens_at=newest.opens_at,
        closes_at=newest.closes_at,
        fund_ids=frozenset(),
        caps=caps,
        place=newest.place,
        pledged=newest.pledged,
    )
    set_terms(actor, pool, ended, why=why, at=at)


def _are_the_same(known: MatchingTerms, terms: Terms) -> bool:
    funds = MatchingScope.objects.filter(terms=known).values_list("fund_id", flat=True)
    same = all(getattr(known, name) == value for name, value in terms.columns.items())
    return same and set(funds) == terms.fund_ids


def _require_matchable(pool: MatchingPool, fund_ids: frozenset[int]) -> None:
    matchable = Fund.objects.filter(
        pk__in=fund_ids,
        kind=FundKind.ORDINARY,
        parent=None,
        resource=pool.fund.resource_id,
    ).exclude(purpose_kind=POOL)
    if matchable.count() != len(fund_ids):
        raise FundNotMatched
