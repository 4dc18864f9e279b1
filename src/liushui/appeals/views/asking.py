"""The pages of who asks: through which charity, step by step, and what became of it."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.appeals.forms import (
    AskForm,
    MeansForm,
    NeedForm,
    PersonForm,
    ProviderForm,
    WitnessForm,
)
from liushui.appeals.queries import appeals as queries
from liushui.appeals.queries.faults import most_of, steps_of
from liushui.appeals.queries.people import WITNESSES, witnesses_of
from liushui.appeals.queries.reasons import ended_why
from liushui.appeals.services import applying, vouching, writing
from liushui.appeals.states import APPEAL_MOVES, WRITABLE, AppealState, MeansKind, Step
from liushui.appeals.views.shared import FORM_METHODS, actor_of, kept, refused, status_of
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotFound
from liushui.kernel.money import format_yuan

if TYPE_CHECKING:
    from liushui.appeals.models import Appeal


@never_cache
@require_http_methods(FORM_METHODS)
def ask(request: HttpRequest) -> HttpResponse:
    """What one needs at hand, one's own appeals, and the charity through which to ask."""
    actor = actor_of(request)
    form = AskForm(request.POST or None, charities=queries.charities_taking(day_of(now())))
    made = kept(form, lambda: applying.begin_appeal(actor, form.cleaned_data["charity"], at=now()))
    if made is not None:
        return redirect("appeals:own", made.key)
    facts = {"form": form, "appeals": queries.own_appeals(actor)}
    return render(request, "appeals/ask.html", facts, status=status_of(form))


@never_cache
@require_safe
def own(request: HttpRequest, key: UUID) -> HttpResponse:
    """One's own appeal: its steps with what is missing, and what became of it."""
    return _page(request, queries.own_appeal(actor_of(request), key))


