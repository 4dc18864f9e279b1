"""Gifts of which no provider tells: a bank's line or a person says that the money came."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liushui.base.states import move_state
from liushui.giving import queries
from liushui.giving.models import GiftOrder
from liushui.giving.services.origins import tell_closed
from liushui.giving.services.settling import Settled, settle
from liushui.giving.states import BY_HAND, MOVES, GiftState, Outcome
from liushui.kernel.money import Money
from liushui.payments.provider import Transaction


@dataclass(frozen=True, slots=True)
class _Ourselves:
    """Who vouches for it: the charity that looked at its account or its hands."""

    merchant_id: str = "by-hand"
    app_id: str = ""


@transaction.atomic
def receive_by_hand(
    reference: str, amount: Money, *, number: str, paid_at: datetime, at: datetime
) -> Settled:
    """Record that the money of an order has come, and book it. Safe to call twice.

    ``number`` is the bank's line or the receipt: one of a channel is taken once. Whoever calls has
    asked who may say so. An order of a provider's is refused as ``UNKNOWN_ORDER``.
    """
    order = queries.gift_for_update(reference)
    if order is None or order.channel not in BY_HAND:
        return Settled(Outcome.UNKNOWN_ORDER)
    us = _Ourselves()
    paid = Transaction(
        order=reference,
        transaction_id=number,
        state="SUCCESS",
        merchant_id=us.merchant_id,
        app_id=us.app_id,
        amount_minor=amount.minor,
        currency=amount.currency,
        paid_at=paid_at,
        provider=order.channel,
    )
    return settle(paid, us, at=at)


@transaction.atomic
def close_by_hand(reference: str, *, by: str, why: str, at: datetime) -> GiftOrder | None:
    """Close an order whose money did not come in time or did not hold. Safe to call twice."""
    order = queries.gift_for_update(reference)
    if order is None or order.channel not in BY_HAND or order.state != GiftState.PLACED:
        return order
    move_state(order, to=GiftState.CLOSED, moves=MOVES, by=by, at=at, why=why)
    tell_closed([order], at=at)
    return order
