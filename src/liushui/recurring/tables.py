"""The console's table of regular gifts: donors by what they chose to show, never by name."""

from typing import Any

from django.utils.translation import gettext_lazy

from liushui.base.forms import in_reader_language
from liushui.desk.tables import Cell, Choice, Column, Days, Search, Table
from liushui.parties.access import holders_of
from liushui.recurring import queries
from liushui.recurring.policies import READING
from liushui.recurring.states import Every, MandateState


def _mandate(one: Any) -> Cell:
    project = one.project
    return Cell(one.code, sub=in_reader_language(project.title, project.title_en))


MANDATES = Table(
    name="mandates",
    title=gettext_lazy("Regular gifts"),
    address="recurring:console",
    access=holders_of(*READING),
    rows=queries.mandates_in_console,
    order="-begun",
    key_of=lambda one: one.code,
    key_field="code",
    columns=(
        Column("code", gettext_lazy("Regular gift"), _mandate, sort=("id",)),
        Column("project", gettext_lazy("Project"), lambda m: Cell(m.project.number),
               sort=("project__number",), on_page=False),
        Column("every", gettext_lazy("Rhythm"), lambda m: Cell(str(m.get_every_display())),
               kind="wide"),
        Column("next", gettext_lazy("Next due"),
               lambda m: Cell(at=m.due_from if m.state == MandateState.ACTIVE else None),
               sort=("due_from",), kind="wide"),
        Column("state", gettext_lazy("State"), lambda m: Cell(str(m.get_state_display())),
               sort=("state",)),
        Column("begun", gettext_lazy("Begun"), lambda m: Cell(at=m.created_at),
               sort=("created_at",), kind="wide"),
        Column("amount", gettext_lazy("Amount (yuan)"), lambda m: Cell(minor=m.amount_minor),
               sort=("amount_minor",), kind="num"),
    ),
    filters=(
        Search(("code", "project__number", "project__title"),
               gettext_lazy("Number or project")),
        Choice("state", gettext_lazy("State"), "state",
               lambda _actor: [(s.value, str(s.label)) for s in MandateState]),
        Choice("every", gettext_lazy("Rhythm"), "every",
               lambda _actor: [(e.value, str(e.label)) for e in Every]),
        Days("begun", gettext_lazy("Begun"), "created_at"),
    ),
    empty=gettext_lazy("Nobody gives regularly yet."),
)  # fmt: skip
TABLES = (MANDATES,)
