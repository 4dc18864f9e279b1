"""Room below the cap: a paid gift takes it, and what finds none waits for a person (N07)."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from liushui.appeals.errors import AppealTakesNothing, CapReached
from liushui.appeals.models import Appeal, Taking
from liushui.appeals.queries.appeals import by_number, is_over, locked_by_id
from liushui.appeals.states import AppealState
from liushui.kernel.money import format_yuan

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder


def require_taking(appeal: Appeal | None, at: datetime) -> Appeal:
    """Raise ``AppealTakesNothing`` unless it is open and in its days, ``CapReached`` when full."""
    if appeal is None or appeal.state != AppealState.OPEN or is_over(appeal, at):
        raise AppealTakesNothing
    if appeal.taken_minor >= appeal.cap_minor:
        raise CapReached(left=format_yuan(0))
    return appeal


def require_room(number: str, amount_minor: int, at: datetime) -> None:
    """Raise ``CapReached`` for an order above what the appeal still takes. Nothing is held."""
    appeal = require_taking(by_number(number), at)
    left = appeal.cap_minor - appeal.taken_minor
    if amount_minor > left:
        raise CapReached(left=format_yuan(left))


@transaction.atomic
def take_room(number: str, order: "GiftOrder", *, at: datetime) -> bool:
    """Whether there is room for a paid gift; then it is taken. Safe to call twice."""
    found = by_number(number)
    if found is None:
        return False
    appeal = locked_by_id(found.pk)
    taking = Taking.objects.filter(order_id=order.pk).first()
    if taking is not None and taking.released_at is None:
        return True
    if appeal.taken_minor + order.amount_minor > appeal.cap_minor:
        return False
    appeal.taken_minor += order.amount_minor
    appeal.save(update_fields=["taken_minor"])
    Taking.objects.update_or_create(
        order_id=order.pk,
        defaults={
            "appeal": appeal, "amount_minor": order.amount_minor, "at": at, "released_at": None,
        },
    )  # fmt: skip
    return True


@transaction.atomic
def release_room(order_id: int, *, at: datetime) -> None:
    """The gift is not booked after all: its room is free again. Twice changes nothing."""
    taking = Taking.objects.filter(order_id=order_id, released_at=None).first()
    if taking is None:
        return
    appeal = locked_by_id(taking.appeal_id)
    if Taking.objects.filter(pk=taking.pk, released_at=None).update(released_at=at):
        appeal.taken_minor -= taking.amount_minor
        appeal.save(update_fields=["taken_minor"])
