"""Applications: what a receiver asks for, and the giver's answer."""

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
from liushui.disbursing import queries
from liushui.disbursing.application_forms import REFUSED_FIELDS, RequestForm
from liushui.disbursing.services import (
    ask_payment,
    can_answer,
    can_ask,
    decline_request,
    withdraw_request,
)
from liushui.disbursing.states import RequestState
from liushui.disbursing.views.shared import FORM_METHODS, actor_of
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotAllowed
from liushui.kernel.ids import new_reference
from liushui.parties.access import Right
from liushui.projects.queries import budget_of, project_by_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from liushui.disbursing.models import PaymentRequest
    from liushui.parties.actors import Actor


@require_http_methods(FORM_METHODS)
def new(request: HttpRequest, number: str) -> HttpResponse:
    """Apply for a payment under an agreement."""
    actor, now = actor_of(request), timezone.now()
    agreement = queries.agreement_for(actor, number)
    if not can_ask(actor, agreement):
        raise NotAllowed
    start = {"reference": new_reference(day_of(now))}
    lines = budget_of(project_by_id(agreement.project_id))
    form = RequestForm(request.POST or None, request.FILES or None, lines=lines, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = ask_payment(actor, number, form.asked, at=now)
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("Applied. The organisation that pays answers."))
            return redirect("disbursing:request", made.reference)
    facts = {"form": form, "agreement": agreement}
    status = 422 if form.errors else 200
    return render(request, "disbursing/request_form.html", facts, status=status)


@require_safe
def application(request: HttpRequest, reference: str) -> HttpResponse:
    """One application, and the step that the actor can take."""
    return _page(request, queries.request_for(actor_of(request), reference))


@require_POST
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Decline with a reason, or take it back."""
    actor, now = actor_of(request), timezone.now()
    found = queries.request_for(actor, reference)
    try:
        if request.POST.get("do") == "withdraw":
            withdraw_request(actor, reference, at=now)
            messages.success(request, _("Withdrawn."))
        else:
            decline_request(actor, reference, why=request.POST.get("why", "")[:200], at=now)
            messages.success(request, _("Declined. Whoever applied reads why."))
    except DomainError as error:
        if isinstance(error, NotAllowed) or error.code == "request_by_you":
            raise
        record_refusal(error)
        return _page(request, found, status=error.status, refusal=" ".join(refusal_text(error)))
    return redirect("disbursing:request", reference)


def waiting_rows(actor: "Actor") -> "Sequence[Mapping[str, Any]]":
    """What waits for the actor's draft, as the queue component shows it."""
    return [
        {
            "title": in_reader_language(one.agreement.to_org.name, one.agreement.to_org.name_en),
            "due": f"{one.reference} · {in_reader_language(one.purpose, one.purpose_en)}",
            "minor": one.amount_minor,
            "href": reverse("disbursing:request", args=[one.reference]),
            "verb": _("Look and answer"),
        }
        for one in queries.requests_to_answer(actor)
    ]


def _page(
    request: HttpRequest, found: "PaymentRequest", *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    actor = actor_of(request)
    is_open = found.state == RequestState.ASKED
    facts = {
        "one": found,
        "can_answer": can_answer(actor, found),
        "can_withdraw": is_open and actor.holds(Right.USE_REPORT, found.agreement.to_org_id),
        "payment": queries.disbursement_by_ref(found.reference),
        "refusal": refusal,
    }
    return render(request, "disbursing/request.html", facts, status=status)
