"""Goods: they come in lots, are issued by the lot that expires first, and expire by the clock.

One movement takes pieces of one lot and says which (L30), so each of these deeds is a group: a
movement for each lot, all or none, and the same once under its key.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from liushui.kernel.clock import day_of
from liushui.kernel.money import AmountOutOfRange, Money
from liushui.ledger.errors import KeyReused, NotEnoughFree, NothingHere, ResourceTaken
from liushui.ledger.models import Fund, Lot, Movement, Reservation, Resource
from liushui.ledger.queries.goods import LotHere, funds_with_expired, lots_in
from liushui.ledger.services.funds import KNOWN_RESOURCES, open_fund, sink
from liushui.ledger.services.groups import Deed, deed
from liushui.ledger.services.kinds import purpose_of
from liushui.ledger.services.locks import lock_funds
from liushui.ledger.services.movements import Links, move
from liushui.ledger.services.reservations import release
from liushui.ledger.spans import Span
from liushui.ledger.states import FundKind, Kind, SinkUse

if TYPE_CHECKING:
    from liushui.kernel.digests import Value

_EXPIRED = "expired: nothing is left behind this promise"


@transaction.atomic
def define_resource(code: str, *, unit: str) -> Resource:
    """A good, counted in the smallest piece that is ever handed out (L30); boxes are display.

    The same again is the same. Raises ``ResourceTaken`` when the code counts something else.
    """
    is_a_good = code not in KNOWN_RESOURCES and not (len(code) == 3 and code.isupper())  # noqa: PLR2004 - a currency's code
    if not is_a_good or not code.strip() or not unit.strip():
        raise ResourceTaken(resource=code)
    found, _ = Resource.objects.get_or_create(code=code, defaults={"unit": unit, "decimals": 0})
    if found.unit != unit:
        raise ResourceTaken(resource=code)
    return found


@transaction.atomic
def receive_goods(
    amount: Money,
    *,
    target: Fund,
    lot: tuple[str, date | None],
    key: str,
    happened_at: datetime,
    ref: str = "",
) -> Movement:
    """Goods arrive as a lot: its batch, and its last good day if it spoils.

    A lot that arrives expired is received, then written off (L31). The same key with another lot
    is ``KeyReused``.
    """
    receipt = move(
        amount,
        source=None,
        target=target,
        kind=Kind.RECEIPT,
        key=key,
        happened_at=happened_at,
        ref=ref,
    )
    batch, expires_on = lot
    known = Lot.objects.filter(movement=receipt).first()
    if known is None:
        Lot.objects.create(movement=receipt, batch=batch, expires_on=expires_on)
        if expires_on is not None and expires_on < day_of(happened_at):
            _write_off_expired(target.pk, day=day_of(happened_at), at=happened_at)
    elif (known.batch, known.expires_on) != (batch, expires_on):
        raise KeyReused(key=key, digest=bytes(receipt.digest).hex(), content={"batch": batch})
    return receipt


@transaction.atomic
def issue_goods(  # noqa: PLR0913 - see move
    amount: Money,
    *,
    source: Fund,
    target: Fund,
    key: str,
    happened_at: datetime,
    ref: str = "",
    kind: Kind = Kind.USE,
    reservation: Reservation | None = None,
) -> list[Movement]:
    """Hand out, or send on, what expires first: a movement for each lot.

    Expired lots are not eligible, and what is promised stays promised: ``NotEnoughFree``. What a
    reservation of this fund held back for it is free for it first.
    """
    require_pieces(amount, source)
    said: dict[str, Value] = {
        "issue": source.pk,
        "to": target.pk,
        "amount": amount.minor,
        "kind": kind.value,
    }
    doing, done = deed(key, happened_at, said)
    if done is not None:
        return done
    lock_funds([source.pk, target.pk])
    if (done := doing.meanwhile()) is not None:
        return done
    if reservation is not None:
        assert reservation.fund_id == source.pk
        release(reservation, at=happened_at, why=f"issued: {key}"[:200])
    fund = Fund.objects.get(pk=source.pk)
    day = day_of(happened_at)
    good = [lot for lot in lots_in(source.pk) if lot.is_good(day)]
    eligible = sum(lot.amount for lot in good) - fund.reserved
    if eligible < amount.minor:
        raise NotEnoughFree(free=Money(max(0, eligible), amount.currency), wanted=amount)
    for lot, pins in _first_to_expire(good, amount.minor):
        _move_lot(doing, lot, pins, (source, target, kind), ref=ref)
    return doing.done


@transaction.atomic
def write_off_lot(source: Fund, lot_id: int, *, key: str, happened_at: datetime) -> list[Movement]:
    """Count as lost all free pieces of one lot in a fund, expired or not.

    Raises ``NothingHere`` when none of them lies there.
    """
    doing, done = deed(key, happened_at, {"write_off": source.pk, "lot": lot_id})
    if done is not None:
        return done
    target = _lost_of(source)
    lock_funds([source.pk, target.pk])
    if (done := doing.meanwhile()) is not None:
        return done
    lots = of_lot(source, lot_id)
    _release_unbacked(source.pk, sum(lot.amount for lot in lots), at=happened_at)
    for lot in lots:
        _move_lot(doing, lot, lot.spans, (source, target, Kind.WRITE_OFF))
    return doing.done


def expire_lots(*, at: datetime) -> list[Movement]:
    """The clock, first thing: writes off what was good for the last time yesterday (L31).

    Promises that nothing is left behind are released, the newest first. Again: changes nothing.
    """
    day = day_of(at)
    return [
        movement
        for fund_id in funds_with_expired(day)
        for movement in _write_off_expired(fund_id, day=day, at=at)
    ]


@transaction.atomic
def rebase_goods(
    amount: Money, *, source: Fund, into: Resource, factor: int, key: str, happened_at: datetime
) -> list[Movement]:
    """Count pieces anew in a smaller unit: one becomes ``factor``, whole (L32).

    Unit i of a lot becomes units [i * f, (i + 1) * f) in the fund of the same purpose.
    """
    require_pieces(amount, source)
    if factor <= 0:
        raise AmountOutOfRange
    said: dict[str, Value] = {
        "rebase": source.pk,
        "into": into.pk,
        "factor": factor,
        "amount": amount.minor,
    }
    doing, done = deed(key, happened_at, said)
    if done is not None:
        return done
    home = open_fund(source.holder, purpose=purpose_of(source), resource=into.pk)
    gone = sink(
        source.holder,
        SinkUse.CONVERTED,
        purpose=purpose_of(source),
        resource=source.resource_id,
    )
    fund = lock_funds([source.pk, gone.pk, home.pk])[source.pk]
    if (done := doing.meanwhile()) is not None:
        return done
    lots = lots_in(source.pk)
    free = sum(lot.amount for lot in lots) - fund.reserved
    if free < amount.minor:
        raise NotEnoughFree(free=Money(max(0, free), amount.currency), wanted=amount)
    for lot, pins in _first_to_expire(lots, amount.minor):
        out = _move_lot(doing, lot, pins, (source, gone, Kind.CONVERSION))
        doing.move(
            Money(out.amount * factor, into.pk),
            source=None,
            target=home,
            kind=Kind.REBASING,
            links=Links(made_from_id=out.pk, lot_id=lot.lot_id),
        )
    return doing.done


def require_pieces(amount: Money, fund: Fund) -> None:
    """Raise ``AmountOutOfRange`` for none, and for pieces of anything but what lies in the fund."""
    if amount.minor <= 0 or amount.currency != fund.resource_id:
        raise AmountOutOfRange


def of_lot(fund: Fund, lot_id: int) -> list[LotHere]:
    """What of a lot lies free in a fund. Raises ``NothingHere`` when nothing does."""
    found = [lot for lot in lots_in(fund.pk) if lot.lot_id == lot_id]
    if not found:
        raise NothingHere
    return found


def _first_to_expire(lots: Sequence[LotHere], amount: int) -> list[tuple[LotHere, list[Span]]]:
    chosen: list[tuple[LotHere, list[Span]]] = []
    for lot in lots:
        pins: list[Span] = []
        for span in lot.spans:
            part = Span(span.lo, min(span.hi, span.lo + amount))
            if part.length > 0:
                pins.append(part)
                amount -= part.length
        if pins:
            chosen.append((lot, pins))
    return chosen


def _move_lot(
    doing: Deed,
    lot: LotHere,
    pins: list[Span] | tuple[Span, ...],
    way: tuple[Fund, Fund, Kind],
    ref: str = "",
) -> Movement:
    source, target, kind = way
    return doing.move(
        Money(sum(pin.length for pin in pins), source.resource_id),
        source=source,
        target=target,
        kind=kind,
        ref=ref,
        pins=pins,
        links=Links(lot_id=lot.lot_id),
    )


@transaction.atomic
def _write_off_expired(fund_id: int, *, day: date, at: datetime) -> list[Movement]:
    source = Fund.objects.select_related("holder").get(pk=fund_id)
    target = _lost_of(source)
    lock_funds([fund_id, target.pk])
    expired = [lot for lot in lots_in(fund_id) if not lot.is_good(day)]
    if not expired:
        return []
    _release_unbacked(fund_id, sum(lot.amount for lot in expired), at=at)
    # Units are written off once, so the first of them names the deed.
    key = f"expired:{fund_id}:{expired[0].lot_id}:{expired[0].spans[0].lo}"
    doing, done = deed(key, at, {"expired": fund_id, "day": day.isoformat()})
    assert done is None
    for lot in expired:
        _move_lot(doing, lot, lot.spans, (source, target, Kind.WRITE_OFF))
    return doing.done


def _release_unbacked(fund_id: int, lost: int, *, at: datetime) -> None:
    """Release promises, the newest first, until what remains is there for the others (L31)."""
    fund = Fund.objects.get(pk=fund_id)
    missing = fund.reserved - (fund.tip - fund.taken - lost)
    held = Reservation.objects.filter(fund=fund, end=None).order_by("-pk")
    for reservation in held.iterator():
        if missing <= 0:
            return
        release(reservation, at=at, why=_EXPIRED)
        missing -= reservation.amount


def _lost_of(source: Fund) -> Fund:
    assert source.kind == FundKind.ORDINARY
    return sink(
        source.holder,
        SinkUse.WRITTEN_OFF,
        purpose=purpose_of(source),
        resource=source.resource_id,
    )
