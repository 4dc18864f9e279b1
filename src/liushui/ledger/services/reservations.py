"""Two-phase money out: an amount is held back when approved and leaves when it is paid (L11)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from liushui.kernel.digests import content_digest
from liushui.kernel.money import AmountOutOfRange, Money
from liushui.ledger.errors import KeyReused, MoreThanReserved, ReservationEnded, refusals
from liushui.ledger.models import Fund, Movement, Reservation, ReservationEnd, ReservationOrder
from liushui.ledger.services.locks import lock_funds
from liushui.ledger.services.movements import Draft, booked_before, place, require_free, take
from liushui.ledger.states import Kind, ReservationEnding


@transaction.atomic
def reserve(amount: Money, *, fund: Fund, key: str, at: datetime) -> Reservation:
    """Hold an amount back. The same key again answers with the same reservation."""
    if amount.minor <= 0:
        raise AmountOutOfRange
    content = {"fund": fund.pk, "amount": amount.minor}
    offered = {"key": key, "digest": content_digest(content).hex(), "content": content}
    locked = lock_funds([fund.pk])[fund.pk]
    found = Reservation.objects.filter(key=key).first()
    if found is not None:
        if (found.fund_id, found.amount) != (fund.pk, amount.minor):
            raise KeyReused(**offered)
        return found
    assert amount.currency == locked.resource_id
    require_free(locked, amount)
    with refusals(**offered):  # the key may stand for another fund at this very moment
        return Reservation.objects.create(fund=locked, amount=amount.minor, key=key, at=at)


@transaction.atomic
def order_payment(reservation: Reservation, *, ref: str, at: datetime) -> ReservationOrder:
    """Its payment order is at the bank: from now on it cannot expire."""
    lock_funds([reservation.fund_id])
    found = ReservationOrder.objects.filter(reservation=reservation).first()
    if found is not None:
        return found
    with refusals():
        return ReservationOrder.objects.create(reservation=reservation, ref=ref, at=at)


@transaction.atomic
def post_reserved(  # noqa: PLR0913 - see move
    reservation: Reservation,
    *,
    target: Fund,
    key: str,
    happened_at: datetime,
    ref: str = "",
    kind: Kind = Kind.GRANT,
    amount: Money | None = None,
    group: UUID | None = None,
) -> Movement:
    """Move what was held back, or part of it; the rest is free again.

    Raises ``ReservationEnded``, ``MoreThanReserved`` and, when the key stands for anything but
    this reservation's own payment, ``KeyReused``. The same call again answers the same.
    """
    funds = lock_funds({reservation.fund_id, target.pk})
    source = funds[reservation.fund_id]
    draft = Draft(
        kind=kind,
        amount=amount or Money(reservation.amount, source.resource_id),
        source_id=source.pk,
        target_id=target.pk,
        key=key,
        happened_at=happened_at,
        ref=ref,
        group=group,
    )
    before = booked_before(draft)
    if before is not None:
        if not ReservationEnd.objects.filter(reservation=reservation, movement=before).exists():
            raise KeyReused(key=key, digest=draft.digest.hex(), content=draft.facts)
        return before
    if not 0 < draft.amount.minor <= reservation.amount:
        raise MoreThanReserved(
            reserved=Money(reservation.amount, source.resource_id), wanted=draft.amount
        )
    if ReservationEnd.objects.filter(reservation=reservation).exists():
        raise ReservationEnded
    movement = place(draft)
    ReservationEnd.objects.create(
        reservation=reservation,
        how=ReservationEnding.POSTED,
        amount=movement.amount,
        movement=movement,
        at=happened_at,
    )
    take(movement)
    return movement


def release(reservation: Reservation, *, at: datetime, why: str) -> None:
    """A person gives the amount free again, saying why. A second release changes nothing."""
    _end(reservation, ReservationEnding.RELEASED, at=at, why=why)


def expire(reservation: Reservation, *, at: datetime) -> None:
    """The clock gives it free again; refused once its payment order is at the bank."""
    _end(reservation, ReservationEnding.EXPIRED, at=at)


@transaction.atomic
def _end(reservation: Reservation, how: ReservationEnding, *, at: datetime, why: str = "") -> None:
    lock_funds([reservation.fund_id])
    found = ReservationEnd.objects.filter(reservation=reservation).first()
    if found is not None:
        if found.how == how:
            return
        raise ReservationEnded
    with refusals():
        ReservationEnd.objects.create(reservation=reservation, how=how, why=why, at=at)
