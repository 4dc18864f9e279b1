"""Projects: read by everyone, written by posts that may."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query

from liushui.api.deeds import whole
from liushui.api.operations.asking import actor_of
from liushui.api.queries import page_of
from liushui.api.rooms import Room
from liushui.api.shapes.projects import (
    ChangeTaken,
    DraftTaken,
    ProjectsPage,
    ProjectTold,
    ReportsTold,
    ReportTaken,
    plan_of_taken,
    report_of_taken,
    told_line,
    told_project,
    told_report,
    words_of,
)
from liushui.api.shapes.values import After, Sought, Why
from liushui.kernel.clock import day_of
from liushui.parties.access import PUBLIC, Right, holders_of
from liushui.parties.queries import organisation_for
from liushui.projects import queries, services

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liushui.parties.actors import Actor
    from liushui.projects.models import ProgressReport, Project

_WRITERS = holders_of(Right.PROJECT_EDIT)
_SUSPENDERS = holders_of(Right.PROJECT_EDIT, Right.INSTALLATION_MANAGE)
room = Room("projects", _("Projects"))


def _own(actor: "Actor", number: str) -> ProjectTold:
    return _told(queries.project_for(actor, number))


def _draft(actor: "Actor", asked: DraftTaken, *, at: datetime) -> "Project":
    return services.create_project(
        actor,
        organisation_id=organisation_for(actor, asked.organisation).pk,
        text=words_of(asked.words),
        plan=plan_of_taken(asked.plan),
        at=at,
    )


def _change(actor: "Actor", number: str, asked: ChangeTaken, *, at: datetime) -> "Project":
    said = {"text": words_of(asked.words), "plan": plan_of_taken(asked.plan)}
    return services.edit_project(actor, number, **said, at=at)  # type: ignore[arg-type]


def _reports(actor: "Actor", number: str) -> ReportsTold:
    found = queries.project_for(actor, number)
    return ReportsTold(reports=[told_report(one) for one in queries.reports_of(found)])


def _report(actor: "Actor", number: str, asked: ReportTaken, *, at: datetime) -> "ProgressReport":
    return services.publish_report(
        actor, number, text=report_of_taken(asked), corrects_id=asked.corrects, at=at
    )


def _page(found: "Sequence[Project]", after: int | None) -> ProjectsPage:
    lines = [told_line(one, standing) for one, standing in queries.standings_of(found)]
    return ProjectsPage(projects=lines, next=after)


def _told(one: "Project") -> ProjectTold:
    return told_project(
        one, queries.budget_of(one), queries.spending_of(one), queries.suspensions_of(one)
    )


@room.reads(
    "projects", "projects", access=PUBLIC, answers=ProjectsPage,
    summary=_("Projects that the public sees"),
    about=_(
        "Newest first, with what was given to each and what of that was used. “open” are those "
        "that take gifts today."
    ),
)  # fmt: skip
def projects(
    request: HttpRequest, state: Query[Sought] = "", after: Query[After] = None
) -> ProjectsPage:
    del request
    page = queries.public_projects(after, on=day_of(timezone.now()), state=state)
    return _page(page.projects, page.after)


@room.reads(
    "own/projects", "own-projects", access=_WRITERS, answers=ProjectsPage,
    summary=_("Projects of one's own organisation, drafts with them"),
    about=_("Newest first: those that the token's post may write."),
)  # fmt: skip
def own_projects(request: HttpRequest, after: Query[After] = None) -> ProjectsPage:
    page = page_of(queries.projects_in_console(actor_of(request)), after)
    return _page(page.rows, page.after)


room.shows(
    "projects/{number}", "project", PUBLIC, _own,
    summary=_("One project: plan, budget, and where its money is"),
    about=_("A draft is its own organisation's affair: others are answered 404."),
)  # fmt: skip
room.does(
    "projects", "project-draft", _WRITERS, _draft, takes=DraftTaken, gathers=whole, tells=_told,
    summary=_("Draft a project"),
    about=_("It takes no gifts and nobody outside sees it until it is opened."),
)  # fmt: skip
room.does(
    "projects/{number}/change", "project-change", _WRITERS, _change,
    takes=ChangeTaken, gathers=whole, tells=_told,
    summary=_("Rewrite a project's words, and as a draft its plan"),
    about=_("All words and the whole plan, as they shall be."),
)  # fmt: skip
room.does(
    "projects/{number}/open", "project-open", _WRITERS, services.open_project, tells=_told,
    summary=_("Open a project to gifts"),
    about=_("Each thing that the law asks for first is named where it is missing."),
)  # fmt: skip
room.does(
    "projects/{number}/close", "project-close", _WRITERS, services.close_project,
    takes=Why, tells=_told,
    summary=_("End the asking"),
    about=_("What was given can still be used; its books stay open to read."),
)  # fmt: skip
room.does(
    "projects/{number}/suspend", "project-suspend", _SUSPENDERS, services.suspend_project,
    takes=Why, tells=_told,
    summary=_("Suspend a project"),
    about=_("It takes no gifts and leaves the lists; its page and books stay and say why."),
)  # fmt: skip
room.does(
    "projects/{number}/resume", "project-resume", _SUSPENDERS, services.resume_project,
    tells=_told,
    summary=_("Lift one's own reasons for a suspension"),
    about=_("The project goes on when no reason of any side stands any more."),
)  # fmt: skip
room.shows(
    "projects/{number}/reports", "reports", PUBLIC, _reports,
    summary=_("The newest progress reports"),
    about=_("A report never changes: a correction names the one that it corrects."),
)  # fmt: skip
room.does(
    "projects/{number}/reports", "report", _WRITERS, _report,
    takes=ReportTaken, gathers=whole, tells=told_report,
    summary=_("Publish a progress report"),
    about=_("Published at once and for good."),
)  # fmt: skip
