"""Money out: the queue, the draft, the second person's decision, and the bank."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import in_reader_language, show_refusal
from liushui.base.refusals import record_refusal, refusal_text
from liushui.desk.tables import listing_of
from liushui.disbursing import queries
from liushui.disbursing.application_forms import REFUSED_FIELDS as RETURN_FIELDS
from liushui.disbursing.application_forms import ReturnForm
from liushui.disbursing.forms import REFUSED_FIELDS, DraftForm, OrderForm, PayForm
from liushui.disbursing.services import (
    approve_disbursement,
    can_approve,
    can_cancel,
    can_pay,
    cancel_disbursement,
    decide_return,
    draft_disbursement,
    note_return,
    order_disbursement,
    pay_disbursement,
)
from liushui.disbursing.states import DisbursementState
from liushui.disbursing.tables import PAYMENTS_OUT
from liushui.disbursing.views.approval import approval_of
from liushui.disbursing.views.requests import waiting_rows
from liushui.disbursing.views.returned import return_facts
from liushui.disbursing.views.shared import FORM_METHODS, actor_of
from liushui.disbursing.views.wishes import pin_in, wish_facts
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError
from liushui.kernel.ids import new_reference
from liushui.kernel.money import format_yuan
from liushui.ledger.wishes import read_all
from liushui.parties.access import Right
from liushui.parties.rights_in_words import WORDS

if TYPE_CHECKING:
    from datetime import datetime

    from liushui.disbursing.models import Disbursement, ReturnNote


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for the actor, one verb a row, and the rest below."""
    found = queries.payments_waiting_for(actor_of(request))
    backs = queries.returns_to_book(actor_of(request))
    facts = {
        "to_draft": waiting_rows(actor_of(request)),
        "can_pay": bool(actor_of(request).organisations_with(Right.MONEY_PAY)),
        "can_measure": actor_of(request).holds_any({Right.MONEY_APPROVE, Right.AUDIT_READ}),
        "can_rule": bool(actor_of(request).organisations_with(Right.MONEY_APPROVE)),
        "to_approve": [_row(one, _("Look and decide")) for one in found.to_approve],
        "to_book": [_back_row(one) for one in backs],
        "to_pay": [_row(one, _pay_verb(one)) for one in found.to_pay],
        "listing": listing_of(PAYMENTS_OUT, request),
    }
    return render(request, "disbursing/desk.html", facts)


@require_http_methods(FORM_METHODS)
def draft(request: HttpRequest) -> HttpResponse:
    """Draft a payment under an agreement."""
    now = timezone.now()
    agreements = queries.agreements_to_draft(actor_of(request))
    start = _start(request, now)
    wishes = queries.wish_options(agreements)
    lines = queries.lines_to_draft(agreements)
    form = DraftForm(
        request.POST or None, agreements=agreements, wishes=wishes, lines=lines, initial=start
    )
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            made = draft_disbursement(
                actor_of(request),
                asked["agreement"],
                reference=asked["reference"],
                amount_minor=asked["amount"],
                purpose=asked["purpose"],
                purpose_en=asked["purpose_en"],
                wishes=read_all(filter(None, asked.get("wish", "").split(","))),
                budget_line_id=asked.get("budget_line"),
                at=now,
            )
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("The draft waits for another person's approval."))
            return redirect("disbursing:disbursement", made.reference)
    facts = {"form": form, "agreements": agreements}
    return render(request, "disbursing/draft.html", facts, status=422 if form.errors else 200)


def _start(request: HttpRequest, now: "datetime") -> Mapping[str, Any]:
    """A new reference; or what a receiver applied for, under its own."""
    asked = request.GET.get("request", "")
    if not asked:
        agreement = request.GET.get("agreement", "")
        return {"reference": new_reference(day_of(now)), "agreement": agreement}
    found = queries.request_for(actor_of(request), asked)
    return {
        "reference": found.reference,
        "agreement": found.agreement.number,
        "amount": format_yuan(found.amount_minor),
        "purpose": found.purpose,
        "purpose_en": found.purpose_en,
        "budget_line": found.budget_line_id,
    }


@require_safe
def disbursement(request: HttpRequest, reference: str) -> HttpResponse:
    """One payment, and the step that the actor can take."""
    return _page(request, queries.disbursement_for(actor_of(request), reference))


