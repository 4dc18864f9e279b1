"""The console's duties: the list, one with its steps, and what people say about it."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import in_reader_language, show_refusal
from liushui.base.refusals import record_refusal, refusal_text
from liushui.compliance import policies
from liushui.compliance.forms import (
    DONE_FIELDS,
    HAPPENING_FIELDS,
    RESPONSE_FIELDS,
    WAIVER_FIELDS,
    DoneForm,
    HappeningForm,
    Options,
    ResponseEndForm,
    WaiverForm,
)
from liushui.compliance.queries.duties import duty_for, shown_all, steps_of
from liushui.compliance.queries.waivers import is_for_own_body, proposed_waivers
from liushui.compliance.rulebook import rules_on, suspending
from liushui.compliance.services import stating, waiving
from liushui.compliance.services.advancing import is_by_word
from liushui.compliance.services.responding import end_response
from liushui.compliance.states import WATCHED, Scope
from liushui.compliance.tables import DUTIES
from liushui.compliance.views.shared import FORM_METHODS, actor_of
from liushui.compliance.wording import HAPPENINGS, standing_words
from liushui.desk.tables import listing_of
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries import organisations_by_id
from liushui.parties.queries.judging import lacks_overseers

if TYPE_CHECKING:
    from liushui.compliance.models import Duty

_SITE = 0
_HALF_YEAR, _CERTIFICATE = "N14", "H03"


@require_safe
def duty_list(request: HttpRequest) -> HttpResponse:
    """What one's own bodies owe, owed and did; the site's own for who runs it."""
    actor = actor_of(request)
    facts = {
        "listing": listing_of(DUTIES, request),
        "operates": policies.operates(actor),
        "can_enter": bool(bodies_spoken_for(actor)),
    }
    return render(request, "compliance/duties.html", facts)


@require_safe
def duty(request: HttpRequest, duty_id: int) -> HttpResponse:
    """One duty: the rule, the days, every step, and what the reader can say of it."""
    return _page(request, duty_id)


@require_http_methods(["POST"])
def done(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Say that it was done, and where it can be read."""
    actor = actor_of(request)
    policies.require_state(actor, duty_for(actor, duty_id).organisation_id)
    form = DoneForm(request.POST)
    if form.is_valid():
        said = stating.Done(**form.cleaned_data)
        try:
            stating.say_done(actor, duty_id, said, at=timezone.now())
        except DomainError as error:
            if error.status == _GONE:
                raise
            show_refusal(form, error, DONE_FIELDS)
        else:
            messages.success(request, _("Written down. The duty has ended."))
            return redirect("compliance:duty", duty_id)
    return _page(request, duty_id, form=form, status=422)


