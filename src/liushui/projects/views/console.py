"""The console's pages for those who write projects."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import in_reader_language, show_refusal
from liushui.base.refusals import record_refusal, refusal_text
from liushui.desk.tables import listing_of
from liushui.kernel.errors import DomainError
from liushui.parties.access import Right
from liushui.parties.queries import organisations_of
from liushui.projects import queries
from liushui.projects.forms import (
    REFUSED_FIELDS,
    BudgetFormSet,
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
    require_edit,
)
from liushui.projects.tables import PROJECTS

if TYPE_CHECKING:
    from liushui.parties.actors import Actor
    from liushui.projects.models import Project

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    """The projects that the actor may write."""
    return render(request, "projects/console_list.html", {"listing": listing_of(PROJECTS, request)})


@require_safe
def project(request: HttpRequest, number: str) -> HttpResponse:
    """One project: where it stands, and each step that can be taken now."""
    return _project_page(request, _editable(request, number))


@require_http_methods(FORM_METHODS)
def new(request: HttpRequest) -> HttpResponse:
    """Write a new draft."""
    choices = [
        (one.pk, in_reader_language(one.name, one.name_en))
        for one in organisations_of(_actor(request))
        if _actor(request).holds(Right.PROJECT_EDIT, one.pk)
    ]
    form = ProjectForm(request.POST or None, organisations=choices)
    lines = BudgetFormSet(request.POST or None, prefix="budget")
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        try:
            made = create_project(
                _actor(request),
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
    found = _editable(request, number)
    values, line_values = initial_of(found)
    form = ProjectForm(request.POST or None, initial=values)
    lines = BudgetFormSet(request.POST or None, prefix="budget", initial=line_values)
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        try:
            edit_project(
                _actor(request),
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
def open_(request: HttpRequest, number: str) -> HttpResponse:
    """Open a draft to gifts; what is missing is said on the page."""
    found = _editable(request, number)
    try:
        open_project(_actor(request), number, at=timezone.now())
    except DomainError as error:
        return _refused(request, found, error)
    messages.success(request, _("The project is open: gifts can come in."))
    return redirect("projects:console-project", number)


@require_POST
def close(request: HttpRequest, number: str) -> HttpResponse:
    """Close a project: no further gifts."""
    found = _editable(request, number)
    why = request.POST.get("why", "")[:300]
    try:
        close_project(_actor(request), number, why=why, at=timezone.now())
    except DomainError as error:
        return _refused(request, found, error)
    messages.success(request, _("The project is closed. What it holds can still be used."))
    return redirect("projects:console-project", number)


@require_http_methods(FORM_METHODS)
def report(request: HttpRequest, number: str) -> HttpResponse:
    """Publish a progress report."""
    found = _editable(request, number)
    form = ReportForm(request.POST or None, reports=queries.reports_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            publish_report(
                _actor(request),
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


def _project_page(
    request: HttpRequest, found: "Project", *, refusal: str = "", status: int = 200
) -> HttpResponse:
    facts = {
        "project": found,
        "budget": queries.budget_of(found),
        "budget_minor": queries.budget_minor(found),
        "reports": queries.reports_of(found),
        "refusal": refusal,
    }
    return render(request, "projects/console_project.html", facts, status=status)


def _refused(request: HttpRequest, found: "Project", error: DomainError) -> HttpResponse:
    record_refusal(error)
    return _project_page(request, found, refusal=" ".join(refusal_text(error)), status=error.status)


def _form_page(
    request: HttpRequest, form: Any, lines: Any, found: "Project | None"
) -> HttpResponse:
    refused = bool(form.errors) or (lines.is_bound and not lines.is_valid())
    facts = {"form": form, "lines": lines, "project": found}
    return render(request, "projects/form.html", facts, status=422 if refused else 200)


def _editable(request: HttpRequest, number: str) -> "Project":
    found = queries.project_for(_actor(request), number)
    require_edit(_actor(request), found.organisation_id)
    return found


def _actor(request: HttpRequest) -> "Actor":
    return request.actor  # type: ignore[attr-defined, no-any-return]
