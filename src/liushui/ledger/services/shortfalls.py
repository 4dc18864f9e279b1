"""Money that a holder lacks when it must pay: a debt with its age, never income (L18)."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from liushui.kernel.money import AmountOutOfRange, Money
from liushui.ledger.errors import NothingOwed
from liushui.ledger.models import Coverage, Fund, Holder, Movement
from liushui.ledger.queries.debts import open_advances
from liushui.ledger.queries.pieces import rows_of
from liushui.ledger.queries.units import Rest, rests_of
from liushui.ledger.services.funds import open_fund, sink
from liushui.ledger.services.groups import Deed, deed
from liushui.ledger.services.locks import lock_funds
from liushui.ledger.services.movements import Covers, Links
from liushui.ledger.spans import Span
from liushui.ledger.states import GENERAL, FundKind, Kind, Purpose, SinkUse

if TYPE_CHECKING:
    from liushui.kernel.digests import Value


_ORIGINS = "select distinct origin_id from ledger_origins(%(movement)s) order by 1"


def shortfall_of(fund: Fund) -> Fund:
    """Where what a fund's holder was advanced arrives."""
    return open_fund(
        fund.holder, purpose=GENERAL, resource=fund.resource_id, kind=FundKind.SHORTFALL
    )


def advance(doing: Deed, amount: Money, fund: Fund) -> Movement:
    """Bring what a fund's holder lacks into its shortfall fund, as a debt."""
    return doing.move(amount, source=None, target=shortfall_of(fund), kind=Kind.ADVANCE)


@transaction.atomic
def repay_advances(
    holder: Holder, amount: Money, *, key: str, happened_at: datetime
) -> list[Movement]:
    """Pay what was advanced out of unrestricted money, the oldest first.

    Raises ``NothingOwed`` beyond what is open and ``NotEnoughFree``.
    """
    if amount.minor <= 0:
        raise AmountOutOfRange
    doing, done = deed(
        key,
        happened_at,
        {"repaid": holder.pk, "amount": amount.minor, "resource": amount.currency},
    )
    if done is not None:
        return done
    source = open_fund(holder, purpose=GENERAL, resource=amount.currency)
    target = repaid_sink(source)
    lock_funds([source.pk, target.pk, shortfall_of(source).pk])
    if (done := doing.meanwhile()) is not None:
        return done
    left = amount.minor
    for debt in open_advances(holder.pk, amount.currency):
        for span in debt.spans:
            part = Span(span.lo, min(span.hi, span.lo + left))
            if part.length > 0:
                _repay(doing, Covers(debt.advance_id, *part), source, target)
                left -= part.length
    if left:
        raise NothingOwed
    return doing.done


@transaction.atomic
def bear_kept_fee(
    holder: Holder,
    amount: Money,
    *,
    key: str,
    happened_at: datetime,
    purpose: Purpose = GENERAL,
) -> list[Movement]:
    """A fee that a provider kept: never refused, and never out of what was given for somebody.

    Unrestricted money pays it, and what lacks is advanced. ``purpose`` is what it was kept for.
    """
    if amount.minor <= 0:
        raise AmountOutOfRange
    content: dict[str, Value] = {"kept": holder.pk, "amount": amount.minor}
    content |= {"resource": amount.currency, "of": f"{purpose.kind}:{purpose.id}"}
    doing, done = deed(key, happened_at, content)
    if done is not None:
        return done
    source = open_fund(holder, purpose=GENERAL, resource=amount.currency)
    target = sink(holder, SinkUse.FEE, purpose=purpose, resource=amount.currency)
    funds = lock_funds([source.pk, target.pk, shortfall_of(source).pk])
    if (done := doing.meanwhile()) is not None:
        return done
    free = min(max(0, funds[source.pk].free), amount.minor)
    if free:
        doing.move(Money(free, amount.currency), source=source, target=target, kind=Kind.FEE)
    if free < amount.minor:
        lacking = Money(amount.minor - free, amount.currency)
        advance(doing, lacking, source)
        doing.move(lacking, source=shortfall_of(source), target=target, kind=Kind.FEE)
    return doing.done


def settle(doing: Deed, back: Movement) -> None:
    """What was advanced is there again, unused: it ends its own debt.

    Where unrestricted money had ended that debt before, that money comes back first.
    """
    shortfall = back.target
    source = open_fund(shortfall.holder, purpose=GENERAL, resource=back.resource_id)
    for origin, units, span in _origins(back):
        rows = Coverage.objects.filter(covered=origin, lo__lt=units.hi, hi__gt=units.lo)
        for row in rows.select_related("cover__target", "cover__source").order_by("lo"):
            both = Span(max(row.lo, units.lo), min(row.hi, units.hi))
            _take_back(doing, row.cover, both)
        _repay(doing, Covers(origin, *units), shortfall, repaid_sink(source), pins=[span])


def repaid_sink(general: Fund) -> Fund:
    """Where what ended a debt is counted."""
    return sink(
        general.holder, SinkUse.ADVANCE_REPAID, purpose=GENERAL, resource=general.resource_id
    )


def _repay(
    doing: Deed, covers: Covers, source: Fund, target: Fund, pins: list[Span] | None = None
) -> None:
    doing.move(
        Money(covers.hi - covers.lo, source.resource_id),
        source=source,
        target=target,
        kind=Kind.ADVANCE_REPAYMENT,
        pins=pins,
        links=Links(covers=covers),
    )


def _take_back(doing: Deed, repayment: Movement, units: Span) -> None:
    """Reverse those units of a repayment that ended these units of the debt."""
    assert repayment.source is not None
    assert repayment.covers_lo is not None
    lo = repayment.lo + units.lo - repayment.covers_lo
    doing.move(
        Money(units.length, repayment.resource_id),
        source=repayment.target,
        target=repayment.source,
        kind=Kind.REVERSAL,
        pins=[Span(lo, lo + units.length)],
        links=Links(reverses_id=repayment.pk),
    )


def _origins(back: Movement) -> list[tuple[int, Span, Span]]:
    """Of what came back into a shortfall fund: the advance, which of its units, and where."""
    found = []
    for (origin,) in rows_of(_ORIGINS, movement=back.pk):
        rests: list[Rest] = [
            rest
            for rest in rests_of(origin)
            if rest.fund_id == back.target_id and back.lo <= rest.lo < back.hi
        ]
        found += [(origin, rest.units, rest.span) for rest in rests]
    return found