@require_POST
def waive(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Let a duty go, with the reason; what takes a project down is put before another person."""
    actor, now = actor_of(request), timezone.now()
    found = duty_for(actor, duty_id)
    is_proposed = waiving.needs_two(actor, found)
    form = WaiverForm(request.POST, has_day=found.rule in suspending())
    if form.is_valid():
        act = waiving.propose_waiver if is_proposed else waiving.waive
        try:
            act(actor, duty_id, **form.cleaned_data, at=now)
        except DomainError as error:
            if error.status != _UNREADABLE:
                return _refused(request, duty_id, error)
            show_refusal(form, error, WAIVER_FIELDS)
        else:
            said = _("Proposed. Another person decides.")
            done = _("Waived. The reason stands beside it.")
            messages.success(request, said if is_proposed else done)
            return redirect("compliance:duty", duty_id)
    return _page(request, duty_id, waiver=form, status=422)


@require_POST
def decide_waiver(request: HttpRequest, duty_id: int, proposal: int) -> HttpResponse:
    """The second person's word on a waiver, or the first one's withdrawal."""
    word = request.POST.get("do", "refuse")
    try:
        waiving.decide_waiver(actor_of(request), duty_id, proposal, word, at=timezone.now())
    except DomainError as error:
        return _refused(request, duty_id, error)
    messages.success(request, _("Decided."))
    return redirect("compliance:duty", duty_id)


@require_POST
def response_ended(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Say that the response to an emergency ended: its five days are asked for no more."""
    actor = actor_of(request)
    form = ResponseEndForm(request.POST)
    if form.is_valid():
        try:
            end_response(actor, duty_id, **form.cleaned_data, at=timezone.now())
        except DomainError as error:
            if error.status == _GONE:
                raise
            show_refusal(form, error, RESPONSE_FIELDS)
        else:
            messages.success(request, _("Written down. The clock follows within the hour."))
            return redirect("compliance:duty", duty_id)
    return _page(request, duty_id, ending=form, status=422)


@require_http_methods(FORM_METHODS)
def happening(request: HttpRequest) -> HttpResponse:
    """Enter what opens a duty: a major dealing, a change, a question of a giver."""
    now, actor = timezone.now(), actor_of(request)
    form = HappeningForm(
        request.POST or None, bodies=bodies_spoken_for(actor), kinds=_kinds(actor),
        initial={"on": day_of(now)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            stating.enter_happening(
                actor, said["organisation"] or None, kind=said["kind"], on=said["on"],
                title=said["title"], at=now,
            )  # fmt: skip
        except DomainError as error:
            show_refusal(form, error, HAPPENING_FIELDS)
        else:
            messages.success(request, _("Entered. The clock opens the duty within the hour."))
            return redirect("compliance:duties")
    status = 422 if form.errors else 200
    return render(request, "compliance/happening_form.html", {"form": form}, status=status)


_GONE, _UNREADABLE = 404, 422


def _refused(request: HttpRequest, duty_id: int, error: DomainError) -> HttpResponse:
    """The page with the refusal above it; what one may not know of is not there."""
    if error.status == _GONE:
        raise error
    record_refusal(error)
    words = " ".join(refusal_text(error))
    return _page(request, duty_id, refusal=words, status=error.status)


def _page(
    request: HttpRequest,
    duty_id: int,
    *,
    refusal: str = "",
    status: int = 200,
    **forms: Form,
) -> HttpResponse:
    """The duty; ``forms`` are those that were refused, by the name that the page gives them."""
    actor, now = actor_of(request), timezone.now()
    one = shown_all([duty_for(actor, duty_id)], day_of(now))[0]
    is_open = one.duty.state in WATCHED
    by_word = is_by_word(one.rule.check, one.duty.subject)
    operates = is_open and policies.operates(actor)
    decides = is_open and policies.may_waive(actor, one.duty)
    is_own = decides and is_for_own_body(actor, one.duty, now)
    holds_down = one.duty.rule in suspending()
    facts: dict[str, Any] = {
        "one": one,
        "standing": standing_words(one),
        "steps": steps_of(one.duty),
        "by_word": by_word,
        "forward": forward_of(actor, one.duty) if is_open else "",
        "is_open": is_open,
        "form": DoneForm(initial={"on": day_of(now)}),
        "can_state": is_open and by_word and policies.can_state(actor, one.duty.organisation_id),
        "can_waive": decides and not is_own,
        "is_own_body": is_own,
        "is_own_panel": decides and policies.waives_own(actor, one.duty),
        "takes_two": decides and waiving.needs_two(actor, one.duty),
        "lacks_judge": is_own and lacks_overseers(one.duty.organisation_id or 0, day_of(now)),
        "holds_down": holds_down,
        "waiver": WaiverForm(has_day=holds_down),
        "waivers": proposed_waivers(actor, now, one.duty) if decides else [],
        "ending": ResponseEndForm(initial={"on": day_of(now)}),
        "can_end": operates and not is_own and one.rule.id == "R-24",
        "refusal": refusal,
    }
    return render(request, "compliance/duty.html", facts | forms, status=status)


def forward_of(actor: Actor, duty: "Duty") -> str:
    """Where the actor does what this duty asks for; "" where that is not theirs or not here."""
    kind, _, key = duty.subject.partition(":")
    body = duty.organisation_id
    if body is None:
        is_report = duty.rule == _HALF_YEAR and policies.operates(actor)
        return reverse("compliance:operations-write", args=["now"]) if is_report else ""
    if kind == "project" and actor.holds(Right.PROJECT_EDIT, body):
        return reverse("projects:console-project", args=[key])
    if duty.rule == _CERTIFICATE and actor.holds(Right.BODY_EDIT, body):
        return reverse("parties:body", args=[organisations_by_id([body])[0].credit_code])
    return ""


def bodies_spoken_for(actor: Actor) -> Options:
    """The bodies that the actor speaks for; the site itself for who runs it."""
    ids = {post.organisation_id for post in actor.posts}
    spoken = [key for key in ids if policies.can_state(actor, key)]
    bodies = [
        (str(one.pk), in_reader_language(one.name, one.name_en))
        for one in organisations_by_id(spoken)
    ]
    return bodies + ([(str(_SITE), _("This site"))] if policies.operates(actor) else [])


def _kinds(actor: Actor) -> Options:
    """What can be entered today, with the rule that asks for it."""
    found = []
    for rule in rules_on(day_of(timezone.now())):
        if rule.scope == Scope.INSTALLATION and not policies.operates(actor):
            continue
        found += [(kind, f"{HAPPENINGS[kind]} ({rule.id})") for kind in rule.happenings]
    return found
