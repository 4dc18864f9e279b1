"""Goods that are set aside, go back to who gave them, or lay in the wrong store: lot by lot.

As with money, each of these takes what came last first; but a movement is of one lot (L30), so each
is a group with a movement for each lot that it touches.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from liushui.kernel.money import Money
from liushui.ledger.errors import LotNotSaid, UnitsElsewhere
from liushui.ledger.models import Fund, Lot, Movement
from liushui.ledger.queries.elsewhere import whereabouts_of
from liushui.ledger.queries.goods import LotHere, lots_in
from liushui.ledger.services.freezes import frozen_below
from liushui.ledger.services.goods import of_lot, require_pieces
from liushui.ledger.services.groups import Deed, deed
from liushui.ledger.services.locks import lock_funds
from liushui.ledger.services.movements import Links, require_free
from liushui.ledger.services.refunds import given_back_sink
from liushui.ledger.spans import Span, highest, total
from liushui.ledger.states import Kind, SinkUse

if TYPE_CHECKING:
    from liushui.kernel.digests import Value

Way = tuple[Fund, Fund, Kind]


@transaction.atomic
def freeze_goods(source: Fund, amount: Money, *, key: str, happened_at: datetime) -> list[Movement]:
    """Set pieces of a store aside: of the lot that expires last first, so that issues keep theirs.

    ``thaw`` undoes each of them. Raises ``NotEnoughFree``: what is promised is not frozen.
    """
    require_pieces(amount, source)
    doing, done = deed(key, happened_at, {"freeze_goods": source.pk, "amount": amount.minor})
    if done is not None:
        return done
    aside = frozen_below(source)
    fund = lock_funds([source.pk, aside.pk])[source.pk]
    if (done := doing.meanwhile()) is not None:
        return done
    require_free(fund, amount)
    missing = amount.minor
    for lot in reversed(lots_in(source.pk)):
        missing -= _move_last(doing, lot, missing, (source, aside, Kind.FREEZE))
    return doing.done


@transaction.atomic
def freeze_lot(source: Fund, lot_id: int, *, key: str, happened_at: datetime) -> list[Movement]:
    """Set all free pieces of one lot aside, as when its maker calls it back; ``thaw`` undoes it.

    Raises ``NotEnoughFree`` while some of them are promised, ``NothingHere`` when there are none.
    """
    doing, done = deed(key, happened_at, {"freeze": source.pk, "lot": lot_id})
    if done is not None:
        return done
    aside = frozen_below(source)
    fund = lock_funds([source.pk, aside.pk])[source.pk]
    if (done := doing.meanwhile()) is not None:
        return done
    lots = of_lot(source, lot_id)
    amount = Money(sum(lot.amount for lot in lots), source.resource_id)
    require_free(fund, amount)
    for lot in lots:
        _move_last(doing, lot, amount.minor, (source, aside, Kind.FREEZE))
    return doing.done


@transaction.atomic
def refund_lot(lot: Movement, amount: Money, *, key: str, happened_at: datetime) -> list[Movement]:
    """Give pieces of a lot back to who gave it: those that lie in the store where they arrived.

    Raises ``UnitsElsewhere``, naming where the others are, and ``NotEnoughFree`` when they are
    promised.
    """
    said: dict[str, Value] = {"refund_lot": lot.pk, "amount": amount.minor}
    home = Fund.objects.select_related("holder").get(pk=lot.target_id)
    way = (home, given_back_sink(home, SinkUse.REFUNDED), Kind.REFUND)
    return _moved_of_lot(lot, amount, way, key, happened_at, said)


@transaction.atomic
def correct_lot(
    lot: Movement, amount: Money, *, wrong: Fund, right: Fund, key: str, happened_at: datetime
) -> list[Movement]:
    """Bring pieces of a lot from a store into which they were booked wrongly to the right one.

    Only what lies there: what was handed out cannot have been elsewhere. Refuses as ``refund_lot``.
    """
    if wrong.holder_id != right.holder_id or wrong.pk == right.pk:
        raise ValueError("a lot is corrected between two stores of one holder")
    said: dict[str, Value] = {"correct_lot": lot.pk, "amount": amount.minor}
    said |= {"wrong": wrong.pk, "right": right.pk}
    return _moved_of_lot(lot, amount, (wrong, right, Kind.CORRECTION), key, happened_at, said)


def _moved_of_lot(
    lot: Movement,
    amount: Money,
    way: Way,
    key: str,
    happened_at: datetime,
    said: "dict[str, Value]",
) -> list[Movement]:
    if not Lot.objects.filter(movement=lot).exists():
        raise LotNotSaid
    source, target, _kind = way
    require_pieces(amount, source)
    doing, done = deed(key, happened_at, said)
    if done is not None:
        return done
    fund = lock_funds([source.pk, target.pk])[source.pk]
    if (done := doing.meanwhile()) is not None:
        return done
    here = [one for one in lots_in(source.pk) if one.lot_id == lot.pk]
    resting = sum(one.amount for one in here)
    if resting < amount.minor:
        raise UnitsElsewhere(here=resting, resource=amount.currency, where=whereabouts_of(lot))
    require_free(fund, amount)
    for one in here:
        _move_last(doing, one, amount.minor, way)
    return doing.done


def _move_last(doing: Deed, lot: LotHere, most: int, way: Way) -> int:
    """Move the last pieces of a lot, at most so many; how many they were."""
    source, target, kind = way
    pins: list[Span] = highest(lot.spans, most)
    if not pins:
        return 0
    doing.move(
        Money(total(pins), source.resource_id),
        source=source,
        target=target,
        kind=kind,
        pins=pins,
        links=Links(lot_id=lot.lot_id),
    )
    return total(pins)
