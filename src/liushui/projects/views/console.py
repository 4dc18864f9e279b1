"""The console's pages for those who write projects."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import in_reader_language, show_refusal
from liushui.desk.tables import listing_of
from liushui.kernel.errors import DomainError
from liushui.parties.access import Right
from liushui.parties.queries import organisations_of
from liushui.projects import queries
from liushui.projects.forms import (
    REFUSED_FIELDS,
    BudgetFormSet,
    FixedBudgetFormSet,
    ProjectForm,
    ReportForm,
    budget_of_forms,
    initial_of,
)
from liushui.projects.services import (
    close_project,
    create_project,
    edit_project,
    open_project,
    publish_report,
    resume_project,
    suspend_project,
)
from liushui.projects.states import ProjectState
from liushui.projects.tables import PROJECTS
from liushui.projects.views.shared import actor_of, console_page, editable, refused_page

if TYPE_CHECKING:
    from liushui.projects.models import Project

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    """The projects that the actor may write."""
    return render(request, "projects/console_list.html", {"listing": listing_of(PROJECTS, request)})


@require_safe
def project(request: HttpRequest, number: str) -> HttpResponse:
    """One project: where it stands, and each step that can be taken now."""
    return console_page(request, editable(request, number))


@require_http_methods(FORM_METHODS)
def new(request: HttpRequest) -> HttpResponse:
    """Write a new draft."""
    choices = [
        (one.pk, in_reader_language(one.name, one.name_en))
        for one in organisations_of(actor_of(request))
        if actor_of(request).holds(Right.PROJECT_EDIT, one.pk)
    ]
    form = ProjectForm(request.POST or None, organisations=choices)
    lines = BudgetFormSet(request.POST or None, prefix="budget")
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        try:
            made = create_project(
                actor_of(request),
                organisation_id=form.cleaned_data["organisation"],
                text=form.text,
                plan=form.plan(budget_of_forms(lines)),
                at=timezone.now(),
            )
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("The draft is kept. It opens when everything is there."))
            return redirect("projects:console-project", made.number)
    return _form_page(request, form, lines, None)


@require_http_methods(FORM_METHODS)
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Rewrite a project's words, and its plan while it is a draft."""
    found = editable(request, number)
    values, line_values = initial_of(found)
    is_fixed = found.state != ProjectState.DRAFT
    form = ProjectForm(request.POST or None, initial=values, is_fixed=is_fixed)
    lines = (FixedBudgetFormSet if is_fixed else BudgetFormSet)(
        request.POST or None,
        prefix="budget",
        initial=line_values,
        form_kwargs={"is_fixed": is_fixed},
    )
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        try:
            edit_project(
                actor_of(request),
                number,
                text=form.text,
                plan=form.plan(budget_of_forms(lines)),
                at=timezone.now(),
            )
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("The changes are kept."))
            return redirect("projects:console-project", number)
    return _form_page(request, form, lines, found)


@require_POST
def suspend(request: HttpRequest, number: str) -> HttpResponse:
    """Stop taking gifts for a while; the reason is public."""
    found = editable(request, number)
    try:
        why = request.POST.get("why", "")
        suspend_project(actor_of(request), number, why=why, at=timezone.now())
    except DomainError as error:
        return refused_page(request, found, error)
    messages.success(request, _("The project is suspended."))
    return redirect("projects:console-project", number)


@require_POST
def resume(request: HttpRequest, number: str) -> HttpResponse:
    """Lift the organisation's own reasons; others' stand until they are mended."""
    editable(request, number)
    found = resume_project(actor_of(request), number, at=timezone.now())
    if found.state == ProjectState.SUSPENDED:
        messages.warning(request, _("Another reason still stands, so no gift can come in yet."))
    else:
        messages.success(request, _("The project goes on."))
    return redirect("projects:console-project", number)


@require_POST
def open_(request: HttpRequest, number: str) -> HttpResponse:
    """Open a draft to gifts; what is missing is said on the page."""
    found = editable(request, number)
    try:
        open_project(actor_of(request), number, at=timezone.now())
    except DomainError as error:
        return refused_page(request, found, error)
    messages.success(request, _("The project is open: gifts can come in."))
    return redirect("projects:console-project", number)


@require_POST
def close(request: HttpRequest, number: str) -> HttpResponse:
    """Close a project: no further gifts."""
    found = editable(request, number)
    why = request.POST.get("why", "")[:300]
    try:
        close_project(actor_of(request), number, why=why, at=timezone.now())
    except DomainError as error:
        return refused_page(request, found, error)
    messages.success(request, _("The project is closed. What it holds can still be used."))
    return redirect("projects:console-project", number)


@require_http_methods(FORM_METHODS)
def report(request: HttpRequest, number: str) -> HttpResponse:
    """Publish a progress report."""
    found = editable(request, number)
    form = ReportForm(request.POST or None, reports=queries.reports_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            publish_report(
                actor_of(request),
                number,
                text=form.text,
                corrects_id=form.cleaned_data["corrects"],
                at=timezone.now(),
            )
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("The report is public."))
            return redirect("projects:console-project", number)
    facts = {"project": found, "form": form}
    return render(request, "projects/report_form.html", facts, status=422 if form.errors else 200)


def _form_page(
    request: HttpRequest, form: Any, lines: Any, found: "Project | None"
) -> HttpResponse:
    refused = bool(form.errors) or (lines.is_bound and not lines.is_valid())
    is_fixed = found is not None and found.state != ProjectState.DRAFT
    facts = {"form": form, "lines": lines, "project": found, "is_fixed": is_fixed}
    return render(request, "projects/form.html", facts, status=422 if refused else 200)
