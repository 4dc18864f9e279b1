"""Instructions: the list, a new one, and one with what comes of it."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import show_refusal
from liushui.base.refusals import record_refusal, refusal_text
from liushui.books import policies, queries
from liushui.books.forms import REFUSED_FIELDS, InstructionForm
from liushui.books.services import ACTS, agree, decline, propose_instruction, rehearse, withdraw
from liushui.books.states import BY_ONE, UNDONE_BY, InstructionKind, InstructionState
from liushui.books.tables import INSTRUCTIONS
from liushui.books.views.shared import FORM_METHODS, actor_of, number_in
from liushui.books.wording import about_kind
from liushui.desk.tables import listing_of
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotFound
from liushui.kernel.ids import new_reference
from liushui.ledger.states import FundKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liushui.books.models import Instruction
    from liushui.insight.queries.entries import Entry


_ABOUT_THE_REASON = {"instruction_reason_missing", "surplus_still_needed"}


@require_safe
def instruction_list(request: HttpRequest) -> HttpResponse:
    """What was decided by hand and what waits, and the kinds that the reader may propose."""
    actor = actor_of(request)
    may = policies.bodies_to_propose_for(actor) | policies.bodies_to_decide_for(actor)
    facts = {
        "listing": listing_of(INSTRUCTIONS, request),
        "kinds": [(kind.value, kind.label, about_kind(kind)) for kind in _to_begin()]
        if may
        else [],
    }
    return render(request, "books/instructions.html", facts)


@require_http_methods(FORM_METHODS)
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Propose one of a kind; a freeze is carried out at once."""
    if kind not in ACTS:
        raise NotFound
    now, actor = timezone.now(), actor_of(request)
    start = {
        "reference": new_reference(day_of(now)),
        "happened_on": day_of(now),
        "gift": request.GET.get("gift", ""),
        "fund": number_in(request, "fund"),
        "movement": number_in(request, "entry"),
    }
    owed = kind == InstructionKind.REPAY_ADVANCE
    funds = queries.funds_to_choose(actor, FundKind.SHORTFALL if owed else FundKind.ORDINARY)
    form = InstructionForm(request.POST or None, kind=kind, funds=funds, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            one = propose_instruction(actor, form.asked, at=now)
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _said(one))
            return redirect("books:instruction", one.reference)
    facts = {
        "form": form,
        "kind": InstructionKind(kind),
        "about": about_kind(kind),
        "by_one": kind in BY_ONE,
    }
    status = 422 if form.errors else 200
    return render(request, "books/instruction_form.html", facts, status=status)


@require_safe
def instruction(request: HttpRequest, reference: str) -> HttpResponse:
    """One instruction: what it says, what it books, and the step that the reader can take."""
    return _page(request, queries.instruction_for(actor_of(request), reference))


@require_POST
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Agree, decline with a reason, or take one's own back."""
    actor, now = actor_of(request), timezone.now()
    one = queries.instruction_for(actor, reference)
    word = request.POST.get("do", "")
    try:
        if word == "agree":
            agree(actor, reference, why=request.POST.get("why", "")[:300], at=now)
            messages.success(request, _("Carried out. The entries stand in the book."))
        elif word == "withdraw":
            withdraw(actor, reference, at=now)
            messages.success(request, _("Taken back. Nothing was booked."))
        else:
            decline(actor, reference, why=request.POST.get("why", "")[:300], at=now)
            messages.success(request, _("Declined. Nothing was booked."))
    except DomainError as error:
        record_refusal(error)
        text = " ".join(refusal_text(error))
        told = "why_error" if error.code in _ABOUT_THE_REASON else "refusal"
        return _page(request, one, status=error.status, **{told: text})
    return redirect("books:instruction", reference)


def _page(
    request: HttpRequest, one: "Instruction", *, status: int = 200, **told: str
) -> HttpResponse:
    actor = actor_of(request)
    facts: dict[str, Any] = {
        "one": one,
        "about": about_kind(one.kind),
        "facts": queries.facts_of(one),
        "entries": queries.entries_of(one),
        "endings": queries.endings_of_gift(one.gift),
        "can_decide": policies.can_decide(actor, one),
        "can_withdraw": policies.can_withdraw(actor, one),
        "still_needed": queries.still_needed(one).minor if _waits(one) else 0,
        "refusal": "",
        **told,
    }
    facts["undoing"] = _undoing(request, one, facts["entries"])
    if _waits(one) and facts["can_decide"] and not facts["refusal"]:
        try:
            facts["entries"] = rehearse(one).entries
        except DomainError as error:
            facts["refusal"] = " ".join(refusal_text(error))
    return render(request, "books/instruction.html", facts, status=status)


def _waits(one: "Instruction") -> bool:
    return one.state == InstructionState.PROPOSED


def _undoing(
    request: HttpRequest, one: "Instruction", entries: "Sequence[Entry]"
) -> list[tuple[str, str]]:
    """Where what was carried out can be undone: the words and the address of each form."""
    kind = UNDONE_BY.get(one.kind)
    if (
        kind is None
        or one.state != InstructionState.DONE
        or not policies.can_propose(actor_of(request), one.organisation_id, kind)
    ):
        return []
    form = reverse("books:instruction-new", args=[kind])
    undone = entries if kind == InstructionKind.THAW else entries[:1]
    return [(str(kind.label), f"{form}?entry={entry.movement_id}") for entry in undone]


def _to_begin() -> list[InstructionKind]:
    """What can be begun from the list; the others begin at the entry that they undo."""
    return [kind for kind in InstructionKind if kind in ACTS and "movement" not in ACTS[kind].asks]


def _said(one: "Instruction") -> str:
    if one.state == InstructionState.DONE:
        return _("Carried out. The entries stand in the book.")
    return _("It waits for a second person.")
