"""The console's table of complaints."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from liushui.base.forms import in_reader_language
from liushui.desk.tables import Cell, Choice, Column, Days, Search, Table
from liushui.parties.access import Right, holders_of
from liushui.projects import queries
from liushui.projects.states import ComplaintState


def _about(complaint: Any) -> Cell:
    project = complaint.project
    return Cell(
        in_reader_language(project.title, project.title_en),
        href=reverse("projects:complaint", args=[complaint.pk]),
        sub=f"{complaint.pk} · {project.number}",
    )


COMPLAINTS = Table(
    name="complaints",
    title=gettext_lazy("Complaints"),
    address="projects:complaints",
    access=holders_of(
        Right.PROJECT_EDIT, Right.INSTALLATION_MANAGE, Right.REPORTS_READ, Right.BODY_OVERSEE
    ),
    rows=queries.complaints_in_console,
    order="-received",
    key_of=lambda complaint: str(complaint.pk),
    columns=(
        Column("about", gettext_lazy("Project"), _about, sort=("project__title",)),
        Column("state", gettext_lazy("State"), lambda c: Cell(str(c.get_state_display())),
               sort=("state",)),
        Column("received", pgettext_lazy("of a complaint", "Came in"),
               lambda c: Cell(at=c.received_at), sort=("received_at",), kind="num"),
        Column("due", gettext_lazy("Answer by"), lambda c: Cell(at=queries.answer_due(c)),
               kind="num wide"),
    ),
    filters=(
        Search(("project__number", "project__title")),
        Choice("state", gettext_lazy("State"), "state",
               lambda _actor: [(s.value, str(s.label)) for s in ComplaintState]),
        Days("received", pgettext_lazy("of a complaint", "Came in"), "received_at"),
    ),
    empty=gettext_lazy("Nobody has complained."),
)  # fmt: skip
