"""One use: what was reported, and the second person's word on it."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liushui.base.forms import show_refusal
from liushui.base.refusals import record_refusal, refusal_text
from liushui.disbursing import queries
from liushui.disbursing.services import (
    can_confirm,
    can_withdraw,
    confirm_use,
    kept,
    refuse_use,
    withdraw_use,
)
from liushui.disbursing.states import UseWord
from liushui.disbursing.use_forms import REFUSED_FIELDS, SlipForm
from liushui.disbursing.views.shared import actor_of
from liushui.kernel.errors import DomainError, NotAllowed
from liushui.ledger.queries import balance
from liushui.ledger.queries.designations import choice_under

if TYPE_CHECKING:
    from liushui.disbursing.models import Expenditure

# Nothing that is written on the page can mend these: they are answered by a page of their own.
_NOT_MENDED = ("use_same_person", "same_hands")


@require_safe
def use(request: HttpRequest, reference: str) -> HttpResponse:
    """One use, and the step that the actor can take."""
    return _page(request, queries.use_for(actor_of(request), reference))


@require_POST
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm, refuse with a reason, or take it back."""
    found = queries.use_for(actor_of(request), reference)
    act = {"refuse": _refuse, "withdraw": _withdraw}.get(request.POST.get("do", ""), _confirm)
    return act(request, found)


def _confirm(request: HttpRequest, found: "Expenditure") -> HttpResponse:
    form = SlipForm({} if found.has_slip else request.POST)
    if form.is_valid():
        try:
            confirm_use(actor_of(request), found.reference, at=timezone.now(), slip=form.slip)
        except DomainError as error:
            if error.code in _NOT_MENDED or found.has_slip:
                return _refused(request, found, error)
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("Confirmed. Givers can see it now."))
            return redirect("disbursing:use", found.reference)
    return _page(request, found, slip_form=form, status=422)


def _refuse(request: HttpRequest, found: "Expenditure") -> HttpResponse:
    why = request.POST.get("why", "")[:300]
    try:
        refuse_use(actor_of(request), found.reference, why=why, at=timezone.now())
    except DomainError as error:
        return _refused(request, found, error)
    messages.success(request, _("Refused. What was held back is free again."))
    return redirect("disbursing:use", found.reference)


def _withdraw(request: HttpRequest, found: "Expenditure") -> HttpResponse:
    try:
        withdraw_use(actor_of(request), found.reference, at=timezone.now())
    except DomainError as error:
        return _refused(request, found, error)
    messages.success(request, _("Taken back. What was held back is free again."))
    return redirect("disbursing:use", found.reference)


def _refused(request: HttpRequest, found: "Expenditure", error: DomainError) -> HttpResponse:
    if isinstance(error, NotAllowed) or error.code in _NOT_MENDED:
        raise error
    record_refusal(error)
    name = "why_error" if error.code == "use_reason_missing" else "refusal"
    return _page(request, found, status=error.status, **{name: " ".join(refusal_text(error))})


def _page(
    request: HttpRequest, found: "Expenditure", *, status: int = 200, **told: Any
) -> HttpResponse:
    actor = actor_of(request)
    may_confirm = can_confirm(actor, found)
    chosen = choice_under(f"use:{found.reference}")
    facts: dict[str, Any] = {
        "one": found,
        "can_confirm": may_confirm,
        "slip_form": SlipForm() if may_confirm and not found.has_slip else None,
        "can_withdraw": can_withdraw(actor, found),
        "is_of_two": found.word == UseWord.TWO,
        "choice": kept(chosen, found.project_id) if chosen is not None else None,
        "purse": balance(found.fund_id),
        **told,
    }
    return render(request, "disbursing/use.html", facts, status=status)
