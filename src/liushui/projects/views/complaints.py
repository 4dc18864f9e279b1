"""Complaints: the public's form and follow-up, and the console where they are answered."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import show_refusal
from liushui.base.network import asker_network
from liushui.base.refusals import record_refusal, refusal_text
from liushui.desk.tables import listing_of
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotFound
from liushui.parties.actors import Actor
from liushui.parties.queries.judging import has_independent_judge, lacks_overseers
from liushui.projects import queries
from liushui.projects.complaint_forms import (
    HELD,
    REFUSED_FIELDS,
    AnswerForm,
    CodeForm,
    ComplaintForm,
    ToldForm,
)
from liushui.projects.complaint_tables import COMPLAINTS
from liushui.projects.policies import may_look_into
from liushui.projects.queries.complaints import (
    first_word_mark,
    first_word_of,
    is_for_own,
    is_held_stopped,
    lift_mark,
    lift_waiting,
)
from liushui.projects.queries.watching import is_held_down
from liushui.projects.services import (
    agree_to_first_word,
    answer_complaint,
    complain,
    lift_what_held,
    note_read,
    note_told,
    say_first_word,
)
from liushui.projects.services.own_complaints import (
    FirstWordChanged,
    NothingHeld,
    StopChanged,
)
from liushui.projects.states import ComplaintState, ProjectState, ToldHow
from liushui.projects.views.shared import actor_of

if TYPE_CHECKING:
    from liushui.projects.models import PublicComplaint

FORM_METHODS = ["GET", "HEAD", "POST"]
# What the form carries when it said that the organisation's own board reads it.
_TOLD = "own"


@require_http_methods(FORM_METHODS)
def new(request: HttpRequest, number: str) -> HttpResponse:
    """Complain about a project, without an account (N08)."""
    project = queries.project_for(actor_of(request), number)
    form = ComplaintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = complain(
                actor_of(request),
                number,
                words=form.cleaned_data["words"],
                contact=form.cleaned_data["contact"],
                address=_network(request),
                at=timezone.now(),
                is_told_own=request.POST.get("told") == _TOLD,
            )
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            return redirect("projects:complaint-follow", made.code)
    facts = {
        "project": project,
        "form": form,
        "is_among_own": not has_independent_judge(project.organisation_id, day_of(timezone.now())),
    }
    status = 422 if form.errors else 200
    return render(request, "projects/complain.html", facts, status=status)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Lead whoever has a code to its complaint."""
    form = CodeForm(request.GET or None)
    if form.is_bound and form.is_valid():
        code = form.cleaned_data["code"].strip().upper()
        try:
            return redirect("projects:complaint-follow", queries.complaint_by_code(code).code)
        except NotFound:
            form.add_error("code", _("No complaint has this code."))
    status = 422 if form.errors else 200
    return render(request, "projects/complaint_find.html", {"form": form}, status=status)


@require_safe
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Where a complaint stands, for whoever has its code; what it says is not repeated.

    Who asks for the head alone (a preview of a link) has read nothing.
    """
    is_read = request.method == "GET"
    found = note_read(code, at=timezone.now()) if is_read else queries.complaint_by_code(code)
    facts = {
        "complaint": found,
        "is_stopped": is_held_stopped(found),
        "answer": queries.answer_of(found),
        "due": queries.answer_due(found),
    }
    return render(request, "projects/complaint_follow.html", facts)


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The complaints that the actor may read."""
    facts = {"listing": listing_of(COMPLAINTS, request)}
    return render(request, "projects/complaint_list.html", facts)


@require_http_methods(FORM_METHODS)
def complaint(request: HttpRequest, number: int) -> HttpResponse:
    """Read one and answer it, for who runs the site; its organisation sees what became of it."""
    actor = actor_of(request)
    found = queries.complaint_for(actor, number)
    form = AnswerForm(request.POST or None, is_own=is_for_own(actor, found))
    if request.method == "POST" and "agree" in request.POST:
        return _agreed(request, number)
    if request.method == "POST" and form.is_valid():
        said = {
            "answer": form.cleaned_data["answer"],
            "is_true": form.cleaned_data["is_true"] == HELD,
            "at": timezone.now(),
        }
        is_own = is_for_own(actor, found)
        try:
            (say_first_word if is_own else answer_complaint)(actor, number, **said)
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            first = _("Kept. It is sent when another of the board or supervisors agrees.")
            messages.success(request, first if is_own else _("The answer is kept."))
            return redirect("projects:complaint", number)
    facts = _complaint_facts(actor, found) | {"form": form}
    status = 422 if form.errors else 200
    return render(request, "projects/complaint.html", facts, status=status)


