"""Money that nobody may spend for now: units moved aside, and back again (L12)."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction

from liushui.kernel.money import Money
from liushui.ledger.errors import NotEnoughFree, UnitsElsewhere
from liushui.ledger.models import FreeRun, Fund, Movement
from liushui.ledger.queries.elsewhere import whereabouts
from liushui.ledger.queries.units import (
    Rest,
    amount_of,
    gift_of,
    gift_units,
    held_by_recalls,
    last_in_line,
)
from liushui.ledger.services.funds import open_fund
from liushui.ledger.services.groups import Deed, deed, lock_what_is_found
from liushui.ledger.services.locks import lock_funds
from liushui.ledger.services.movements import Links, require_free
from liushui.ledger.services.returns import reverse
from liushui.ledger.spans import Span, merged
from liushui.ledger.states import FundKind, Kind, Purpose


def frozen_below(fund: Fund) -> Fund:
    """The fund beside which nobody spends: where what is frozen of this one lies."""
    return open_fund(
        fund.holder,
        purpose=Purpose(fund.purpose_kind, fund.purpose_id),
        resource=fund.resource_id,
        kind=FundKind.FROZEN,
        parent=fund,
    )


@transaction.atomic
def freeze(fund: Fund, amount: Money, *, key: str, happened_at: datetime) -> Movement:
    """Set an amount of a fund aside, what came last first, so that payouts keep their order.

    Raises ``NotEnoughFree``: what is promised cannot be frozen before the promise is released.
    """
    doing, done = deed(key, happened_at, {"freeze": fund.pk, "amount": amount.minor})
    if done:
        return done[0]
    aside = frozen_below(fund)
    locked = lock_funds([fund.pk, aside.pk])[fund.pk]
    if done := doing.meanwhile():
        return done[0]
    require_free(locked, amount)
    pins = _last_free(fund.pk, amount.minor)
    return doing.move(amount, source=fund, target=aside, kind=Kind.FREEZE, pins=pins)


@transaction.atomic
def freeze_gift(
    ref: str, *, key: str, happened_at: datetime, amount: Money | None = None
) -> list[Movement]:
    """Set a gift's own units aside wherever they rest: all of them, or its last ``amount``.

    Each freeze names the gift. Raises ``UnitsElsewhere`` when fewer rest, or none, and
    ``NotEnoughFree`` when a fund has promised too much.
    """
    gift = gift_of(ref)
    wanted = amount.minor if amount else None
    doing, done = deed(key, happened_at, {"freeze_gift": gift.pk, "amount": wanted})
    if done is not None:
        return done

    def find() -> set[int]:
        resting = gift_units(gift).resting()
        funds = Fund.objects.select_related("holder").in_bulk({one.fund_id for one in resting})
        return {*funds, *(frozen_below(fund).pk for fund in funds.values())}

    lock_what_is_found(find)
    if (done := doing.meanwhile()) is not None:
        return done
    units = gift_units(gift)
    most = wanted if wanted is not None else gift.amount
    chosen = last_in_line(units.resting(), most, home=gift.target_id)
    if amount_of(chosen) < (wanted or 1):
        raise UnitsElsewhere(
            here=amount_of(chosen), resource=gift.resource_id, where=whereabouts(units)
        )
    freeze_rests(doing, gift, chosen)
    return doing.done


def freeze_rests(doing: Deed, gift: Movement, rests: list[Rest]) -> list[Movement]:
    """Freeze these units of the gift, one movement for each fund; the funds are locked."""
    by_fund: dict[int, list[Rest]] = defaultdict(list)
    for rest in rests:
        by_fund[rest.fund_id].append(rest)
    funds = Fund.objects.select_related("holder").in_bulk(by_fund)
    frozen = []
    for fund_id, parts in sorted(by_fund.items()):
        amount = Money(amount_of(parts), gift.resource_id)
        require_free(funds[fund_id], amount)
        frozen.append(
            doing.move(
                amount,
                source=funds[fund_id],
                target=frozen_below(funds[fund_id]),
                kind=Kind.FREEZE,
                pins=merged(part.span for part in parts),
                links=Links(for_gift_id=gift.pk),
            )
        )
    return frozen


@transaction.atomic
def thaw(
    frozen: Movement, *, key: str, happened_at: datetime, amount: Money | None = None
) -> Movement:
    """Let units go that a freeze set aside: all that is left of it, or its last ``amount``.

    Raises ``UnitsElsewhere`` when less is left, and ``NotEnoughFree`` while a recall holds it.
    """
    lock_funds([frozen.target_id, frozen.source_id or frozen.target_id])
    if held_by_recalls([frozen.pk]):  # these units, whatever else lies free beside them
        whole = Money(frozen.amount, frozen.resource_id)
        raise NotEnoughFree(free=Money(0, frozen.resource_id), wanted=amount or whole)
    if amount is None:
        before = Movement.objects.filter(key=key).first()
        if before is not None:
            return reverse(
                frozen, Money(before.amount, before.resource_id), key=key,
                happened_at=happened_at, kind=Kind.THAW,
            )  # fmt: skip
        left = frozen.amount - sum(frozen.reversals.values_list("amount", flat=True))
        if not left:
            raise NotEnoughFree(
                free=Money(0, frozen.resource_id), wanted=Money(frozen.amount, frozen.resource_id)
            )
        amount = Money(left, frozen.resource_id)
    return reverse(frozen, amount, key=key, happened_at=happened_at, kind=Kind.THAW)


def _last_free(fund_id: int, amount: int) -> list[Span]:
    chosen: list[Span] = []
    runs = FreeRun.objects.filter(fund=fund_id).order_by("-lo").values_list("lo", "hi")
    for lo, hi in runs.iterator():
        chosen.append(Span(max(lo, hi - amount), hi))
        amount -= chosen[-1].length
        if not amount:
            break
    return merged(chosen)
