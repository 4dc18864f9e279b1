"""The console's table of personal appeals: no name stands in it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from liushui.appeals import policies
from liushui.appeals.queries import appeals as queries
from liushui.appeals.states import AppealState
from liushui.base.forms import in_reader_language
from liushui.desk.tables import Cell, Choice, Column, Days, Search, Table
from liushui.parties.access import holders_of


def _what(appeal: Any) -> Cell:
    body = appeal.organisation
    return Cell(
        appeal.title or appeal.number,
        href=reverse("appeals:console-appeal", args=[appeal.number]),
        sub=f"{appeal.number} · {in_reader_language(body.short_name, body.short_name_en)}",
    )


APPEALS = Table(
    name="appeals",
    title=gettext_lazy("Personal appeals"),
    address="appeals:console",
    access=holders_of(*policies.WORKING),
    rows=queries.appeals_in_console,
    order="-begun",
    key_of=lambda appeal: appeal.number,
    key_field="number",
    columns=(
        Column("what", gettext_lazy("Appeal"), _what, sort=("title",)),
        Column("state", gettext_lazy("State"), lambda a: Cell(str(a.get_state_display())),
               sort=("state",)),
        Column("begun", gettext_lazy("Begun"), lambda a: Cell(at=a.begun_at),
               sort=("begun_at",), kind="wide"),
        Column("cap", gettext_lazy("At most (yuan)"), lambda a: Cell(minor=a.cap_minor),
               sort=("cap_minor",), kind="num"),
        Column("taken", pgettext_lazy("personal appeal", "Given (yuan)"),
               lambda a: Cell(minor=a.taken_minor), sort=("taken_minor",), kind="num"),
    ),
    filters=(
        Search(("number", "title"), gettext_lazy("Title or number")),
        Choice("state", gettext_lazy("State"), "state",
               lambda _actor: [(s.value, str(s.label)) for s in AppealState
                               if s != AppealState.DRAFT]),
        Days("begun", gettext_lazy("Begun"), "begun_at"),
    ),
    empty=gettext_lazy("Nobody asked through your organisation yet."),
)  # fmt: skip
