"""What the bank sends back: one person notes it by the slip, another books it.

The money goes home along the way it went, and stays on the record.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liushui.base.states import MoveNotAllowed, move_state
from liushui.disbursing import policies, queries
from liushui.disbursing.models import Disbursement, PartnerReport, PaymentReturn, ReturnNote
from liushui.disbursing.notices import STOPPED, tell_author, tell_bookers
from liushui.disbursing.services.paying import BankReferenceMissing, PaidInFuture
from liushui.disbursing.states import MOVES, REPORT_MOVES, DisbursementState, ReportState
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.kernel.money import Money, format_yuan
from liushui.ledger.errors import KeyReused
from liushui.ledger.queries import movements_by_ref
from liushui.ledger.services import lock_funds, reverse
from liushui.ledger.states import Kind
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.parties.services.two_people import require_another, require_other_hands


class ReturnedWrong(DomainError):
    """No more comes back than was paid, and the slip says why."""

    code = "returned_wrong"
    message = gettext_noop("At most %(left)s yuan of this payment can come back, with a reason.")
    remedy = gettext_noop("Copy the sum and the reason from the bank's slip.")


class ReturnSlipUsed(DomainError):
    """One slip, one return."""

    code = "return_slip_used"
    status = 409
    message = gettext_noop("This slip already stands on another returned payment.")
    remedy = gettext_noop("Look at the slip again: each return has its own.")


class ReturnNotedByYou(DomainError):
    """Whoever noted what came back does not also book it."""

    code = "return_noted_by_you"
    status = 403
    message = gettext_noop("You noted this return, so another person must book it.")
    remedy = gettext_noop("Ask a colleague who approves or sends payments.")


class ReturnDecided(DomainError):
    """Somebody decided otherwise before."""

    code = "return_decided"
    status = 409
    message = gettext_noop("This return was decided on already.")
    remedy = gettext_noop("Reload the page to see what became of it.")


@dataclass(frozen=True, slots=True)
class ReturnSlip:
    """What the bank's slip says of money that it sent back."""

    amount_minor: int
    bank_ref: str
    returned_at: datetime
    why: str


@transaction.atomic
def note_return(actor: Actor, reference: str, slip: ReturnSlip, *, at: datetime) -> Disbursement:
    """The first of the two: what the bank's slip says came back. The same slip twice is the same.

    Nothing moves before another person agrees (``decide_return``).
    """
    disbursement = queries.disbursement_for_update(actor, reference)
    policies.require_pay(actor, disbursement.payer_id)
    number = slip.bank_ref.strip()
    known = queries.return_under(disbursement.payer_id, number)
    if known is not None:
        if (known.disbursement_id, known.amount_minor) != (disbursement.pk, slip.amount_minor):
            raise ReturnSlipUsed
        return disbursement
    _require_paid(disbursement)
    _require_sense(slip, disbursement.net_minor, at)
    ReturnNote.objects.create(
        disbursement=disbursement,
        payer_id=disbursement.payer_id,
        amount_minor=slip.amount_minor,
        bank_ref=number,
        returned_at=slip.returned_at,
        why=slip.why.strip()[:200],
        noted_by=actor.name,
        noted_at=at,
    )
    record(actor, "disbursement.return_noted", disbursement, at=at, reference=reference)
    tell_bookers(disbursement, by=actor.name, at=at)
    return disbursement


@transaction.atomic
def decide_return(
    actor: Actor, reference: str, back: int, *, agrees: bool, at: datetime
) -> Disbursement:
    """The second of the two: it came back and is booked, or it did not. Twice changes nothing.

    It goes back to the fund that it came from, the newest units first, so each gift is where it
    was. The ledger refuses what the receiver has used or passed on (``UnitsElsewhere``, naming
    where it is). Once all of it is back the payment is returned, and its report is not owed.
    Raises ``NotFound`` for a note of another payment, ``ReturnDecided``, ``ReturnNotedByYou``,
    ``SameHands``, ``NotAllowed``.
    """
    disbursement = queries.disbursement_for_update(actor, reference)
    policies.require_book_return(actor, disbursement.payer_id)
    note = queries.note_for_update(disbursement, back)
    if note.is_agreed is not None:
        if note.is_agreed != agrees:
            raise ReturnDecided
        return disbursement
    if agrees:
        _require_second(actor, note, at)
        _require_paid(disbursement)
        _require_sense(_slip_of(note), disbursement.net_minor, at)
    ReturnNote.objects.filter(pk=note.pk).update(
        is_agreed=agrees, decided_by=actor.name, decided_at=at
    )
    if agrees:
        _book(actor, disbursement, note, at=at)
    verb = "disbursement.returned" if agrees else "disbursement.not_returned"
    record(actor, verb, disbursement, at=at, reference=reference)
    return disbursement


