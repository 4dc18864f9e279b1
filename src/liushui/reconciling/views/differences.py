"""What differs: the queue, and one difference with what a person can do about it."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liushui.base.forms import show_refusal
from liushui.base.refusals import record_refusal, refusal_text
from liushui.desk.tables import listing_of
from liushui.disbursing.elsewhere import page_of
from liushui.kernel.errors import DomainError, NotAllowed
from liushui.reconciling import policies
from liushui.reconciling.forms import REFUSED_FIELDS, DifferenceForm
from liushui.reconciling.queries.differences import difference_for
from liushui.reconciling.services.booking import acts_open
from liushui.reconciling.services.clearing import (
    agree,
    ask_provider,
    decline,
    explain,
    propose_booking,
)
from liushui.reconciling.services.reading_words import read_words
from liushui.reconciling.states import DifferenceKind, DifferenceState
from liushui.reconciling.tables import DIFFERENCES
from liushui.reconciling.views.shared import actor_of, instant_in, project_options
from liushui.reconciling.wording import name_of_account

if TYPE_CHECKING:
    from liushui.reconciling.models import Difference


@require_safe
def difference_list(request: HttpRequest) -> HttpResponse:
    """Everything that differs or differed."""
    listing = listing_of(DIFFERENCES, request)
    return render(request, "reconciling/differences.html", {"listing": listing})


@require_safe
def difference(request: HttpRequest, difference_id: int) -> HttpResponse:
    """One: both sides, the likely cause, and the step that the reader can take."""
    return _page(request, difference_for(actor_of(request), difference_id))


@require_POST
def words(request: HttpRequest, difference_id: int) -> HttpResponse:
    """Read who sent it and what they wrote; that it was read is on the record."""
    actor = actor_of(request)
    one = difference_for(actor, difference_id)
    said = read_words(actor, one, at=timezone.now())
    return _page(request, one, words=said)


@require_POST
def do(request: HttpRequest, difference_id: int) -> HttpResponse:
    """Ask the provider, explain, propose, agree or decline."""
    actor, now = actor_of(request), timezone.now()
    one = difference_for(actor, difference_id)
    word = request.POST.get("do", "")
    if word == "say":
        return _say(request, one)
    try:
        if word == "ask":
            ask_provider(actor, difference_id, at=now)
        elif word == "agree":
            seen = instant_in(request.POST.get("seen", ""))
            agree(actor, difference_id, seen=seen, at=now)
        else:
            decline(actor, difference_id, why=request.POST.get("why", "")[:300], at=now)
    except NotAllowed:
        raise
    except DomainError as error:
        record_refusal(error)
        return _page(request, one, status=error.status, refusal=" ".join(refusal_text(error)))
    return _done(request, difference_id)


def _say(request: HttpRequest, one: "Difference") -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    form = _form(one, request.POST)
    if form.is_valid():
        try:
            if form.cleaned_data["act"] == DifferenceForm.EXPLAIN:
                explain(actor, one.pk, why=form.cleaned_data["why"], at=now)
            else:
                propose_booking(actor, one.pk, form.proposed, at=now)
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            return _done(request, one.pk)
    return _page(request, one, status=422, form=form)


def _done(request: HttpRequest, difference_id: int) -> HttpResponse:
    one = difference_for(actor_of(request), difference_id)
    said = {
        DifferenceState.PROPOSED: _("It waits for a second person."),
        DifferenceState.BOOKED: _("It is booked."),
        DifferenceState.EXPLAINED: _("It is explained. Nothing was booked."),
        DifferenceState.CLEARED: _("It agrees now."),
        DifferenceState.OPEN: _("It is open."),
    }
    messages.success(request, said[DifferenceState(one.state)])
    return redirect("reconciling:difference", difference_id)


def _form(one: "Difference", posted: Any = None) -> DifferenceForm:
    return DifferenceForm(
        posted,
        acts=acts_open(one),
        projects=project_options(one.account.organisation_id),
    )


def _page(
    request: HttpRequest, one: "Difference", *, status: int = 200, **told: Any
) -> HttpResponse:
    actor = actor_of(request)
    can_work = policies.may(actor, policies.WORKING, one.account.organisation_id)
    is_open = one.state == DifferenceState.OPEN
    facts: dict[str, Any] = {
        "one": one,
        "name": name_of_account(one.account),
        "form": _form(one) if is_open and can_work else None,
        "can_ask": is_open
        and can_work
        and one.kind == DifferenceKind.THEY_HAVE
        and one.order is not None,
        "can_read_words": can_work and one.line is not None and hasattr(one.line, "words"),
        "can_decide": policies.can_decide(actor, one),
        "can_withdraw": one.state == DifferenceState.PROPOSED and one.proposed_by == actor.name,
        "refusal": "",
        "words": None,
        "moved_page": page_of(one.moved_ref),
        **told,
    }
    return render(request, "reconciling/difference.html", facts, status=status)
