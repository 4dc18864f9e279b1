"""The console's pages of an appeal's money: bills of the provider, and what is left."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from liushui.appeals import policies
from liushui.appeals.forms import BillForm, RestForm
from liushui.appeals.queries import appeals as queries
from liushui.appeals.queries.sums import sums_of
from liushui.appeals.services import paying, resting
from liushui.appeals.states import RestWay
from liushui.appeals.views.console import page
from liushui.appeals.views.shared import FORM_METHODS, actor_of, kept, key_of, refused, status_of
from liushui.kernel.money import format_yuan
from liushui.parties.access import Right


@require_http_methods(FORM_METHODS)
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for a payment to the provider, with its bill."""
    actor = actor_of(request)
    found = queries.appeal_for(actor, number)
    policies.require(actor, Right.MONEY_DRAFT, found)
    form = BillForm(request.POST or None, request.FILES or None)

    def act() -> object:
        said = form.cleaned_data
        bill = paying.Bill(said["amount"], said["label"], said["paper"].read())
        return paying.draft_payout(actor, number, bill, at=now())

    if kept(form, act) is not None:
        messages.success(request, _("It waits for another person."))
        return redirect("appeals:console-appeal", number)
    facts = {"appeal": found, "form": form, "sums": sums_of(found)}
    return render(request, "appeals/bill.html", facts, status=status_of(form))


@require_http_methods(FORM_METHODS)
def rest(request: HttpRequest, number: str) -> HttpResponse:
    """What is left: to another appeal as declared, or back to givers; two people decide."""
    actor, at = actor_of(request), now()
    found = queries.appeal_for(actor, number)
    said = request.POST.get("do", "")
    if said in {"agree", "decline"}:
        words, status = refused(
            lambda: resting.decide_rest(
                actor,
                number,
                rest=key_of(request.POST.get("rest", "")),
                agrees=said == "agree",
                at=at,
            )
        )
        if words:
            return page(request, found, refusal=words, status=status)
        messages.success(request, _("Done."))
        return redirect("appeals:console-appeal", number)
    policies.require(actor, Right.MONEY_DRAFT, found)
    goes_on = found.rest_way == RestWay.SIMILAR and not found.is_untrue
    listed = queries.similar_appeals(found) if goes_on else []
    others = [(one.number, f"{one.title} · {one.number}") for one in listed]
    form = RestForm(request.POST or None, others=others)

    def act() -> object:
        why = form.cleaned_data["why"]
        if others:
            to = form.cleaned_data["to"]
            return resting.propose_rest(actor, number, to=to, why=why, at=at)
        return resting.begin_giving_back(actor, number, why=why, at=at)

    made = kept(form, act)
    if made is not None:
        messages.success(request, _("It waits for another person."))
        if isinstance(made, str):
            return redirect("giving:mass", made)
        return redirect("appeals:console-appeal", number)
    sums = sums_of(found)
    facts = {"appeal": found, "form": form, "sums": sums, "left": format_yuan(sums.free)}
    return render(request, "appeals/rest.html", facts, status=status_of(form))
