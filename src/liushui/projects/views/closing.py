"""The end of a project in the console: what is left, who decides on it, and the archive; tags."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from liushui.base.forms import show_refusal
from liushui.base.refusals import record_refusal, refusal_text
from liushui.kernel.errors import DomainError, NotAllowed
from liushui.parties.access import Right
from liushui.projects import queries
from liushui.projects.closing_forms import REFUSED_FIELDS, SurplusForm, TagsForm
from liushui.projects.services import (
    archive_project,
    decide_surplus,
    propose_surplus,
    set_tags,
)
from liushui.projects.states import ReportKind, SurplusBasis
from liushui.projects.views.shared import actor_of, editable

if TYPE_CHECKING:
    from liushui.projects.models import Project

FORM_METHODS = ["GET", "HEAD", "POST"]
_RIGHTS = (Right.PROJECT_EDIT, Right.MONEY_DRAFT, Right.MONEY_APPROVE)


@require_http_methods(FORM_METHODS)
def closing(request: HttpRequest, number: str) -> HttpResponse:
    """What is still to be done before the project is archived; propose where a rest goes."""
    project = _known(request, number)
    form = SurplusForm(request.POST or None, projects=queries.like_projects(project))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            propose_surplus(
                actor_of(request),
                number,
                to=said["to"],
                basis=SurplusBasis(said["basis"]),
                why=said["why"],
                at=timezone.now(),
            )
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("The proposal waits for a second person."))
            return redirect("projects:closing", number)
    return _page(request, project, form, status=422 if form.errors else 200)


@require_POST
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """Agree to where the rest goes, or refuse."""
    project = _known(request, number)
    agrees = request.POST.get("word") == "agree"
    try:
        decide_surplus(actor_of(request), number, agrees=agrees, at=timezone.now())
    except DomainError as error:
        return _refused(request, project, error)
    messages.success(request, _("It is moved.") if agrees else _("The proposal is refused."))
    return redirect("projects:closing", number)


@require_POST
def archive(request: HttpRequest, number: str) -> HttpResponse:
    """End the project for good; what stands against it is said on the page."""
    project = editable(request, number)
    try:
        archive_project(actor_of(request), number, at=timezone.now())
    except DomainError as error:
        return _refused(request, project, error)
    messages.success(request, _("The project is archived. Its page stays."))
    return redirect("projects:console-project", number)


@require_http_methods(FORM_METHODS)
def tags(request: HttpRequest, number: str) -> HttpResponse:
    """The tags under which the project is found and counted."""
    project = editable(request, number)
    borne = ", ".join(tag.label for tag in queries.tags_of(project))
    form = TagsForm(request.POST or None, initial={"labels": borne})
    if request.method == "POST" and form.is_valid():
        try:
            set_tags(actor_of(request), number, labels=form.words, at=timezone.now())
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("The tags are kept."))
            return redirect("projects:console-project", number)
    facts = {"project": project, "form": form, "known": queries.tags_in_use()}
    return render(request, "projects/tags_form.html", facts, status=422 if form.errors else 200)


def _page(
    request: HttpRequest,
    project: "Project",
    form: SurplusForm,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    waiting = queries.surplus_waiting(project)
    spending = queries.spending_of(project)
    reports = queries.reports_of(project, limit=100)
    filed = queries.filed_plan_of(project)
    facts = {
        "project": project,
        "leftover": filed.leftover if filed is not None else project.leftover,
        "purses": [sums for sums in spending.purses if sums.waiting or sums.transit],
        "left": spending.waiting + spending.transit,
        "has_final": any(one.kind == ReportKind.FINAL for one in reports),
        "waiting": waiting,
        "moved": queries.surpluses_of(project),
        "is_mine": waiting is not None and waiting.proposed_by == actor.name,
        "may_propose": actor.holds(Right.MONEY_DRAFT, project.organisation_id),
        "may_decide": actor.holds(Right.MONEY_APPROVE, project.organisation_id),
        "may_archive": actor.holds(Right.PROJECT_EDIT, project.organisation_id),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "projects/closing.html", facts, status=status)


def _refused(request: HttpRequest, project: "Project", error: DomainError) -> HttpResponse:
    if isinstance(error, NotAllowed):
        raise error
    record_refusal(error)
    form = SurplusForm(None, projects=queries.like_projects(project))
    said = " ".join(refusal_text(error))
    return _page(request, project, form, refusal=said, status=error.status)


def _known(request: HttpRequest, number: str) -> "Project":
    """The project, for those of its organisation who write it or move its money."""
    project = queries.project_for(actor_of(request), number)
    if not any(actor_of(request).holds(right, project.organisation_id) for right in _RIGHTS):
        raise NotAllowed
    return project
