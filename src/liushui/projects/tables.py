"""The console's table of projects, drafts included."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from liushui.base.forms import in_reader_language
from liushui.desk.tables import Cell, Choice, Column, Days, Search, Table, Verb
from liushui.parties.access import Right, holders_of
from liushui.parties.actors import Actor
from liushui.projects import queries
from liushui.projects.services import close_project
from liushui.projects.states import ProjectState


def _title(project: Any) -> Cell:
    body = project.organisation
    return Cell(
        in_reader_language(project.title, project.title_en),
        href=reverse("projects:console-project", args=[project.number]),
        sub=f"{project.number} · {in_reader_language(body.short_name, body.short_name_en)}",
    )


def _body(project: Any) -> Cell:
    return Cell(in_reader_language(project.organisation.name, project.organisation.name_en))


def _close(actor: Actor, number: str, why: str, at: datetime) -> object:
    return close_project(actor, number, why=why, at=at)


PROJECTS = Table(
    name="projects",
    title=gettext_lazy("Projects"),
    address="projects:console-list",
    access=holders_of(Right.PROJECT_EDIT),
    rows=queries.projects_in_console,
    order="-number",
    key_of=lambda project: project.number,
    key_field="number",
    columns=(
        Column("title", gettext_lazy("Project"), _title, sort=("title",)),
        Column("number", gettext_lazy("Number"), lambda p: Cell(p.number), sort=("id",),
               on_page=False),
        Column("organisation", gettext_lazy("Organisation"), _body, on_page=False),
        Column("plan", gettext_lazy("Filed plan"), lambda p: Cell(p.plan_number), on_page=False),
        Column("state", gettext_lazy("State"), lambda p: Cell(str(p.get_state_display())),
               sort=("state",)),
        Column("starts", gettext_lazy("First day"), lambda p: Cell(at=p.starts_on),
               sort=("starts_on",), on_page=False),
        Column("ends", gettext_lazy("Last day"), lambda p: Cell(at=p.ends_on), sort=("ends_on",),
               kind="num wide"),
        Column("goal", gettext_lazy("Goal (yuan)"), lambda p: Cell(minor=p.goal_minor),
               sort=("goal_minor",), total="goal_minor", kind="num"),
    ),
    filters=(
        Search(("title", "title_en", "number", "plan_number")),
        Choice("state", gettext_lazy("State"), "state",
               lambda _actor: [(s.value, str(s.label)) for s in ProjectState]),
        Days("ends", gettext_lazy("Last day"), "ends_on", is_instant=False),
    ),
    verbs=(
        Verb("close", gettext_lazy("Close projects"), _close, gettext_lazy("Closed"),
             asks_why=True),
    ),
    empty=gettext_lazy("You have no project yet. A draft is seen by your organisation alone."),
)  # fmt: skip
