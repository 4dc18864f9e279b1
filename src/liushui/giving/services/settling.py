"""A payment that the provider vouches for becomes a gift: once, in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liushui.base.metrics import GIFTS
from liushui.base.states import move_state
from liushui.giving import queries
from liushui.giving.models import GiftOrder, Payment
from liushui.giving.notices import RECEIVED, tell_donor
from liushui.giving.services.givers import giver_of
from liushui.giving.services.origins import fund_of_origin, landing_of, tell_booked
from liushui.giving.services.wishing import fund_of_order
from liushui.giving.states import BY_HAND, MOVES, UNPAID, Finding, GiftState, Outcome
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError
from liushui.ledger.services import accept_gift
from liushui.payments.provider import Payee, Transaction
from liushui.payments.services import bears_app, owner_of
from liushui.projects.services import require_open_for_gifts

BY = "system:payment"


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of a payment, and the order that it named, if there is one."""

    outcome: Outcome
    order: GiftOrder | None = None


def settle(paid: Transaction, merchant: Payee, *, at: datetime) -> Settled:
    """Record a payment and book its gift. Call it inside a transaction; safe to call twice.

    The money is in the charity's own account already, so whatever stands against booking it (a
    closed project, a certificate that was out of date on the day) is written beside the payment
    for a person to decide; the payment itself is never refused for it.
    """
    order = queries.gift_for_update(paid.order)
    passed_over = _passed_over(paid, merchant, order)
    if order is None or paid.paid_at is None or passed_over is not None:
        return Settled(passed_over or Outcome.NOT_PAID, order)
    payment = Payment(
        order=order,
        provider=paid.provider,
        transaction_id=paid.transaction_id,
        merchant_id="" if paid.provider in BY_HAND else paid.merchant_id,
        amount_minor=paid.amount_minor,
        paid_at=paid.paid_at,
        received_at=at,
    )
    return settle_payment(order, payment)


def settle_payment(order: GiftOrder, payment: Payment) -> Settled:
    """Write down a new, proven payment of this sum; book it unless something stands against it.

    The order is locked; ``payment`` is not saved yet.
    """
    at = payment.received_at
    finding = _finding(order, payment.paid_at, at)
    payment.finding = finding
    payment.save(force_insert=True)
    if finding == Finding.SECOND_PAYMENT:
        return Settled(Outcome.SECOND_PAYMENT, order)
    if finding:
        move_state(order, to=GiftState.NEEDS_DECISION, moves=MOVES, by=BY, at=at, why=finding)
        return Settled(Outcome.NEEDS_DECISION, order)
    move_state(order, to=GiftState.PAID, moves=MOVES, by=BY, at=at)
    book(order, payment, at=at)
    tell_donor(order, RECEIVED, at=at)
    return Settled(Outcome.ACCEPTED, order)


def book(order: GiftOrder, payment: Payment, *, at: datetime) -> None:
    """Give the gift to the ledger, under its reference, and tell what led to it.

    A gift with wishes joins the fund for them; the first one opens it. Some ways to a gift have a
    fund of their own.
    """
    accept_gift(
        fund_id=fund_of_origin(order) or fund_of_order(order),
        amount_minor=order.amount_minor,
        key=f"gift:{order.reference}",
        ref=order.reference,
        happened_at=payment.paid_at,
        giver=giver_of(order),
    )
    tell_booked([order], at=at)
    transaction.on_commit(GIFTS.inc)


def _passed_over(paid: Transaction, merchant: Payee, order: GiftOrder | None) -> Outcome | None:
    """Why there is nothing to record, if so: not ours, not paid, not this sum, not new."""
    if not _is_meant_for(paid, merchant):
        return Outcome.FOREIGN
    if order is None:
        return Outcome.UNKNOWN_ORDER
    if not paid.is_paid:
        return Outcome.NOT_PAID
    if not _came_to_its_own(paid, order):
        return Outcome.OTHER_MERCHANT
    if (paid.amount_minor, paid.currency) != (order.amount_minor, "CNY"):
        return Outcome.AMOUNT_DIFFERS
    known = queries.is_recorded(paid.provider, paid.transaction_id)
    return Outcome.REPEATED if known else None


def _is_meant_for(paid: Transaction, merchant: Payee) -> bool:
    """Whether it names this merchant, and the app that it has or had before under this number."""
    if paid.merchant_id != merchant.merchant_id:
        return False
    return paid.app_id == merchant.app_id or bears_app(paid.provider, paid.merchant_id, paid.app_id)


def _came_to_its_own(paid: Transaction, order: GiftOrder) -> bool:
    """Whether it came into the account that the order names: its organisation's own.

    An order that names none was placed before accounts were told apart.
    """
    if paid.provider in BY_HAND:
        return True
    if order.merchant_id:
        return paid.merchant_id == order.merchant_id
    return owner_of(paid.provider, paid.merchant_id) == order.project.organisation_id


def _finding(order: GiftOrder, paid_at: datetime, at: datetime) -> str:
    """Why a person must look: certificates on the day of payment, the project as it is now.

    What led to the gift may send its money to another project, or before a person.
    """
    if order.state not in UNPAID:
        return Finding.SECOND_PAYMENT
    landing = landing_of(order, at=at)
    if landing.finding:
        return landing.finding
    if landing.project is not None:
        order.project = landing.project
        order.save(update_fields=["project"])
    try:
        require_open_for_gifts(order.project, day_of(paid_at))
    except DomainError as refusal:
        return refusal.code
    return Finding.NONE
