"""Drafting a payment under an agreement. A draft moves nothing and holds nothing back."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from liushui.disbursing import policies, queries
from liushui.disbursing.models import Agreement, Disbursement, Tranche
from liushui.disbursing.notices import tell_approvers
from liushui.disbursing.services.applying import answer_request
from liushui.disbursing.services.holding import require_not_held
from liushui.disbursing.states import AgreementState
from liushui.kernel.errors import DomainError, NotFound, gettext_noop
from liushui.kernel.ids import is_reference
from liushui.kernel.money import MAX_UNITS, format_yuan
from liushui.ledger.errors import KeyReused
from liushui.ledger.queries import is_waiting, movement_by_ref
from liushui.ledger.wishes import Wish, case_of, read_all, written
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.projects.queries import budget_line_of


class ReferenceWrong(DomainError):
    """The reference fails its check place."""

    code = "reference_wrong"
    message = gettext_noop("“%(reference)s” is not a reference of ours.")
    remedy = gettext_noop("Open the form again: it brings a new one.")


class DisbursedWrong(DomainError):
    """The amount is not positive."""

    code = "disbursed_wrong"
    message = gettext_noop("The amount must be above zero.")
    remedy = gettext_noop("Write the sum that shall be paid.")


class DisbursementTextMissing(DomainError):
    """A payment says what for."""

    code = "disbursement_text_missing"
    message = gettext_noop("A payment says what it is for.")
    remedy = gettext_noop("Write it in at most 200 characters; givers will read it.")


class AgreementEnded(DomainError):
    """Nothing new is paid under an agreement that has ended."""

    code = "agreement_ended"
    status = 409
    message = gettext_noop("The agreement has ended.")
    remedy = gettext_noop("Enter a new agreement first.")


class CeilingExceeded(DomainError):
    """More than the agreement promises."""

    code = "ceiling_exceeded"
    status = 409
    message = gettext_noop("The agreement has %(left)s yuan left to its ceiling.")
    remedy = gettext_noop("Draft at most that, or sign a further agreement.")


class PatientsMoneyStays(DomainError):
    """What was given for one person is paid to a provider, never passed on (D04)."""

    code = "patients_money_stays"
    status = 409
    message = gettext_noop("Money for one case is not passed on to another organisation.")
    remedy = gettext_noop("Pay the hospital or shop and report the use for the case.")


class TrancheShut(DomainError):
    """A tranche opens when what was paid before it is reported and judged."""

    code = "tranche_shut"
    status = 409
    message = gettext_noop("The next tranche has not opened: a payment or report comes first.")
    remedy = gettext_noop("Pay the one before it, and accept its report or waive it by name.")


class TrancheTooSmall(DomainError):
    """A tranche pays its own amount and no more."""

    code = "tranche_too_small"
    status = 409
    message = gettext_noop("This tranche has %(left)s yuan left.")
    remedy = gettext_noop("Draft at most that; the rest belongs to a later tranche.")


@transaction.atomic
def draft_disbursement(  # noqa: PLR0913 - an agreement, a sum, a purpose, a reference and a time
    actor: Actor,
    agreement_number: str,
    *,
    reference: str,
    amount_minor: int,
    purpose: str,
    at: datetime,
    purpose_en: str = "",
    wishes: Iterable[Wish] = (),
    budget_line_id: int | None = None,
) -> Disbursement:
    """Draft a payment; the same reference again answers with the same draft.

    Refuses more than the agreement's ceiling leaves, an ended agreement, and a reference that was
    used for something else (``KeyReused``). Whether the fund holds enough is asked at approval.
    ``wishes`` say what it is for: what was given for them pays first. A case is paid by a use.
    Under an agreement with tranches it is of the one that is open now. What the receiver applied
    for under the same reference is answered by it.
    """
    agreement = queries.agreement_for_update(actor, agreement_number)
    policies.require_draft(actor, agreement.from_org_id)
    _require_sense(reference, amount_minor, purpose)
    found = Disbursement.objects.filter(reference=reference).select_related("agreement").first()
    if found is not None:
        if (found.agreement_id, found.amount_minor) != (agreement.pk, amount_minor):
            raise KeyReused(key=reference)
        return found
    require_not_held(agreement)
    require_unused(reference)
    codes = written(wishes)
    if case_of(read_all(codes)) is not None:
        raise PatientsMoneyStays
    _require_room(agreement, amount_minor)
    _require_line(agreement, budget_line_id)
    answer_request(actor, agreement, reference, at=at)
    steps = queries.steps_for(agreement, amount_minor, at)
    disbursement = Disbursement.objects.create(
        reference=reference,
        agreement=agreement,
        payer_id=agreement.from_org_id,
        amount_minor=amount_minor,
        purpose=purpose,
        purpose_en=purpose_en,
        wishes=codes,
        tranche=_tranche(agreement, amount_minor),
        budget_line_id=budget_line_id,
        steps=list(steps),
        awaits=steps[0],
        drafted_by=actor.name,
        drafted_at=at,
    )
    record(actor, "disbursement.drafted", disbursement, at=at, reference=reference)
    tell_approvers(disbursement, at=at)
    return disbursement


def _tranche(agreement: Agreement, amount_minor: int) -> Tranche | None:
    """The tranche that is open; none where the agreement has none. Triggers hold the same."""
    standings = queries.tranches_of(agreement)
    if not standings:
        return None
    found = next((one for one in standings if one.is_open), None)
    if found is None:
        raise TrancheShut
    if amount_minor > found.left_minor:
        raise TrancheTooSmall(left=format_yuan(found.left_minor))
    return found.tranche


def _require_line(agreement: Agreement, line_id: int | None) -> None:
    if line_id is not None and budget_line_of(agreement.project_id, line_id) is None:
        raise NotFound


def require_unused(reference: str) -> None:
    """Raise ``KeyReused`` for a reference of the book: the form that brings it back is no proof.

    Under a borrowed one, the public would read the borrower's words beside another's money.
    """
    if is_waiting(reference) or movement_by_ref(reference) is not None:
        raise KeyReused(key=reference)


def _require_sense(reference: str, amount_minor: int, purpose: str) -> None:
    if not is_reference(reference):
        raise ReferenceWrong(reference=reference[:22])
    if not 0 < amount_minor <= MAX_UNITS:
        raise DisbursedWrong
    if not purpose.strip() or len(purpose) > 200:  # noqa: PLR2004 - the column's width
        raise DisbursementTextMissing


def _require_room(agreement: Agreement, amount_minor: int) -> None:
    if agreement.state != AgreementState.ACTIVE:
        raise AgreementEnded
    left = agreement.ceiling_minor - queries.promised_minor(agreement)
    if amount_minor > left:
        raise CeilingExceeded(left=format_yuan(left))
