"""The console's table of cases: no name stands in it, on the page or in a sheet."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from liushui.base.forms import in_reader_language
from liushui.cases import queries
from liushui.cases.services import approve_case, close_case
from liushui.cases.states import CaseState
from liushui.desk.tables import Cell, Choice, Column, Days, Search, Table, Verb
from liushui.parties.access import Right, holders_of
from liushui.parties.actors import Actor


def _kind(case: Any) -> Cell:
    project, body = case.project, case.organisation
    return Cell(
        f"{in_reader_language(case.kind_label, case.kind_label_en)} {case.number}",
        href=reverse("cases:console-case", args=[case.number]),
        sub=f"{in_reader_language(project.title, project.title_en)} · "
        f"{in_reader_language(body.short_name, body.short_name_en)}",
    )


def _project(case: Any) -> Cell:
    return Cell(f"{case.project.number}")


def _body(case: Any) -> Cell:
    return Cell(in_reader_language(case.organisation.name, case.organisation.name_en))


def _approve(actor: Actor, number: str, why: str, at: datetime) -> object:
    del why
    return approve_case(actor, number, at=at)


def _close(actor: Actor, number: str, why: str, at: datetime) -> object:
    return close_case(actor, number, why=why, at=at)


CASES = Table(
    name="cases",
    title=gettext_lazy("Cases"),
    address="cases:console-list",
    access=holders_of(Right.CASE_EDIT),
    rows=queries.cases_in_console,
    order="-opened",
    key_of=lambda case: case.number,
    key_field="number",
    columns=(
        Column("kind", gettext_lazy("Case"), _kind, sort=("kind_label",)),
        Column("project", gettext_lazy("Project"), _project, sort=("project_id",), on_page=False),
        Column("organisation", gettext_lazy("Organisation"), _body, on_page=False),
        Column("state", gettext_lazy("State"), lambda c: Cell(str(c.get_state_display())),
               sort=("state",)),
        Column("opened", gettext_lazy("Opened"), lambda c: Cell(at=c.opened_at),
               sort=("opened_at",), kind="wide"),
        Column("need", gettext_lazy("Need (yuan)"), lambda c: Cell(minor=c.need_minor),
               sort=("need_minor",), total="need_minor", kind="num"),
    ),
    filters=(
        Search(("number", "kind_label", "kind_label_en", "project__number", "project__title"),
               gettext_lazy("Kind, number or project")),
        Choice("state", gettext_lazy("State"), "state",
               lambda _actor: [(s.value, str(s.label)) for s in CaseState]),
        Days("opened", gettext_lazy("Opened"), "opened_at"),
    ),
    verbs=(
        Verb("approve", gettext_lazy("Approve cases"), _approve, gettext_lazy("Approved")),
        Verb("close", gettext_lazy("Close cases"), _close, gettext_lazy("Closed"), asks_why=True),
    ),
    empty=gettext_lazy(
        "Your organisation has no case here. One under review is seen by your organisation alone."
    ),
)  # fmt: skip
