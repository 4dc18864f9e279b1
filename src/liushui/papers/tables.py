"""The console's table of papers."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from liushui.base.forms import in_reader_language
from liushui.desk.tables import Cell, Choice, Column, Days, Search, Table
from liushui.papers.queries import papers_in_console
from liushui.papers.states import GiftPaperKind, WhyReversed
from liushui.parties.access import Right, holders_of

READERS = holders_of(Right.GIFT_READ, Right.MONEY_APPROVE)


def _paper(one: Any) -> Cell:
    return Cell(
        one.document.number,
        sub=str(one.get_kind_display()),
        href=reverse("papers:one", args=[one.document.number]),
    )


def _state(one: Any) -> Cell:
    if getattr(one.document, "reversal", None) is not None:
        return Cell(str(pgettext_lazy("paper", "Reversed")))
    if one.kind == GiftPaperKind.RECEIPT and one.fiscal_id is None:
        return Cell(str(pgettext_lazy("paper", "Sample")))
    return Cell(str(pgettext_lazy("paper", "Holds")))


def _gift(one: Any) -> Cell:
    project = one.order.project
    return Cell(one.order.reference, sub=in_reader_language(project.title, project.title_en))


PAPERS = Table(
    name="papers",
    title=gettext_lazy("Donors' papers"),
    address="papers:console",
    access=READERS,
    rows=papers_in_console,
    order="-made",
    key_of=lambda one: str(one.document.number),
    key_field="document__number",
    columns=(
        Column("paper", pgettext_lazy("paper", "Paper"), _paper, sort=("document__number",)),
        Column("gift", gettext_lazy("Gift"), _gift, sort=("order__reference",), kind="wide"),
        Column("version", gettext_lazy("Version"), lambda o: Cell(str(o.version)),
               sort=("version",), on_page=False),
        Column("state", gettext_lazy("State"), _state),
        Column("made", pgettext_lazy("paper", "Made"), lambda o: Cell(at=o.made_at),
               sort=("made_at",), kind="wide"),
        Column("amount", gettext_lazy("Amount (yuan)"), lambda o: Cell(minor=o.amount_minor),
               sort=("amount_minor",), kind="num"),
    ),
    filters=(
        Search(("document__number", "order__reference", "order__project__number"),
               gettext_lazy("Number of a paper, a gift or a project")),
        Choice("kind", gettext_lazy("Kind"), "kind",
               lambda _actor: [(k.value, str(k.label)) for k in GiftPaperKind]),
        Choice("why", gettext_lazy("Reversed because"), "document__reversal__why",
               lambda _actor: [(w.value, str(w.label)) for w in WhyReversed]),
        Days("made", pgettext_lazy("paper", "Made"), "made_at"),
    ),
    empty=gettext_lazy("No paper was made yet."),
)  # fmt: skip
