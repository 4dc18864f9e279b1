"""Complaints: the public's form and follow-up, and the console where they are answered."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from liushui.base.forms import show_refusal
from liushui.base.network import asker_network
from liushui.desk.tables import listing_of
from liushui.kernel.errors import DomainError, NotFound
from liushui.projects import queries
from liushui.projects.complaint_forms import (
    HELD,
    REFUSED_FIELDS,
    AnswerForm,
    CodeForm,
    ComplaintForm,
)
from liushui.projects.complaint_tables import COMPLAINTS
from liushui.projects.policies import may_look_into
from liushui.projects.services import answer_complaint, complain
from liushui.projects.states import ComplaintState
from liushui.projects.views.shared import actor_of

FORM_METHODS = ["GET", "HEAD", "POST"]


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
            )
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            return redirect("projects:complaint-follow", made.code)
    facts = {"project": project, "form": form}
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
    """Where a complaint stands, for whoever has its code; what it says is not repeated."""
    found = queries.complaint_by_code(code)
    facts = {
        "complaint": found,
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
    looks_into = may_look_into(actor, found.project.organisation_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_complaint(
                actor,
                number,
                answer=form.cleaned_data["answer"],
                is_true=form.cleaned_data["is_true"] == HELD,
                at=timezone.now(),
            )
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("The answer is kept."))
            return redirect("projects:complaint", number)
    facts = {
        "complaint": found,
        "looks_into": looks_into,
        "words": queries.words_for(actor, found),
        "contact": queries.contact_of_complaint(actor, found),
        "answer": queries.answer_of(found) if looks_into else "",
        "due": queries.answer_due(found),
        "form": form,
        "may_answer": looks_into and found.state == ComplaintState.RECEIVED,
    }
    status = 422 if form.errors else 200
    return render(request, "projects/complaint.html", facts, status=status)


def _network(request: HttpRequest) -> str:
    return asker_network(
        request.META.get("REMOTE_ADDR", ""),
        request.headers.get("x-forwarded-for", ""),
        settings.TRUSTED_PROXIES,
    )
