"""Claims to imported gifts that wait for a person of the charity. Names and phones stay masked."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from liushui.desk.tables import listing_of
from liushui.giving.claim_forms import ClaimDecisionForm
from liushui.giving.list_tables import CLAIMS
from liushui.giving.queries.claims import (
    claim_for,
    likely_gifts,
    masked_phone_of,
    words_of_claim,
)
from liushui.giving.services.claiming import grant_claim, refuse_claim
from liushui.giving.states import ClaimState
from liushui.parties.actors import Actor


@never_cache
@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """Every claim, newest first."""
    return render(request, "giving/claims.html", {"listing": listing_of(CLAIMS, request)})


@never_cache
@require_safe
def one_claim(request: HttpRequest, key: UUID) -> HttpResponse:
    """One claim, and the imported gifts that it may mean with what of them agrees."""
    actor = _actor(request)
    one = claim_for(actor, key)
    facts = {
        "proposed": one.proposed_order,
        "by_me": one.proposed_by == actor.name,
        "one": one,
        "words": words_of_claim(one),
        "phone": masked_phone_of(one),
        "is_open": one.state == ClaimState.WAITING,
        "likely": likely_gifts(one) if one.state == ClaimState.WAITING else [],
    }
    return render(request, "giving/one_claim.html", facts)


@require_POST
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    """It is this gift, or it is none; with a reason."""
    form = ClaimDecisionForm(request.POST)
    filled = form.cleaned_data if form.is_valid() else {}
    why, reference = filled.get("why", ""), filled.get("reference", "")
    if reference:
        claim = grant_claim(_actor(request), key, reference=reference, why=why, at=now())
    else:
        claim = refuse_claim(_actor(request), key, why=why, at=now())
    if claim.state == ClaimState.WAITING:
        said = _("It differs from the list, so a second person must find the same.")
    else:
        said = _("The decision is recorded.")
    messages.success(request, said)
    return redirect("giving:claims")


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