def _agreed(request: HttpRequest, number: int) -> HttpResponse:
    """The second one's yes to what they read; what was changed since is shown anew."""
    actor, read = actor_of(request), request.POST.get("read", "")
    try:
        agree_to_first_word(actor, number, read=read, at=timezone.now())
    except FirstWordChanged as changed:
        return _shown_anew(request, number, changed)
    messages.success(request, _("The answer is kept."))
    return redirect("projects:complaint", number)


@require_POST
def told(request: HttpRequest, number: int) -> HttpResponse:
    """Keep how the person who complained was told the answer (N08)."""
    actor = actor_of(request)
    form = ToldForm(request.POST)
    if form.is_valid():
        note_told(actor, number, how=ToldHow(form.cleaned_data["how"]), at=timezone.now())
        messages.success(request, _("It is kept that they were told."))
        return redirect("projects:complaint", number)
    found = queries.complaint_for(actor, number)
    facts = _complaint_facts(actor, found) | {"form": AnswerForm(), "told_form": form}
    return render(request, "projects/complaint.html", facts, status=422)


@require_POST
def lift(request: HttpRequest, number: int) -> HttpResponse:
    """Let the project go on after what a complaint found was mended: the stop that was read."""
    read = request.POST.get("read", "")
    try:
        project = lift_what_held(actor_of(request), number, read=read, at=timezone.now())
    except (NothingHeld, StopChanged) as changed:
        return _shown_anew(request, number, changed)
    if project.state == ProjectState.SUSPENDED:
        messages.warning(
            request, _("It still takes no gifts: another word or reason is waited for.")
        )
    else:
        messages.success(request, _("The project goes on."))
    return redirect("projects:complaint", number)


def _shown_anew(request: HttpRequest, number: int, changed: DomainError) -> HttpResponse:
    """The page as it stands now, since what was decided is not what had been read."""
    record_refusal(changed)
    actor = actor_of(request)
    found = queries.complaint_for(actor, number)
    form = AnswerForm(is_own=is_for_own(actor, found))
    said = {"form": form, "refusal": " ".join(refusal_text(changed))}
    facts = _complaint_facts(actor, found) | said
    return render(request, "projects/complaint.html", facts, status=changed.status)


def _complaint_facts(actor: Actor, found: "PublicComplaint") -> dict[str, Any]:
    """What the actor may read of it and do about it."""
    body, now = found.project.organisation_id, timezone.now()
    is_own, looks_into = is_for_own(actor, found), may_look_into(actor, body)
    judges = is_own or looks_into
    is_answered = found.state == ComplaintState.ANSWERED
    is_held = judges and bool(found.is_true) and is_answered
    waiting = lift_waiting(found.project_id, now) if is_held and is_own else None
    return {
        "complaint": found,
        "looks_into": judges,
        "is_own": is_own,
        "words": queries.words_for(actor, found),
        "contact": queries.contact_of_complaint(actor, found),
        "answer": queries.answer_of(found) if judges else "",
        "first_word": first_word_of(found) if is_own else "",
        "first_word_mark": first_word_mark(found),
        "first_word_is_mine": found.first_word_by == actor.name,
        "due": queries.answer_due(found),
        "told_form": ToldForm(),
        "may_tell": looks_into and is_answered and found.told_at is None and not found.erased_at,
        "may_answer": judges and found.state == ComplaintState.RECEIVED,
        "may_lift": is_held and is_held_down(found.project),
        "lift_mark": lift_mark(found.project_id) if is_held else "",
        "lift_is_second": waiting is not None and waiting.proposed_by != actor.name,
        "lift_is_mine": waiting is not None and waiting.proposed_by == actor.name,
        "lacks_overseers": not judges and lacks_overseers(body, day_of(now)),
    }


def _network(request: HttpRequest) -> str:
    return asker_network(
        request.META.get("REMOTE_ADDR", ""),
        request.headers.get("x-forwarded-for", ""),
        settings.TRUSTED_PROXIES,
    )
