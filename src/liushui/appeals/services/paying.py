"""Paying the provider alone: one asks, another agrees, then what the bank paid is booked.

The ledger itself refuses every other way out of an appeal's fund but back to givers (D02, D04).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from liushui.appeals import policies
from liushui.appeals.errors import (
    AppealStopped,
    LateWaits,
    PayoutTooMuch,
    PayoutWrong,
    ReasonMissing,
    SlipMissing,
)
from liushui.appeals.models import Appeal, Payout
from liushui.appeals.queries.appeals import appeal_for_update
from liushui.appeals.queries.paying import payout_for_update
from liushui.appeals.queries.sums import sums_of
from liushui.appeals.services.explaining import SEE_PAGE, Said, say_why
from liushui.appeals.services.masking import require_masked
from liushui.appeals.services.publishing import require_two
from liushui.appeals.states import PAYOUT_MOVES, AppealState, PayoutState, Why
from liushui.base.files import store_file
from liushui.base.states import MoveNotAllowed, move_state
from liushui.disbursing.queries import bank_ref_is_used
from liushui.kernel.clock import day_of
from liushui.kernel.ids import new_reference
from liushui.kernel.money import Money, format_yuan
from liushui.ledger.errors import NotEnoughFree
from liushui.ledger.services import (
    holder_of_organisation,
    post_reserved,
    release,
    reserve,
    sink,
)
from liushui.ledger.states import Kind, Purpose, SinkUse
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.projects.queries import suspensions_of
from liushui.projects.states import ProjectState

_PAID_IN = (AppealState.OPEN, AppealState.ENDED)
_MONEY = [Right.MONEY_DRAFT, Right.MONEY_APPROVE, Right.MONEY_PAY]


@dataclass(frozen=True, slots=True)
class Bill:
    """What the provider asks to be paid, with its bill."""

    amount_minor: int
    label: str
    paper: bytes


@transaction.atomic
def draft_payout(actor: Actor, number: str, bill: Bill, *, at: datetime) -> Payout:
    """Ask for a payment to the provider; nothing is held back yet.

    Raises ``AppealStopped``, ``PayoutWrong``, ``WordsNamePerson``, ``PayoutTooMuch``, a
    ``FileRefused``, ``NotAllowed``.
    """
    appeal = appeal_for_update(actor, number)
    policies.require(actor, Right.MONEY_DRAFT, appeal)
    _require_running(appeal)
    if bill.amount_minor <= 0 or not bill.label.strip():
        raise PayoutWrong
    require_masked(appeal, bill.label)
    free = sums_of(appeal).free
    if bill.amount_minor > free:
        raise PayoutTooMuch(free=format_yuan(free))
    payout = Payout.objects.create(
        reference=new_reference(day_of(at)),
        appeal=appeal,
        organisation_id=appeal.organisation_id,
        amount_minor=bill.amount_minor,
        label=bill.label.strip()[:120],
        bill=store_file(bill.paper, at=at),
        drafted_by=actor.name,
        drafted_at=at,
    )
    record(actor, "appeal_payout.drafted", payout, at=at, reference=payout.reference)
    return payout


@transaction.atomic
def approve_payout(actor: Actor, reference: str, *, at: datetime) -> Payout:
    """The second of the two: the sum is held back. A second call changes nothing.

    Raises ``ProposedByYou``, ``SameHands``, ``AppealStopped``, ``PayoutTooMuch``, ``LateWaits``.
    """
    payout = payout_for_update(actor, reference)
    policies.require(actor, Right.MONEY_APPROVE, payout.appeal)
    if payout.state == PayoutState.APPROVED and payout.approved_by == actor.name:
        return payout
    _require_running(payout.appeal)
    require_two(actor, payout.drafted_by, payout.appeal, _MONEY, at=at)
    if payout.state != PayoutState.DRAFTED:
        raise MoveNotAllowed(state=payout.get_state_display(), to=PayoutState.APPROVED)
    _require_none_late(payout)
    project = payout.appeal.project
    assert project is not None, f"{payout.appeal.number} has no account"
    try:
        held = reserve(
            Money(payout.amount_minor), fund=project.fund, key=f"appeal:{reference}", at=at
        )
    except NotEnoughFree as low:
        raise PayoutTooMuch(free=format_yuan(int(str(low.facts["free"])))) from low
    payout.approved_by, payout.approved_at, payout.reservation = actor.name, at, held
    payout.save(update_fields=["approved_by", "approved_at", "reservation"])
    move_state(payout, to=PayoutState.APPROVED, moves=PAYOUT_MOVES, by=actor.name, at=at)
    record(actor, "appeal_payout.approved", payout, at=at, reference=reference)
    return payout


@transaction.atomic
def pay_payout(
    actor: Actor, reference: str, *, bank_ref: str, paid_at: datetime, at: datetime
) -> Payout:
    """Book what the bank paid to the provider. The same slip again changes nothing.

    Raises ``SlipMissing`` for a number that stands on another payment of the organisation and for
    a time before the second person agreed, ``MoveNotAllowed``, ``NotAllowed``, ``AppealStopped``
    for a payment that was made after a stop, ``LateWaits`` while somebody says that it left late.
    """
    payout = payout_for_update(actor, reference)
    policies.require(actor, Right.MONEY_PAY, payout.appeal)
    bank_ref = bank_ref.strip()[:60]
    if payout.state == PayoutState.PAID and payout.bank_ref == bank_ref:
        return payout
    if payout.reservation is None or payout.approved_at is None:
        raise MoveNotAllowed(state=payout.get_state_display(), to=PayoutState.PAID)
    if payout.state != PayoutState.APPROVED:
        raise MoveNotAllowed(state=payout.get_state_display(), to=PayoutState.PAID)
    _require_none_late(payout)
    agreed = payout.approved_at.replace(second=0, microsecond=0)  # as a slip says it
    body = payout.appeal.organisation_id
    if not bank_ref or not agreed <= paid_at <= at or bank_ref_is_used(body, bank_ref):
        raise SlipMissing
    project = payout.appeal.project
    if project is None or any(stop.at <= paid_at for stop in suspensions_of(project)):
        raise AppealStopped  # what the bank paid before it was stopped is a fact
    payout.bank_ref, payout.paid_at = bank_ref, paid_at
    payout.organisation_id = body
    try:
        with transaction.atomic():
            payout.save(update_fields=["bank_ref", "paid_at", "organisation"])
    except IntegrityError:
        raise SlipMissing from None
    move_state(payout, to=PayoutState.PAID, moves=PAYOUT_MOVES, by=actor.name, at=at)
    holder = holder_of_organisation(body)
    purpose = Purpose("case", payout.appeal.purpose_id or 0)
    post_reserved(
        payout.reservation,
        target=sink(holder, SinkUse.USED, purpose=purpose),
        key=f"appeal:{reference}",
        happened_at=paid_at,
        ref=reference,
        kind=Kind.PROVIDER_PAYMENT,
    )
    record(actor, "appeal_payout.paid", payout, at=at, reference=reference, bank_ref=bank_ref)
    return payout


@transaction.atomic
def cancel_payout(actor: Actor, reference: str, *, why: str, at: datetime) -> Payout:
    """Stop one that the bank has not made; what was held back is free. Twice changes nothing."""
    payout = payout_for_update(actor, reference)
    if not any(actor.holds(right, payout.appeal.organisation_id) for right in _MONEY):
        policies.require(actor, Right.MONEY_APPROVE, payout.appeal)
    if payout.state == PayoutState.CANCELLED:
        return payout
    if not why.strip():
        raise ReasonMissing
    return _cancel(actor, payout, why.strip(), at)


def cancel_open_payouts(actor: Actor, appeal: Appeal, *, why: str, at: datetime) -> None:
    """Stop what nobody agreed to yet: the appeal is stopped.

    What was agreed may have left the bank before the stop. It stays held back until the bank's
    slip is entered, or a person who knows that it did not leave stops it by name.
    """
    waiting = appeal.payouts.filter(state=PayoutState.DRAFTED)
    for payout in waiting.select_for_update(no_key=True):
        _cancel(actor, payout, why, at)


def _cancel(actor: Actor, payout: Payout, why: str, at: datetime) -> Payout:
    if payout.reservation is not None:
        release(payout.reservation, at=at, why=SEE_PAGE)
    say_why(actor, payout.appeal, Said(Why.UNPAID, why, payout=payout), at=at)
    move_state(payout, to=PayoutState.CANCELLED, moves=PAYOUT_MOVES, by=actor.name, at=at)
    record(actor, "appeal_payout.cancelled", payout, at=at, reference=payout.reference)
    return payout


def _require_none_late(payout: Payout) -> None:
    """Two people say first whether it left all the same, or it could leave twice."""
    if payout.late.filter(is_agreed=None).exists():
        raise LateWaits


def _require_running(appeal: Appeal) -> None:
    """Nothing is paid for what is stopped, untrue, or was not published."""
    if appeal.state not in _PAID_IN:
        raise MoveNotAllowed(state=appeal.state, to=AppealState.OPEN)
    project = appeal.project
    assert project is not None, f"{appeal.number} has no account"
    is_stopped = project.state == ProjectState.SUSPENDED
    if appeal.is_untrue or is_stopped or suspensions_of(project):
        raise AppealStopped