def _book(actor: Actor, disbursement: Disbursement, note: ReturnNote, *, at: datetime) -> None:
    left = disbursement.net_minor
    back = PaymentReturn.objects.create(
        disbursement=disbursement,
        note=note,
        payer_id=disbursement.payer_id,
        amount_minor=note.amount_minor,
        bank_ref=note.bank_ref,
        returned_at=note.returned_at,
        why=note.why,
        recorded_by=actor.name,
        recorded_at=at,
    )
    _send_home(disbursement, back)
    if note.amount_minor == left:
        _close(actor, disbursement, at=at)
    tell_author(disbursement, STOPPED, by=actor.name, at=at)


def _require_second(actor: Actor, note: ReturnNote, at: datetime) -> None:
    require_another(actor, note.noted_by, ReturnNotedByYou)
    require_other_hands(
        actor, note.noted_by, organisation_id=note.payer_id,
        rights=[Right.MONEY_PAY, *policies.BOOKERS], deciding=policies.BOOKERS, at=at,
    )  # fmt: skip


def _send_home(disbursement: Disbursement, back: PaymentReturn) -> None:
    """Out of the movements of the payment, the last part first, as much of each as rests there."""
    reference, left = disbursement.reference, back.amount_minor
    booked = movements_by_ref(reference)
    paid = [one for one in booked if one.kind == Kind.GRANT]
    lock_funds({end for one in paid for end in (one.source_id, one.target_id) if end is not None})
    for place, movement in enumerate(reversed(paid)):
        gone = sum(one.amount for one in booked if one.reverses_id == movement.pk)
        part = min(left, movement.amount - gone)
        if not part:
            continue
        reverse(
            movement,
            Money(part),
            key=f"return:{reference}:{back.pk}:{place}",
            happened_at=back.returned_at,
            kind=Kind.REVERSAL,
            ref=reference,
        )
        left -= part
    if left:
        raise KeyReused(key=reference)


def _close(actor: Actor, disbursement: Disbursement, *, at: datetime) -> None:
    """Nothing of it is left with the receiver, so nothing is to be reported of it."""
    move_state(disbursement, to=DisbursementState.RETURNED, moves=MOVES, by=actor.name, at=at)
    report = PartnerReport.objects.filter(
        disbursement=disbursement, state__in=[ReportState.OWED, ReportState.RETURNED]
    ).first()
    if report is not None:
        why = "the bank sent the payment back"
        lapsed = ReportState.LAPSED
        move_state(report, to=lapsed, moves=REPORT_MOVES, by=actor.name, at=at, why=why)


def _slip_of(note: ReturnNote) -> ReturnSlip:
    return ReturnSlip(note.amount_minor, note.bank_ref, note.returned_at, note.why)


def _require_paid(disbursement: Disbursement) -> None:
    if disbursement.state != DisbursementState.PAID:
        raise MoveNotAllowed(state=disbursement.get_state_display(), to=DisbursementState.RETURNED)


def _require_sense(slip: ReturnSlip, left: int, at: datetime) -> None:
    if not 0 < slip.amount_minor <= left or not slip.why.strip():
        raise ReturnedWrong(left=format_yuan(left))
    if not 0 < len(slip.bank_ref.strip()) <= 60:  # noqa: PLR2004 - the column's width
        raise BankReferenceMissing
    if slip.returned_at > at:
        raise PaidInFuture
