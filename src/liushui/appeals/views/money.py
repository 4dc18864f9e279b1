"""The console's pages of an appeal's money: bills of the provider, and what is left."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from liushui.appeals import policies
from liushui.appeals.forms import BillForm, PaidForm, RestForm, SentBackForm
from liushui.appeals.queries import appeals as queries
from liushui.appeals.queries.sums import sums_of
from liushui.appeals.services import paying, resting, returning
from liushui.appeals.states import RestWay
from liushui.appeals.views.console import page
from liushui.appeals.views.shared import FORM_METHODS, actor_of, kept, key_of, refused, status_of
from liushui.kernel.money import format_yuan
from liushui.parties.access import Right

_WHY = 200


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


@require_POST
def payout(request: HttpRequest, number: str, reference: str) -> HttpResponse:
    """Agree to a payment, stop it, enter what the bank paid, or what came back."""
    actor, at = actor_of(request), now()
    found = queries.appeal_for(actor, number)
    said = request.POST
    if said.get("do") == "paid":
        form = PaidForm(said)
        if not form.is_valid():
            words = _("Copy number and time from the bank's slip.")
            return page(request, found, refusal=words, status=422)
        slip = form.cleaned_data
        words, status = refused(
            lambda: paying.pay_payout(
                actor, reference, bank_ref=slip["bank_ref"], paid_at=slip["paid_at"], at=at
            )
        )
    elif said.get("do") == "returned":
        back_form = SentBackForm(said)
        if not back_form.is_valid():
            words = _("Copy number, sum and time from the bank's slip.")
            return page(request, found, refusal=words, status=422)
        slip = back_form.cleaned_data
        words, status = refused(
            lambda: returning.note_return(
                actor,
                reference,
                amount_minor=slip["amount"],
                bank_ref=slip["bank_ref"],
                came_at=slip["came_at"],
                at=at,
            )
        )
    elif said.get("do") in {"came", "not-came"}:
        back, agrees = key_of(said.get("back", "")), said["do"] == "came"
        words, status = refused(
            lambda: returning.decide_return(actor, reference, back=back, agrees=agrees, at=at)
        )
    elif said.get("do") == "stop":
        why = said.get("why", "")[:_WHY]
        words, status = refused(lambda: paying.cancel_payout(actor, reference, why=why, at=at))
    else:
        words, status = refused(lambda: paying.approve_payout(actor, reference, at=at))
    if words:
        return page(request, found, refusal=words, status=status)
    messages.success(request, _("Done."))
    return redirect("appeals:console-appeal", number)


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
