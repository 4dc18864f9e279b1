"""A gift was booked to the wrong fund (L20)."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from liushui.kernel.money import AmountOutOfRange, Money
from liushui.ledger.errors import UnitsElsewhere
from liushui.ledger.models import Fund, Movement
from liushui.ledger.queries.elsewhere import whereabouts
from liushui.ledger.queries.units import (
    GiftUnits,
    Rest,
    amount_of,
    gift_of,
    gift_units,
    last_in_line,
)
from liushui.ledger.services.groups import Deed, deed, lock_what_is_found
from liushui.ledger.services.movements import Links
from liushui.ledger.spans import Span, merged
from liushui.ledger.states import Kind

if TYPE_CHECKING:
    from liushui.kernel.digests import Value


@transaction.atomic
def correct_target(
    ref: str, amount: Money, *, wrong: Fund, right: Fund, key: str, happened_at: datetime
) -> list[Movement]:
    """Bring a gift to the fund that it was meant for: what rests, then as much for what is spent.

    Its own resting units find a new home there. For spent ones as many free units of the wrong
    fund go, first in first out, naming the gift; no trace of before changes. Raises
    ``UnitsElsewhere`` when the gift has fewer units at home and spent, ``NotEnoughFree`` when the
    wrong fund cannot stand for them.
    """
    if wrong.holder_id != right.holder_id or wrong.pk == right.pk:
        raise ValueError("a gift is corrected between two funds of one holder")
    if amount.minor <= 0:
        raise AmountOutOfRange
    gift = gift_of(ref)
    said: dict[str, Value] = {"correct": gift.pk, "amount": amount.minor}
    doing, done = deed(key, happened_at, said | {"wrong": wrong.pk, "right": right.pk})
    if done is not None:
        return done
    lock_what_is_found(lambda: {wrong.pk, right.pk})
    if (done := doing.meanwhile()) is not None:
        return done
    units = gift_units(gift)
    own = _own(units, wrong, amount.minor)
    spent = [rest for rest in units.spent() if units.home(rest) == wrong.pk]
    lacking = amount.minor - amount_of(own)
    may = amount_of(spent) - _corrected(gift, wrong)
    if lacking > may:
        raise UnitsElsewhere(
            here=amount_of(own) + max(0, may), resource=gift.resource_id, where=whereabouts(units)
        )
    if own:
        _correct(doing, gift, own, wrong, right)
    if lacking:
        doing.move(
            Money(lacking, gift.resource_id),
            source=wrong,
            target=right,
            kind=Kind.CORRECTION,
            links=Links(for_gift_id=gift.pk),
        )
    return doing.done


def _own(units: GiftUnits, wrong: Fund, amount: int) -> list[Rest]:
    """The gift's last units at home, no more than the fund has not promised."""
    mine = [rest for rest in units.at_home() if rest.fund_id == wrong.pk]
    free = Fund.objects.get(pk=wrong.pk).free
    return last_in_line(mine, max(0, min(amount, free)))


def _correct(doing: Deed, gift: Movement, own: list[Rest], wrong: Fund, right: Fund) -> None:
    pins: list[Span] = merged(rest.span for rest in own)
    doing.move(
        Money(amount_of(own), gift.resource_id),
        source=wrong,
        target=right,
        kind=Kind.CORRECTION,
        ref=gift.ref,
        pins=pins,
    )


def _corrected(gift: Movement, wrong: Fund) -> int:
    """For how many spent units others went already, and did not come back."""
    amends = Movement.objects.filter(for_gift=gift, kind=Kind.CORRECTION, source=wrong)
    return sum(
        one.amount - sum(one.reversals.values_list("amount", flat=True))
        for one in amends.prefetch_related("reversals")
    )