@never_cache
@require_POST
def send(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send it to the charity, or take it back."""
    actor = actor_of(request)
    found = queries.own_appeal(actor, key)
    takes_back = request.POST.get("do") == "withdraw"
    act = applying.withdraw_appeal if takes_back else applying.submit_appeal
    words, status = refused(lambda: act(actor, key, at=now()))
    if words:
        return _page(request, found, refusal=words, status=status)
    messages.success(
        request,
        _("Taken back.") if takes_back else _("Sent. People of the organisation verify it now."),
    )
    return redirect("appeals:own", key)


@never_cache
@sensitive_post_parameters()
@require_http_methods(FORM_METHODS)
def step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    """One step of the application."""
    found = queries.own_appeal(actor_of(request), key)
    if step not in Step.values:
        raise NotFound
    if step == Step.WITNESSES:
        return _witnesses(request, found)
    form, keep = _FORMS[Step(step)](request, found)
    if kept(form, lambda: keep(actor_of(request), key, at=now())) is not None:
        messages.success(request, _("Kept."))
        return redirect("appeals:own", key)
    return _form_page(request, found, Step(step), form)


@never_cache
@require_POST
def witness(request: HttpRequest, key: UUID, witness: int) -> HttpResponse:
    """Make another link for somebody who vouches, or take them off."""
    actor = actor_of(request)
    found = queries.own_appeal(actor, key)
    if request.POST.get("do") == "drop":
        words, status = refused(lambda: vouching.drop_witness(actor, key, witness, at=now()))
    else:
        made: list[vouching.Linked] = []
        words, status = refused(
            lambda: made.append(vouching.link_anew(actor, key, witness, at=now()))
        )
        if made:
            return _witnesses(request, found, link=made[0])
    if words:
        return _page(request, found, refusal=words, status=status)
    return redirect("appeals:step", key, Step.WITNESSES)


def _witnesses(
    request: HttpRequest, found: "Appeal", link: "vouching.Linked | None" = None
) -> HttpResponse:
    actor, is_new = actor_of(request), link is None
    form = WitnessForm(request.POST if request.method == "POST" and is_new else None)
    made = kept(form, lambda: vouching.name_witness(actor, found.key, form.asked, at=now()))
    link = link or made
    facts = {
        "appeal": found,
        "form": WitnessForm() if made is not None else form,
        "witnesses": witnesses_of(found),
        "needed": WITNESSES,
        "may_write": found.state in WRITABLE,
        "linked": link.witness if link else None,
        "link": request.build_absolute_uri(reverse("appeals:vouch", args=[link.token]))
        if link
        else "",
    }
    status = 422 if form.errors else 200
    return render(request, "appeals/witnesses.html", facts, status=status)


Keep = Callable[..., "Appeal"]
Made = tuple[forms.Form, Keep]


def _person(request: HttpRequest, found: "Appeal") -> Made:
    first = {"asker": found.asker, "relation": found.relation, "is_minor": found.is_minor,
             "shows_name": found.shows_name}  # fmt: skip
    form = PersonForm(request.POST or None, initial=first)
    return form, lambda actor, key, at: writing.keep_person(actor, key, form.asked, at=at)


def _need(request: HttpRequest, found: "Appeal") -> Made:
    first = {"kind": found.need_kind, "title": found.title, "summary": found.summary,
             "story": found.story}  # fmt: skip
    form = NeedForm(request.POST or None, initial=first)
    return form, lambda actor, key, at: writing.keep_need(actor, key, form.asked, at=at)


def _provider(request: HttpRequest, found: "Appeal") -> Made:
    first = {
        "kind": found.provider_kind, "name": found.provider, "bank": found.account_bank,
        "account_holder": found.account_holder, "term_days": found.term_days,
        "rest_way": found.rest_way, "cost": _yuan(found.cost_minor), "cap": _yuan(found.cap_minor),
    }  # fmt: skip
    form = ProviderForm(request.POST or None, request.FILES or None, initial=first)
    return form, lambda actor, key, at: writing.keep_provider(actor, key, form.asked, at=at)


def _means(request: HttpRequest, found: "Appeal") -> Made:
    known = {one.kind: one for one in queries.means_of(found)}
    first: dict[str, Any] = {}
    for kind in MeansKind:
        if kind in known:
            first[kind.value] = format_yuan(known[kind].amount_minor)
            first[f"{kind.value}_words"] = known[kind].words
    form = MeansForm(request.POST or None, initial=first)
    return form, lambda actor, key, at: writing.keep_means(actor, key, form.said, at=at)


_FORMS: Mapping[Step, Callable[[HttpRequest, "Appeal"], Made]] = {
    Step.PERSON: _person,
    Step.NEED: _need,
    Step.PROVIDER: _provider,
    Step.MEANS: _means,
}


def _yuan(minor: int) -> str:
    return format_yuan(minor) if minor else ""


def _form_page(request: HttpRequest, found: "Appeal", step: Step, form: forms.Form) -> HttpResponse:
    facts = {
        "appeal": found,
        "form": form,
        "step": step,
        "kept": _kept_of(found, step),
        "most": most_of(found) if step == Step.PROVIDER else None,
    }
    return render(request, "appeals/step.html", facts, status=status_of(form))


def _kept_of(found: "Appeal", step: Step) -> str:
    """What this step sealed before, as far as it is shown to anybody."""
    if step == Step.PERSON and found.identity_sealed is not None:
        return found.name_shown
    if step == Step.PROVIDER and found.account_sealed is not None:
        return f"…{found.account_tail}"
    return ""


def _page(
    request: HttpRequest, found: "Appeal", *, refusal: str = "", status: int = 200
) -> HttpResponse:
    may_write = found.state in WRITABLE
    facts = {
        "appeal": found,
        "steps": steps_of(found),
        "witnesses": witnesses_of(found),
        "needed": WITNESSES,
        "may_write": may_write,
        "may_withdraw": AppealState.WITHDRAWN in APPEAL_MOVES.get(found.state, frozenset()),
        "said_why": ended_why(found),
        "refusal": refusal,
    }
    return render(request, "appeals/own.html", facts, status=status)
