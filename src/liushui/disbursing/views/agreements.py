"""Agreements: the list, a new one out of a chosen purse, and one with its payments."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import show_refusal
from liushui.desk.tables import listing_of
from liushui.disbursing import queries
from liushui.disbursing.agreement_forms import AgreementForm
from liushui.disbursing.forms import REFUSED_FIELDS
from liushui.disbursing.services import AgreementText, can_ask, end_agreement, make_agreement
from liushui.disbursing.states import AgreementState
from liushui.disbursing.tables import AGREEMENTS
from liushui.disbursing.views.shared import FORM_METHODS, actor_of, number_in
from liushui.kernel.errors import DomainError
from liushui.ledger.queries import balances
from liushui.parties.access import Right
from liushui.parties.queries import organisation_for


@require_safe
def agreement_list(request: HttpRequest) -> HttpResponse:
    """The agreements that the actor may see, and the purses for a new one."""
    actor = actor_of(request)
    facts = {
        "listing": listing_of(AGREEMENTS, request),
        "sources": queries.sources_of(actor, Right.MONEY_APPROVE),
    }
    return render(request, "disbursing/agreements.html", facts)


@require_http_methods(FORM_METHODS)
def new(request: HttpRequest) -> HttpResponse:
    """Enter an agreement that was signed."""
    actor = actor_of(request)
    source = queries.source_for(actor, Right.MONEY_APPROVE, number_in(request, "fund") or 0)
    form = AgreementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            made = make_agreement(
                actor,
                source=source,
                to_org_id=organisation_for(actor, asked["to_org"].strip().upper()).pk,
                text=AgreementText(asked["purpose"], asked["purpose_en"]),
                ceiling_minor=asked["ceiling"],
                signed_on=asked["signed_on"],
                terms=form.terms,
                at=timezone.now(),
            )
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("The agreement is entered. Payments can be drafted."))
            return redirect("disbursing:agreement", made.number)
    facts = {"form": form, "source": source}
    status = 422 if form.errors else 200
    return render(request, "disbursing/agreement_form.html", facts, status=status)


@require_safe
def agreement(request: HttpRequest, number: str) -> HttpResponse:
    """One agreement: what it promises, what was paid, what the receiver used."""
    actor = actor_of(request)
    found = queries.agreement_for(actor, number)
    is_active = found.state == AgreementState.ACTIVE
    facts = {
        "agreement": found,
        "arrived": balances([found.fund_id])[found.fund_id],
        "promised": queries.promised_minor(found),
        "disbursements": queries.disbursements_under(found),
        "tranches": queries.tranches_of(found),
        "counted": queries.indicators_of(found),
        "requests": queries.requests_under(found),
        "can_ask": can_ask(actor, found),
        "can_draft": is_active and actor.holds(Right.MONEY_DRAFT, found.from_org_id),
        "can_end": is_active and actor.holds(Right.MONEY_APPROVE, found.from_org_id),
    }
    return render(request, "disbursing/agreement.html", facts)


@require_POST
def end(request: HttpRequest, number: str) -> HttpResponse:
    """End an agreement: nothing new is drafted under it."""
    why = request.POST.get("why", "")[:300]
    end_agreement(actor_of(request), number, why=why, at=timezone.now())
    messages.success(request, _("The agreement has ended. What was approved is still paid."))
    return redirect("disbursing:agreement", number)
