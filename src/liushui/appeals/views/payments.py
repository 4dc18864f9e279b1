"""The console's steps of one payment to a provider, and of what comes back between appeals."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from liushui.appeals import policies
from liushui.appeals.forms import LateForm, PaidForm, SentBackForm, UnaskedForm
from liushui.appeals.queries import appeals as queries
from liushui.appeals.services import coming_home, late, paying, returning
from liushui.appeals.services.late import LateSlip
from liushui.appeals.views.console import page
from liushui.appeals.views.shared import FORM_METHODS, actor_of, kept, key_of, refused, status_of
from liushui.parties.access import Right

_WHY = 200


@require_POST
def payout(request: HttpRequest, number: str, reference: str) -> HttpResponse:
    """Agree to a payment, stop it, enter what the bank paid, or what came back."""
    actor, at = actor_of(request), now()
    found = queries.appeal_for(actor, number)
    said = request.POST
    slips: Mapping[str, Callable[[], Callable[[], object] | None]] = {
        "paid": lambda: _paid(request, reference),
        "returned": lambda: _returned(request, reference),
        "late": lambda: _late(request, reference),
    }
    others: Mapping[str, Callable[[], object]] = {
        "came": lambda: _decided(request, reference, agrees=True),
        "not-came": lambda: _decided(request, reference, agrees=False),
        "left": lambda: _left(request, reference, agrees=True),
        "not-left": lambda: _left(request, reference, agrees=False),
        "stop": lambda: paying.cancel_payout(
            actor, reference, why=said.get("why", "")[:_WHY], at=at
        ),
        "approve": lambda: paying.approve_payout(actor, reference, at=at),
    }
    do = said.get("do", "")
    act = slips[do]() if do in slips else others.get(do)
    if act is None:
        words = _("Copy what the bank's slip says: number, time and sum.")
        return page(request, found, refusal=words, status=422)
    words, status = refused(act)
    if words:
        return page(request, found, refusal=words, status=status)
    messages.success(request, _("Done."))
    return redirect("appeals:console-appeal", number)


@require_http_methods(FORM_METHODS)
def unasked(request: HttpRequest, number: str) -> HttpResponse:
    """What left to the provider without anybody having asked for it here, with the bank's slip."""
    actor = actor_of(request)
    found = queries.appeal_for(actor, number)
    held = (one for one in late.NOTING if actor.holds(one, found.organisation_id))
    policies.require(actor, next(held, Right.MONEY_PAY), found)
    form = UnaskedForm(request.POST or None, request.FILES or None)

    def act() -> object:
        said = form.cleaned_data
        bill = paying.Bill(said["amount"], said["label"], said["paper"].read())
        slip = LateSlip(said["bank_ref"], said["paid_at"], said["why"])
        return late.note_unasked(actor, number, bill, slip, at=now())

    if kept(form, act) is not None:
        messages.success(request, _("It waits for another person."))
        return redirect("appeals:console-appeal", number)
    facts = {"appeal": found, "form": form}
    return render(request, "appeals/unasked.html", facts, status=status_of(form))


@require_POST
def home(request: HttpRequest, number: str) -> HttpResponse:
    """What had gone on to another appeal, of which one proved untrue, comes back."""
    actor, at, said = actor_of(request), now(), request.POST
    found = queries.appeal_for(actor, number)
    key = key_of(said.get("key", ""))
    if said.get("do") == "propose":
        why = said.get("why", "")[:_WHY]
        words, status = refused(
            lambda: coming_home.propose_home(actor, number, rest=key, why=why, at=at)
        )
    else:
        agrees = said.get("do") == "agree"
        words, status = refused(
            lambda: coming_home.decide_home(actor, number, home=key, agrees=agrees, at=at)
        )
    if words:
        return page(request, found, refusal=words, status=status)
    messages.success(request, _("Done."))
    return redirect("appeals:console-appeal", number)


def _paid(request: HttpRequest, reference: str) -> Callable[[], object] | None:
    form = PaidForm(request.POST)
    if not form.is_valid():
        return None
    slip = form.cleaned_data
    return lambda: paying.pay_payout(
        actor_of(request),
        reference,
        bank_ref=slip["bank_ref"],
        paid_at=slip["paid_at"],
        at=now(),
    )


def _returned(request: HttpRequest, reference: str) -> Callable[[], object] | None:
    form = SentBackForm(request.POST)
    if not form.is_valid():
        return None
    slip = form.cleaned_data
    return lambda: returning.note_return(
        actor_of(request),
        reference,
        amount_minor=slip["amount"],
        bank_ref=slip["bank_ref"],
        came_at=slip["came_at"],
        at=now(),
    )


def _late(request: HttpRequest, reference: str) -> Callable[[], object] | None:
    form = LateForm(request.POST)
    if not form.is_valid():
        return None
    slip = LateSlip(**form.cleaned_data)
    return lambda: late.note_late(actor_of(request), reference, slip, at=now())


def _decided(request: HttpRequest, reference: str, *, agrees: bool) -> object:
    back = key_of(request.POST.get("back", ""))
    return returning.decide_return(actor_of(request), reference, back=back, agrees=agrees, at=now())


def _left(request: HttpRequest, reference: str, *, agrees: bool) -> object:
    key = key_of(request.POST.get("late", ""))
    return late.decide_late(actor_of(request), reference, late=key, agrees=agrees, at=now())
