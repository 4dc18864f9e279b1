"""What the charity sees of its payments: what waits for a decision, and every call-back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from liushui.desk.tables import listing_of
from liushui.giving import queries, services
from liushui.giving.forms import DecisionForm
from liushui.giving.queries.complaints import complaints_for_console
from liushui.giving.queries.words import stuck_for_console
from liushui.giving.tables import CALL_BACKS, GIFTS
from liushui.parties.access import Right
from liushui.parties.actors import Actor


@never_cache
@require_safe
def payments(request: HttpRequest) -> HttpResponse:
    """Payments that wait for a person, then what came of each call-back, newest first."""
    actor = _actor(request)
    facts = {
        "complaints": complaints_for_console(actor),
        "undecided": queries.undecided_for_console(actor),
        "stuck": stuck_for_console(actor),
        "listing": listing_of(CALL_BACKS, request),
        "may_decide": actor.holds_any([Right.MONEY_APPROVE]),
        "at": now(),
    }
    return render(request, "giving/payments.html", facts)


@never_cache
@require_safe
def gifts(request: HttpRequest) -> HttpResponse:
    """Every gift and order of the organisations, by the names that their donors chose to show."""
    facts = {
        "listing": listing_of(GIFTS, request),
        "may_read_words": _actor(request).holds_any([Right.GIFT_READ]),
    }
    return render(request, "giving/gifts.html", facts)


@require_POST
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Book a payment for its project, or mark it to be returned."""
    form = DecisionForm(request.POST)
    said = form.cleaned_data if form.is_valid() else {}
    services.decide_gift(
        _actor(request),
        reference,
        keep=said.get("keep") == "yes",
        why=said.get("why", ""),
        at=now(),
    )
    messages.success(request, _("The decision is recorded."))
    return redirect("giving:payments")


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
