"""A donor's own regular gifts: all of them, one of them, and what can be done with it."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.refusals import record_refusal
from liushui.kernel.errors import DomainError, NotFound
from liushui.kernel.money import AmountOutOfRange, format_yuan
from liushui.payments.provider import ProviderRefused, ProviderSilent
from liushui.recurring import policies, queries, services
from liushui.recurring.errors import DayOfGiftWrong, MandateEnded, MandatesNotSetUp
from liushui.recurring.forms import ChangeForm
from liushui.recurring.states import Every, MandateState
from liushui.recurring.views.shared import FORM_METHODS, actor_of

if TYPE_CHECKING:
    from liushui.recurring.models import Mandate

_DONE = {
    "pause": gettext_lazy("It rests. Nothing is charged until you take it up again."),
    "resume": gettext_lazy("It runs again from the next day shown below."),
    "end": gettext_lazy("It has ended. Nothing more is charged."),
    "sign": gettext_lazy("Please sign once more at the payment provider."),
}
_FIELDS = {AmountOutOfRange: "amount", DayOfGiftWrong: "day", MandateEnded: None}


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Everything that the person promised to give regularly, newest first."""
    return render(
        request, "recurring/mine.html", {"mandates": queries.mandates_of(actor_of(request))}
    )


@never_cache
@require_safe
def mandate(request: HttpRequest, code: str) -> HttpResponse:
    """One regular gift. While it waits to be signed, each look asks the provider."""
    actor = actor_of(request)
    found = queries.mandate_for(actor, code)
    policies.require_change(actor, found)
    with suppress(DomainError):  # the provider's silence changes nothing on this page
        found = services.ask_about_agreement(found, at=now())
    waiting = queries.agreement_waiting(found)
    is_open = found.state != MandateState.ENDED
    facts = {
        "mandate": found,
        "waiting": waiting if is_open else None,
        "goes": is_open and found.state == MandateState.ASKED and request.GET.get("go") == "1",
        "is_more": waiting is not None and waiting.limit_minor != found.amount_minor,
        "first_on": services.first_day(found.rhythm, now()),
        "charge": queries.open_charge_of(found),
        "charges": queries.charges_of(found),
        "days": queries.notice_days(),
    }
    return render(request, "recurring/mandate.html", facts)


@never_cache
@require_http_methods(FORM_METHODS)
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change the sum and the day."""
    actor = actor_of(request)
    found = queries.mandate_for(actor, code)
    policies.require_change(actor, found)
    is_yearly = found.every == Every.YEAR
    if request.method != "POST":
        first = {
            "amount": format_yuan(found.amount_minor).replace(",", ""),
            "day": found.day,
            "month": found.month,
        }
        return _change_page(request, found, ChangeForm(initial=first, is_yearly=is_yearly))
    form = ChangeForm(request.POST, is_yearly=is_yearly)
    if not form.is_valid():
        return _change_page(request, found, form, status=422)
    said = form.cleaned_data
    wished = services.Change(said["amount"], said["day"], said.get("month"))
    try:
        to_sign = services.change_mandate(actor, code, wished, at=now())
    except tuple(_FIELDS) as error:
        form.say(_FIELDS[type(error)], error)
        return _change_page(request, found, form, status=422)
    if to_sign is not None:
        sign_quietly(request, code)
        messages.info(request, _("The new amount counts once you have signed for it."))
    else:
        messages.success(request, _("It is changed."))
    return redirect("recurring:mandate", code)


@require_POST
def sign(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the provider for a fresh page to sign on: one is good for minutes only."""
    sign_quietly(request, code)
    return redirect("recurring:mandate", code)


@require_POST
def do(request: HttpRequest, code: str) -> HttpResponse:
    """Let it rest, take it up, end it, or sign anew."""
    actor, verb = actor_of(request), request.POST.get("do", "")
    act = _ACTS.get(verb)
    if act is None:
        raise NotFound
    act(actor, code, at=now())
    if verb == "sign":
        sign_quietly(request, code)
    messages.success(request, str(_DONE[verb]))
    return redirect("recurring:mandate", code)


def sign_quietly(request: HttpRequest, code: str) -> None:
    """Ask for the page to sign on; if the provider is silent, the next page offers to try again."""
    try:
        services.begin_signing(actor_of(request), code, at=now())
    except (ProviderSilent, ProviderRefused, MandatesNotSetUp) as error:
        record_refusal(error)


def _change_page(
    request: HttpRequest, found: "Mandate", form: ChangeForm, status: int = 200
) -> HttpResponse:
    facts = {"mandate": found, "form": form, "charge": queries.open_charge_of(found)}
    return render(request, "recurring/change.html", facts, status=status)


_ACTS: dict[str, Callable[..., object]] = {
    "pause": services.pause_mandate,
    "resume": services.resume_mandate,
    "end": services.end_mandate,
    "sign": services.sign_anew,
}
