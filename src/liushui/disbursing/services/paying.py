"""To the bank and back: an order is sent, and what the bank says it paid is booked."""

from datetime import datetime, timedelta

from django.db import transaction

from liushui.base.states import MoveNotAllowed, move_state
from liushui.disbursing import policies, queries
from liushui.disbursing.models import Disbursement
from liushui.disbursing.notices import PAID, tell_author
from liushui.disbursing.services.holding import require_not_held
from liushui.disbursing.services.partner_reports import open_report
from liushui.disbursing.states import MOVES, DisbursementState
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.ledger.errors import KeyReused
from liushui.ledger.queries.designations import choice_under
from liushui.ledger.services import lock_funds, order_payment, post_reserved
from liushui.ledger.services.designations import same_wishes
from liushui.ledger.states import Kind
from liushui.parties.actors import Actor
from liushui.parties.services import record


class BankReferenceMissing(DomainError):
    """A payment is known by the number that the bank gave it."""

    code = "bank_reference_missing"
    message = gettext_noop("The bank's number is missing.")
    remedy = gettext_noop("Copy it from the bank's slip, at most 60 characters.")


class BankReferenceUsed(DomainError):
    """One slip pays one payment."""

    code = "bank_reference_used"
    status = 409
    message = gettext_noop("This number of the bank already stands on another payment.")
    remedy = gettext_noop("Look at the slip again: each payment has its own.")


class PaidInFuture(DomainError):
    """The bank cannot have paid at a time to come."""

    code = "paid_in_future"
    message = gettext_noop("The time of payment lies in the future.")
    remedy = gettext_noop("Copy day and time from the bank's slip.")


class PaidLongAgo(DomainError):
    """So early a moment is a slip of the pen; the book keeps it for good and shows it to all."""

    code = "paid_long_ago"
    message = gettext_noop("The time of payment lies more than a year before its draft.")
    remedy = gettext_noop("Copy day and time from the bank's slip.")


_LONG = timedelta(days=366)


@transaction.atomic
def order_disbursement(
    actor: Actor, reference: str, *, order_ref: str, at: datetime
) -> Disbursement:
    """Note that the payment order is at the bank; from now on it does not lapse by itself."""
    disbursement = queries.disbursement_for_update(actor, reference)
    policies.require_pay(actor, disbursement.payer_id)
    order_ref = _bank_number(order_ref)
    if disbursement.state == DisbursementState.ORDERED and disbursement.order_ref == order_ref:
        return disbursement
    if disbursement.reservation is None:
        raise MoveNotAllowed(state=disbursement.state, to=DisbursementState.ORDERED)
    require_not_held(disbursement.agreement)
    move_state(disbursement, to=DisbursementState.ORDERED, moves=MOVES, by=actor.name, at=at)
    for reservation in queries.reservations_of(disbursement):
        order_payment(reservation, ref=order_ref, at=at)
    Disbursement.objects.filter(pk=disbursement.pk).update(order_ref=order_ref)
    disbursement.order_ref = order_ref
    record(actor, "disbursement.ordered", disbursement, at=at, reference=reference)
    return disbursement


@transaction.atomic
def pay_disbursement(
    actor: Actor, reference: str, *, bank_ref: str, paid_at: datetime, at: datetime
) -> Disbursement:
    """Book what the bank has paid: the amount leaves the fund and arrives in the agreement's own.

    A second call with the bank's same number changes nothing; with another it is ``KeyReused``.
    """
    disbursement = queries.disbursement_for_update(actor, reference)
    policies.require_pay(actor, disbursement.payer_id)
    bank_ref = _bank_number(bank_ref)
    if disbursement.state == DisbursementState.PAID:
        if disbursement.bank_ref != bank_ref:
            raise KeyReused(key=f"disbursement:{reference}")
        return disbursement
    if paid_at > at:
        raise PaidInFuture
    if paid_at < disbursement.drafted_at - _LONG:
        raise PaidLongAgo
    if disbursement.reservation is None:
        raise MoveNotAllowed(state=disbursement.state, to=DisbursementState.PAID)
    if queries.bank_ref_is_used(disbursement.payer_id, bank_ref):
        raise BankReferenceUsed
    Disbursement.objects.filter(pk=disbursement.pk).update(bank_ref=bank_ref, paid_at=paid_at)
    move_state(disbursement, to=DisbursementState.PAID, moves=MOVES, by=actor.name, at=at)
    _post(disbursement, paid_at)
    disbursement.bank_ref, disbursement.paid_at = bank_ref, paid_at
    record(actor, "disbursement.paid", disbursement, at=at, reference=reference, bank_ref=bank_ref)
    open_report(disbursement, at=at)
    tell_author(disbursement, PAID, by=actor.name, at=at)
    return disbursement


def _post(disbursement: Disbursement, paid_at: datetime) -> None:
    """Each part goes where its wish goes on: into the receiver's fund with the same wishes."""
    key, there = f"disbursement:{disbursement.reference}", disbursement.agreement.fund
    parts = list(disbursement.parts.select_related("fund", "reservation"))
    chosen = choice_under(key) if parts else None
    ways = [(part.reservation, same_wishes(part.fund, there)) for part in parts]
    if not ways and disbursement.reservation is not None:
        ways = [(disbursement.reservation, there)]
    lock_funds(end for held, target in ways for end in (held.fund_id, target.pk))
    for place, (held, target) in enumerate(ways):
        post_reserved(
            held,
            target=target,
            key=f"{key}:{place}" if place else key,
            happened_at=paid_at,
            ref=disbursement.reference,
            kind=Kind.GRANT,
            group=chosen.group_id if chosen else None,
        )


def _bank_number(text: str) -> str:
    number = text.strip()
    if not 0 < len(number) <= 60:  # noqa: PLR2004 - the column's width
        raise BankReferenceMissing
    return number
