"""The console's table of duties: what is due, of what, by when, and how it stands."""

from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy, pgettext_lazy

from liushui.base.forms import in_reader_language
from liushui.compliance import policies
from liushui.compliance.queries.duties import duties_in_console, shown
from liushui.compliance.states import DutyState
from liushui.compliance.wording import standing_words
from liushui.desk.tables import Cell, Choice, Column, Days, Search, Table
from liushui.parties.access import Right, holders_of


def _duty(one: Any) -> Cell:
    is_body = one.organisation is not None and one.subject.startswith("organisation:")
    about = str(_body(one).text) if is_body else one.about or str(gettext_lazy("This site"))
    rule = shown(one, localdate()).rule
    return Cell(
        about, href=reverse("compliance:duty", args=[one.pk]), sub=f"{one.rule} · {rule.words}"
    )


def _body(one: Any) -> Cell:
    if one.organisation is None:
        return Cell(str(gettext_lazy("This site")))
    return Cell(in_reader_language(one.organisation.name, one.organisation.name_en))


DUTIES = Table(
    name="duties",
    title=gettext_lazy("Duties"),
    address="compliance:duties",
    access=holders_of(*policies.READING, Right.REPORTS_READ, Right.BODY_OVERSEE),
    rows=duties_in_console,
    order="latest",
    key_of=lambda one: str(one.pk),
    columns=(
        Column("duty", gettext_lazy("Duty"), _duty, sort=("rule",)),
        Column("rule", gettext_lazy("Rule"), lambda o: Cell(o.rule), on_page=False),
        Column("subject", gettext_lazy("Of what"), lambda o: Cell(o.subject), on_page=False),
        Column("organisation", gettext_lazy("Organisation"), _body, kind="wide"),
        Column("state", gettext_lazy("State"),
               lambda o: Cell(standing_words(shown(o, localdate()))), sort=("state",)),
        Column("due", pgettext_lazy("duty", "Due"), lambda o: Cell(at=o.due), sort=("due",),
               on_page=False),
        Column("latest", gettext_lazy("Last day"), lambda o: Cell(at=o.latest), sort=("latest",),
               kind="num"),
    ),
    filters=(
        Search(("about", "rule", "subject")),
        Choice("state", gettext_lazy("State"), "state",
               lambda _actor: [(s.value, str(s.label)) for s in DutyState]),
        Days("latest", gettext_lazy("Last day"), "latest", is_instant=False),
    ),
    empty=gettext_lazy("Nothing is owed. The clocks open a duty when the law asks for one."),
)  # fmt: skip
TABLES = (DUTIES,)
