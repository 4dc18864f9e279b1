"""Orders that the clock charges under an agreement: who charges asks what became of them."""

from datetime import datetime

from django.db import transaction

from liushui.base.states import move_state
from liushui.giving import queries
from liushui.giving.services.origins import tell_closed
from liushui.giving.states import BY_MANDATE, MOVES, GiftState


@transaction.atomic
def close_charge(reference: str, *, by: str, why: str, at: datetime) -> None:
    """Close an order that was not charged. Safe to call twice; one that was paid stays so."""
    order = queries.gift_for_update(reference)
    if order is not None and order.channel in BY_MANDATE and order.state == GiftState.PLACED:
        move_state(order, to=GiftState.CLOSED, moves=MOVES, by=by, at=at, why=why)
        tell_closed([order], at=at)
