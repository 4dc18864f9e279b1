"""What the bank sends back: the money goes home along the way it went, and stays on the record."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liushui.base.states import MoveNotAllowed, move_state
from liushui.disbursing import policies, queries
from liushui.disbursing.models import Disbursement, PartnerReport, PaymentReturn
from liushui.disbursing.notices import STOPPED, tell_author
from liushui.disbursing.services.paying import BankReferenceMissing, PaidInFuture
from liushui.disbursing.states import MOVES, REPORT_MOVES, DisbursementState, ReportState
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.kernel.money import Money, format_yuan
from liushui.ledger.errors import KeyReused
from liushui.ledger.queries import movements_by_ref
from liushui.ledger.services import lock_funds, reverse
from liushui.ledger.states import Kind
from liushui.parties.actors import Actor
from liushui.parties.services import record

_SYSTEM = "system:bank"


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


@dataclass(frozen=True, slots=True)
class ReturnSlip:
    """What the bank's slip says of money that it sent back."""

    amount_minor: int
    bank_ref: str
    returned_at: datetime
    why: str


@transaction.atomic
def return_payment(actor: Actor, reference: str, slip: ReturnSlip, *, at: datetime) -> Disbursement:
    """Book money that came back; the same slip again changes nothing.

    It goes back to the fund that it came from, the newest units first, so each gift is where it
    was. The ledger refuses what the receiver has used or passed on (``UnitsElsewhere``, naming
    where it is). Once all of it is back the payment is returned, and its report is not owed.
    """
    disbursement = queries.disbursement_for_update(actor, reference)
    policies.require_pay(actor, disbursement.payer_id)
    found = PaymentReturn.objects.filter(
        payer_id=disbursement.payer_id, bank_ref=slip.bank_ref.strip()
    ).first()
    if found is not None:
        if (found.disbursement_id, found.amount_minor) != (disbursement.pk, slip.amount_minor):
            raise ReturnSlipUsed
        return disbursement
    if disbursement.state != DisbursementState.PAID:
        raise MoveNotAllowed(state=disbursement.get_state_display(), to=DisbursementState.RETURNED)
    left = disbursement.net_minor
    _require_sense(slip, left, at)
    back = PaymentReturn.objects.create(
        disbursement=disbursement,
        payer_id=disbursement.payer_id,
        amount_minor=slip.amount_minor,
        bank_ref=slip.bank_ref.strip(),
        returned_at=slip.returned_at,
        why=slip.why.strip()[:200],
        recorded_by=actor.name,
        recorded_at=at,
    )
    _send_home(disbursement, back)
    record(actor, "disbursement.returned", disbursement, at=at, reference=reference)
    if slip.amount_minor == left:
        _close(actor, disbursement, at=at)
    tell_author(disbursement, STOPPED, by=actor.name, at=at)
    return disbursement


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
    move_state(disbursement, to=DisbursementState.RETURNED, moves=MOVES, by=actor.name, at=at)
    report = PartnerReport.objects.filter(
        disbursement=disbursement, state__in=[ReportState.OWED, ReportState.RETURNED]
    ).first()
    if report is not None:
        why = "the bank sent the payment back"
        PartnerReport.objects.filter(pk=report.pk).update(
            decided_by=_SYSTEM, decided_at=at, why=why
        )
        move_state(report, to=ReportState.WAIVED, moves=REPORT_MOVES, by=_SYSTEM, at=at, why=why)


def _require_sense(slip: ReturnSlip, left: int, at: datetime) -> None:
    if not 0 < slip.amount_minor <= left or not slip.why.strip():
        raise ReturnedWrong(left=format_yuan(left))
    if not 0 < len(slip.bank_ref.strip()) <= 60:  # noqa: PLR2004 - the column's width
        raise BankReferenceMissing
    if slip.returned_at > at:
        raise PaidInFuture
