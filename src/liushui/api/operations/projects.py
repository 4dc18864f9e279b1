"""Projects: read by everyone, written by posts that may."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query

from liushui.api.operations.asking import actor_of, body_named
from liushui.api.queries import page_of
from liushui.api.rooms import Room
from liushui.api.shapes.projects import (
    ChangeTaken,
    DraftTaken,
    ProjectsPage,
    ProjectTold,
    ReportsTold,
    ReportTaken,
    ReportTold,
    plan_of_taken,
    report_of_taken,
    told_line,
    told_project,
    told_report,
    words_of,
)
from liushui.api.shapes.values import After, Sought, Why
from liushui.parties.access import PUBLIC, Right, holders_of
from liushui.projects import queries, services

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liushui.projects.models import Project

_WRITERS = holders_of(Right.PROJECT_EDIT)
_SUSPENDERS = holders_of(Right.PROJECT_EDIT, Right.INSTALLATION_MANAGE)
room = Room("projects", _("Projects"))


@room.reads(
    "projects", "projects", access=PUBLIC, answers=ProjectsPage,
    summary=_("Projects that the public sees"),
    about=_("Newest first, with what was given to each and what of that was used."),
)  # fmt: skip
def projects(
    request: HttpRequest, state: Query[Sought] = "", after: Query[After] = None
) -> ProjectsPage:
    del request
    page = queries.public_projects(after, state=state)
    return _page(page.projects, page.after)


@room.reads(
    "own/projects", "own-projects", access=_WRITERS, answers=ProjectsPage,
    summary=_("Projects of one's own organisation, drafts with them"),
    about=_("Newest first: those that the token's post may write."),
)  # fmt: skip
def own_projects(request: HttpRequest, after: Query[After] = None) -> ProjectsPage:
    page = page_of(queries.projects_in_console(actor_of(request)), after)
    return _page(page.rows, page.after)


@room.reads(
    "projects/{number}", "project", access=PUBLIC, answers=ProjectTold,
    summary=_("One project: plan, budget, and where its money is"),
    about=_("A draft is its own organisation's affair: others are answered 404."),
)  # fmt: skip
def project(request: HttpRequest, number: str) -> ProjectTold:
    return _told(queries.project_for(actor_of(request), number))


@room.writes(
    "projects", "project-draft", access=_WRITERS, answers=ProjectTold,
    summary=_("Draft a project"),
    about=_("It takes no gifts and nobody outside sees it until it is opened."),
)  # fmt: skip
def project_draft(request: HttpRequest, asked: DraftTaken) -> ProjectTold:
    body = body_named(request, asked.organisation)
    made = services.create_project(
        actor_of(request),
        organisation_id=body.pk,
        text=words_of(asked.words),
        plan=plan_of_taken(asked.plan),
        at=timezone.now(),
    )
    return _told(made)


@room.writes(
    "projects/{number}/change", "project-change", access=_WRITERS, answers=ProjectTold,
    summary=_("Rewrite a project's words, and as a draft its plan"),
    about=_("All words and the whole plan, as they shall be."),
)  # fmt: skip
def project_change(request: HttpRequest, number: str, asked: ChangeTaken) -> ProjectTold:
    changed = services.edit_project(
        actor_of(request),
        number,
        text=words_of(asked.words),
        plan=plan_of_taken(asked.plan),
        at=timezone.now(),
    )
    return _told(changed)


@room.writes(
    "projects/{number}/open", "project-open", access=_WRITERS, answers=ProjectTold,
    summary=_("Open a project to gifts"),
    about=_("Each thing that the law asks for first is named where it is missing."),
)  # fmt: skip
def project_open(request: HttpRequest, number: str) -> ProjectTold:
    return _told(services.open_project(actor_of(request), number, at=timezone.now()))


@room.writes(
    "projects/{number}/close", "project-close", access=_WRITERS, answers=ProjectTold,
    summary=_("End the asking"),
    about=_("What was given can still be used; its books stay open to read."),
)  # fmt: skip
def project_close(request: HttpRequest, number: str, asked: Why) -> ProjectTold:
    actor = actor_of(request)
    return _told(services.close_project(actor, number, why=asked.why, at=timezone.now()))


@room.writes(
    "projects/{number}/suspend", "project-suspend", access=_SUSPENDERS, answers=ProjectTold,
    summary=_("Suspend a project"),
    about=_("It takes no gifts and leaves the lists; its page and books stay and say why."),
)  # fmt: skip
def project_suspend(request: HttpRequest, number: str, asked: Why) -> ProjectTold:
    actor = actor_of(request)
    return _told(services.suspend_project(actor, number, why=asked.why, at=timezone.now()))


@room.writes(
    "projects/{number}/resume", "project-resume", access=_SUSPENDERS, answers=ProjectTold,
    summary=_("Lift one's own reasons for a suspension"),
    about=_("The project goes on when no reason of any side stands any more."),
)  # fmt: skip
def project_resume(request: HttpRequest, number: str) -> ProjectTold:
    return _told(services.resume_project(actor_of(request), number, at=timezone.now()))


@room.reads(
    "projects/{number}/reports", "reports", access=PUBLIC, answers=ReportsTold,
    summary=_("The newest progress reports"),
    about=_("A report never changes: a correction names the one that it corrects."),
)  # fmt: skip
def reports(request: HttpRequest, number: str) -> ReportsTold:
    found = queries.project_for(actor_of(request), number)
    return ReportsTold(reports=[told_report(one) for one in queries.reports_of(found)])


@room.writes(
    "projects/{number}/reports", "report", access=_WRITERS, answers=ReportTold,
    summary=_("Publish a progress report"),
    about=_("Published at once and for good."),
)  # fmt: skip
def report(request: HttpRequest, number: str, asked: ReportTaken) -> ReportTold:
    made = services.publish_report(
        actor_of(request),
        number,
        text=report_of_taken(asked),
        corrects_id=asked.corrects,
        at=timezone.now(),
    )
    return told_report(made)


def _page(found: "Sequence[Project]", after: int | None) -> ProjectsPage:
    lines = [told_line(one, standing) for one, standing in queries.standings_of(found)]
    return ProjectsPage(projects=lines, next=after)


def _told(one: "Project") -> ProjectTold:
    return told_project(
        one, queries.budget_of(one), queries.spending_of(one), queries.suspensions_of(one)
    )
