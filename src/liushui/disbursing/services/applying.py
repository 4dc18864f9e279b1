"""A receiver applies for a payment; the giver's drafter answers by a draft, or declines."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liushui.base.files import store_file
from liushui.base.states import MoveNotAllowed, move_state
from liushui.disbursing import policies, queries
from liushui.disbursing.models import Agreement, PaymentRequest
from liushui.disbursing.notices import tell_drafters
from liushui.disbursing.states import REQUEST_MOVES, RequestState
from liushui.kernel.errors import DomainError, NotAllowed, NotFound, gettext_noop
from liushui.kernel.ids import is_reference
from liushui.kernel.money import MAX_UNITS
from liushui.ledger.errors import KeyReused
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.parties.services.two_people import require_another
from liushui.projects.queries import budget_line_of


class RequestWrong(DomainError):
    """An application says how much and what for, under a reference of ours."""

    code = "request_wrong"
    message = gettext_noop("An application names an amount above zero and what it is for.")
    remedy = gettext_noop("Write both; what it is for in at most 200 characters.")


class RequestByYou(DomainError):
    """Whoever applied for a payment does not draft it."""

    code = "request_by_you"
    status = 403
    message = gettext_noop("You applied for this payment, so another person must draft it.")
    remedy = gettext_noop("Ask a colleague of the organisation that pays.")


class RequestReasonMissing(DomainError):
    """Declining needs words."""

    code = "request_reason_missing"
    message = gettext_noop("Write why it is declined.")
    remedy = gettext_noop("One sentence is enough; whoever applied will read it.")


@dataclass(frozen=True, slots=True)
class PaymentAsked:
    """What a receiver applies for. ``paper`` is its plan or invoice, as it came."""

    reference: str
    amount_minor: int
    purpose: str
    purpose_en: str = ""
    budget_line_id: int | None = None
    paper: bytes | None = None


@transaction.atomic
def ask_payment(
    actor: Actor, agreement_number: str, asked: PaymentAsked, *, at: datetime
) -> PaymentRequest:
    """Apply for a payment under an agreement; the same reference is the same application."""
    agreement = queries.agreement_for_update(actor, agreement_number)
    if not policies.can_ask(actor, agreement):
        raise NotAllowed
    purpose = asked.purpose.strip()
    is_sound = is_reference(asked.reference) and 0 < asked.amount_minor <= MAX_UNITS
    if not is_sound or not 0 < len(purpose) <= 200:  # noqa: PLR2004 - the column's width
        raise RequestWrong
    found = PaymentRequest.objects.filter(reference=asked.reference).first()
    if found is not None:
        if (found.agreement_id, found.amount_minor) != (agreement.pk, asked.amount_minor):
            raise KeyReused(key=asked.reference)
        return found
    if queries.disbursement_by_ref(asked.reference) is not None:
        raise KeyReused(key=asked.reference)
    line = budget_line_of(agreement.project_id, asked.budget_line_id)
    if asked.budget_line_id is not None and line is None:
        raise NotFound
    request = PaymentRequest.objects.create(
        agreement=agreement,
        reference=asked.reference,
        amount_minor=asked.amount_minor,
        purpose=purpose,
        purpose_en=asked.purpose_en[:300],
        budget_line=line,
        paper=store_file(asked.paper, at=at) if asked.paper else None,
        asked_by=actor.name,
        asked_at=at,
    )
    record(actor, "payment_request.asked", request, at=at, reference=asked.reference)
    tell_drafters(request, at=at)
    return request


@transaction.atomic
def decline_request(actor: Actor, reference: str, *, why: str, at: datetime) -> PaymentRequest:
    """The giver declines, with a reason. A second call changes nothing."""
    request = queries.request_for_update(actor, reference)
    policies.require_draft(actor, request.agreement.from_org_id)
    if not why.strip():
        raise RequestReasonMissing
    require_another(actor, request.asked_by, RequestByYou)
    return _decide(actor, request, RequestState.DECLINED, why=why, at=at)


@transaction.atomic
def withdraw_request(actor: Actor, reference: str, *, at: datetime) -> PaymentRequest:
    """The receiver needs it no more."""
    request = queries.request_for_update(actor, reference)
    policies.require_report(actor, request.agreement.to_org_id)
    return _decide(actor, request, RequestState.WITHDRAWN, at=at)


def answer_request(actor: Actor, agreement: Agreement, reference: str, *, at: datetime) -> None:
    """A draft under an application's reference is its answer.

    Raises ``KeyReused`` under another agreement, ``MoveNotAllowed`` when it was declined or
    withdrawn, ``RequestByYou`` to who asked.
    """
    request = queries.request_behind(reference)
    if request is None:
        return
    if request.agreement_id != agreement.pk:
        raise KeyReused(key=reference)
    require_another(actor, request.asked_by, RequestByYou)
    _decide(actor, request, RequestState.DRAFTED, at=at)


def _decide(
    actor: Actor, request: PaymentRequest, to: RequestState, *, at: datetime, why: str = ""
) -> PaymentRequest:
    if request.state == to:
        return request
    if to not in REQUEST_MOVES[request.state]:
        raise MoveNotAllowed(state=request.get_state_display(), to=to)
    PaymentRequest.objects.filter(pk=request.pk).update(
        decided_by=actor.name, decided_at=at, why=why.strip()[:200]
    )
    move_state(request, to=to, moves=REQUEST_MOVES, by=actor.name, at=at, why=why)
    record(actor, f"payment_request.{to}", request, at=at, reference=request.reference)
    return request
