"""The second person: approves, and the money is held back; or stops it, and it is free again."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from liushui.base.states import MoveNotAllowed, move_state
from liushui.disbursing import policies, queries
from liushui.disbursing.models import Approval, Disbursement, DisbursementPart
from liushui.disbursing.notices import STOPPED, tell_approvers, tell_author, tell_payers
from liushui.disbursing.services.choosing import asked_of
from liushui.disbursing.services.holding import require_not_held
from liushui.disbursing.states import MOVES, DisbursementState
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.kernel.money import Money, format_yuan
from liushui.ledger.errors import NotEnoughFree
from liushui.ledger.services import release, reserve
from liushui.ledger.services.designations import Pin, choose_funds
from liushui.ledger.wishes import read_all
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.parties.services.two_people import require_other_hands

if TYPE_CHECKING:
    from liushui.ledger.models import Reservation


class FundTooLow(DomainError):
    """The fund has less free than the payment needs."""

    code = "fund_too_low"
    status = 409
    message = gettext_noop("%(wanted)s yuan are asked for and %(free)s yuan are free in the fund.")
    remedy = gettext_noop("Wait until more has arrived, or draft a smaller payment.")


class ReasonMissing(DomainError):
    """Stopping a payment needs words: they go into its history."""

    code = "reason_missing"
    message = gettext_noop("Write why the payment is stopped.")
    remedy = gettext_noop("One sentence is enough; its author will read it.")


@transaction.atomic
def approve_disbursement(
    actor: Actor, reference: str, *, at: datetime, pin: Pin | None = None
) -> Disbursement:
    """Take the next step of approval; a second call by the same person changes nothing.

    With the last step the amount is held back in the fund: of a payment for a wish, in the funds
    that the rule chooses or, first, in the one that the actor pins with a reason. Refuses the
    author (``SamePerson``; a trigger and a constraint say so too), whoever acts by what the author
    lent (``SameHands``), a right other than the step's, a project that is held down
    (``ProjectHeld``), more than is free, and a fund whose wishes it does not meet.
    """
    disbursement = queries.disbursement_for_update(actor, reference)
    taken = queries.approvals_of(disbursement)
    if actor.name in {disbursement.approved_by, *(one.by for one in taken)}:
        return disbursement
    policies.require_approve(actor, disbursement)
    awaited = Right(disbursement.awaits)
    require_other_hands(
        actor, disbursement.drafted_by, organisation_id=disbursement.payer_id,
        rights=(Right.MONEY_DRAFT, Right.MONEY_APPROVE, awaited), deciding=(awaited,), at=at,
    )  # fmt: skip
    require_not_held(disbursement.agreement)
    if disbursement.state != DisbursementState.DRAFTED:
        raise MoveNotAllowed(state=disbursement.get_state_display(), to=DisbursementState.APPROVED)
    Approval.objects.create(
        disbursement=disbursement,
        step=len(taken) + 1,
        right=disbursement.awaits,
        by=actor.name,
        at=at,
    )
    further = disbursement.steps[len(taken) + 1 :]
    if further:
        Disbursement.objects.filter(pk=disbursement.pk).update(awaits=further[0])
        disbursement.awaits = further[0]
        record(actor, "disbursement.step_approved", disbursement, at=at, reference=reference)
        tell_approvers(disbursement, at=at, but=[actor.name, *(one.by for one in taken)])
        return disbursement
    return _finish(actor, disbursement, pin, at=at)


@transaction.atomic
def cancel_disbursement(actor: Actor, reference: str, *, why: str, at: datetime) -> Disbursement:
    """Stop a payment that the bank has not made; what was held back is free again.

    A second call changes nothing. What is paid cannot be cancelled: it can only come back.
    """
    disbursement = queries.disbursement_for_update(actor, reference)
    if disbursement.state == DisbursementState.CANCELLED:
        return disbursement
    policies.require_cancel(actor, disbursement)
    if not why.strip():
        raise ReasonMissing
    for reservation in queries.reservations_of(disbursement):
        release(reservation, at=at, why=why)
    move_state(
        disbursement, to=DisbursementState.CANCELLED, moves=MOVES, by=actor.name, at=at, why=why
    )
    record(actor, "disbursement.cancelled", disbursement, at=at, reference=reference)
    tell_author(disbursement, STOPPED, by=actor.name, at=at)
    return disbursement


def _finish(
    actor: Actor, disbursement: Disbursement, pin: Pin | None, *, at: datetime
) -> Disbursement:
    """The last step was taken: the amount is held back, and whoever pays is told."""
    try:
        reservation = _held(actor, disbursement, pin, at=at)
    except NotEnoughFree as low:
        raise FundTooLow(
            free=format_yuan(int(str(low.facts["free"]))),
            wanted=format_yuan(disbursement.amount_minor),
        ) from low
    Disbursement.objects.filter(pk=disbursement.pk).update(
        approved_by=actor.name, approved_at=at, reservation=reservation
    )
    move_state(disbursement, to=DisbursementState.APPROVED, moves=MOVES, by=actor.name, at=at)
    reference = disbursement.reference
    record(actor, "disbursement.approved", disbursement, at=at, reference=reference)
    tell_payers(disbursement, at=at)
    disbursement.refresh_from_db()
    return disbursement


def _held(
    actor: Actor, disbursement: Disbursement, pin: Pin | None, *, at: datetime
) -> "Reservation":
    """Hold the amount back; the first reservation of several stands in the payment's own row."""
    agreement, key = disbursement.agreement, _key(disbursement)
    if not disbursement.wishes:
        amount = Money(disbursement.amount_minor)
        return reserve(amount, fund=agreement.source_fund, key=key, at=at)
    traits = read_all(disbursement.wishes)
    base = agreement.source_fund
    asked = asked_of(base.pk, agreement.project_id, disbursement.amount_minor, traits, pin)
    choice = choose_funds(asked, key=key, by=actor.name, at=at)
    parts = [
        DisbursementPart(
            disbursement=disbursement,
            place=part.place,
            fund=part.fund,
            amount_minor=part.amount,
            reservation=reserve(
                Money(part.amount),
                fund=part.fund,
                key=f"{key}:{part.place}" if part.place else key,
                at=at,
            ),
        )
        for part in choice.parts.select_related("fund").order_by("place")
    ]
    DisbursementPart.objects.bulk_create(parts)
    return parts[0].reservation


def _key(disbursement: Disbursement) -> str:
    return f"disbursement:{disbursement.reference}"
