"""Matched gifts that look abused: the list, and one question with what a person can do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from liushui.base.refusals import record_refusal, refusal_text
from liushui.desk.tables import listing_of
from liushui.giving import refund_policies as policies
from liushui.giving.queries import refunds as found
from liushui.giving.refund_states import SUSPICION_MOVES, SuspicionState
from liushui.giving.refund_tables import SUSPICIONS
from liushui.giving.services.suspicions import (
    clear_suspicion,
    freeze_suspected,
    propose_taking_back,
    take_back,
)
from liushui.kernel.errors import DomainError, NotAllowed
from liushui.parties.actors import Actor


@never_cache
@require_safe
def suspicions(request: HttpRequest) -> HttpResponse:
    """Every question that the patterns asked, newest first."""
    return render(request, "giving/suspicions.html", {"listing": listing_of(SUSPICIONS, request)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def suspicion(request: HttpRequest, number: int) -> HttpResponse:
    """One question: its gifts, and the step that the reader can take."""
    actor = _actor(request)
    status, refusal = 200, ""
    if request.method == "POST":
        try:
            _act(request, actor, number)
        except NotAllowed:
            raise
        except DomainError as error:
            record_refusal(error)
            status, refusal = error.status, " ".join(refusal_text(error))
        else:
            return redirect("giving:suspicion", number)
    one = found.suspicion_for(actor, number)
    may = policies.can_propose(actor, one.project.organisation_id)
    facts = {
        "one": one,
        "refusal": refusal,
        "can_freeze": may and one.state == SuspicionState.OPEN,
        "can_propose": may and SuspicionState.PROPOSED in SUSPICION_MOVES[one.state],
        "can_take": policies.can_agree(actor, one.project.organisation_id)
        and one.state == SuspicionState.PROPOSED
        and one.proposed_by != actor.name,
        "can_clear": may and SuspicionState.CLEARED in SUSPICION_MOVES[one.state],
    }
    return render(request, "giving/suspicion.html", facts, status=status)


def _act(request: HttpRequest, actor: Actor, number: int) -> None:
    at, why, word = now(), request.POST.get("why", ""), request.POST.get("do", "")
    if word == "freeze":
        freeze_suspected(actor, number, at=at)
    elif word == "propose":
        propose_taking_back(actor, number, why=why, at=at)
    elif word == "take":
        take_back(actor, number, at=at)
    else:
        clear_suspicion(actor, number, why=why, at=at)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