@require_POST
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Approve, or stop it with a reason."""
    found = queries.disbursement_for(actor_of(request), reference)
    try:
        if request.POST.get("do") == "approve":
            pin = pin_in(request, found)
            approve_disbursement(actor_of(request), reference, at=timezone.now(), pin=pin)
            messages.success(request, _approved_words(reference))
        else:
            why = request.POST.get("why", "")[:200]
            cancel_disbursement(actor_of(request), reference, why=why, at=timezone.now())
            messages.success(request, _("Stopped. Nothing was paid."))
    except DomainError as error:
        return _refused(request, found, error)
    return redirect("disbursing:disbursement", reference)


@require_POST
def order(request: HttpRequest, reference: str) -> HttpResponse:
    """Note the payment order that was sent to the bank."""
    found = queries.disbursement_for(actor_of(request), reference)
    form = OrderForm(request.POST)
    if form.is_valid():
        try:
            order_disbursement(actor_of(request), reference, at=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error, {"bank_reference_missing": "order_ref"})
        else:
            messages.success(request, _("At the bank. Record the slip when it has paid."))
            return redirect("disbursing:disbursement", reference)
    return _page(request, found, order_form=form, status=422)


@require_POST
def pay(request: HttpRequest, reference: str) -> HttpResponse:
    """Record what the bank has paid."""
    found = queries.disbursement_for(actor_of(request), reference)
    form = PayForm(request.POST)
    if form.is_valid():
        try:
            pay_disbursement(actor_of(request), reference, at=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("Paid. The receiver can report what it is used for."))
            return redirect("disbursing:disbursement", reference)
    return _page(request, found, pay_form=form, status=422)


@require_POST
def returned(request: HttpRequest, reference: str) -> HttpResponse:
    """Note what the bank sent back: another person books it."""
    found = queries.disbursement_for(actor_of(request), reference)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            note_return(actor_of(request), reference, form.slip, at=timezone.now())
        except DomainError as error:
            show_refusal(form, error, RETURN_FIELDS)
        else:
            messages.success(request, _("Noted. Another person books it."))
            return redirect("disbursing:disbursement", reference)
    return _page(request, found, return_form=form, status=422)


@require_POST
def decide_back(request: HttpRequest, reference: str, back: int) -> HttpResponse:
    """Book what another person noted that the bank sent back, or say that it did not come."""
    found = queries.disbursement_for(actor_of(request), reference)
    agrees = request.POST.get("do") == "came"
    try:
        decide_return(actor_of(request), reference, back, agrees=agrees, at=timezone.now())
    except DomainError as error:
        return _refused(request, found, error)
    if agrees:
        messages.success(request, _("Booked. The money lies where it was before the payment."))
    else:
        messages.success(request, _("Not booked. Nothing has moved."))
    return redirect("disbursing:disbursement", reference)


def _page(
    request: HttpRequest, found: "Disbursement", *, status: int = 200, **told: Any
) -> HttpResponse:
    actor = actor_of(request)
    payable = can_pay(actor, found)
    facts: dict[str, Any] = {
        "one": found,
        "approval": approval_of(found, told.pop("why_error", ""))
        if can_approve(actor, found)
        else None,
        "order_form": OrderForm()
        if payable and found.state == DisbursementState.APPROVED
        else None,
        "pay_form": PayForm(initial={"paid_at": timezone.now()})
        if payable and found.state == DisbursementState.ORDERED
        else None,
        "can_stop": can_cancel(actor, found) and not can_approve(actor, found),
        "steps": _steps(found),
        **return_facts(actor, found),
        **wish_facts(found),
        **told,
    }
    return render(request, "disbursing/disbursement.html", facts, status=status)


def _steps(found: "Disbursement") -> Sequence[Mapping[str, Any]]:
    """Each step's right in words, and when it was taken."""
    taken = {one.step: one.at for one in queries.approvals_of(found)}
    return [
        {"words": WORDS[Right(right)], "at": taken.get(place)}
        for place, right in enumerate(found.steps, 1)
    ]


def _refused(request: HttpRequest, found: "Disbursement", error: DomainError) -> HttpResponse:
    record_refusal(error)
    text = " ".join(refusal_text(error))
    beside = {"reason_missing": "why_error", "pin_without_reason": "pin_error"}
    told = {beside.get(error.code, "refusal"): text}
    return _page(request, found, status=error.status, **told)


def _approved_words(reference: str) -> str:
    found = queries.disbursement_by_ref(reference)
    if found is not None and found.state == DisbursementState.DRAFTED:
        return _("Your step is taken. The next person is told.")
    return _("Approved. The amount is held back until it is paid.")


def _row(one: "Disbursement", verb: str) -> Mapping[str, Any]:
    receiver = one.agreement.to_org
    return {
        "title": in_reader_language(receiver.name, receiver.name_en),
        "due": f"{one.reference} · {in_reader_language(one.purpose, one.purpose_en)}",
        "minor": one.amount_minor,
        "href": reverse("disbursing:disbursement", args=[one.reference]),
        "verb": verb,
    }


def _back_row(note: "ReturnNote") -> Mapping[str, Any]:
    row = _row(note.disbursement, _("Look and decide"))
    return {**row, "due": f"{note.disbursement.reference} · {note.why}", "minor": note.amount_minor}


def _pay_verb(one: "Disbursement") -> str:
    if one.state == DisbursementState.APPROVED:
        return _("Send to the bank")
    return _("Record the slip")
