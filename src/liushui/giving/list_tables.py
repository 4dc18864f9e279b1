"""The console's tables of lists that were brought, and of claims to their gifts."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from liushui.base.forms import in_reader_language
from liushui.desk.tables import Cell, Choice, Column, Days, Search, Table
from liushui.giving.models import GiftClaim, GiftImport
from liushui.giving.queries.claims import claims_in_console
from liushui.giving.queries.imports import imports_in_console
from liushui.giving.states import ClaimState, ImportState
from liushui.parties.access import Right, holders_of


def _list(one: GiftImport) -> Cell:
    name = one.source.name if one.source else str(gettext_lazy("A list"))
    return Cell(name, href=reverse("giving:list", args=[one.key]), sub=one.project.number)


def _project(one: GiftImport) -> Cell:
    project = one.project
    return Cell(in_reader_language(project.title, project.title_en), sub=project.number)


LISTS = Table(
    name="gift-lists",
    title=gettext_lazy("Lists from other channels"),
    address="giving:lists",
    access=holders_of(Right.GIFT_IMPORT),
    rows=imports_in_console,
    order="-brought",
    key_of=lambda one: str(one.key),
    columns=(
        Column("list", gettext_lazy("List"), _list),
        Column("project", gettext_lazy("Project"), _project, kind="wide"),
        Column("state", gettext_lazy("State"), lambda i: Cell(str(i.get_state_display())),
               sort=("state",)),
        Column("brought", gettext_lazy("Brought"), lambda i: Cell(at=i.made_at),
               sort=("made_at",), kind="wide"),
        Column("found", gettext_lazy("Gifts found"), lambda i: Cell(str(i.found_count)),
               sort=("found_count",), kind="wide num"),
        Column("sum", gettext_lazy("Sum found (yuan)"), lambda i: Cell(minor=i.found_minor),
               sort=("found_minor",), kind="num"),
        Column("booked", gettext_lazy("Booked by it (yuan)"), lambda i: Cell(minor=i.booked_minor),
               sort=("booked_minor",), total="booked_minor", kind="wide num"),
    ),
    filters=(
        Search(("project__number", "project__title", "source__name"),
               gettext_lazy("Project or channel")),
        Choice("state", gettext_lazy("State"), "state",
               lambda _actor: [(s.value, str(s.label)) for s in ImportState]),
        Days("brought", gettext_lazy("Brought"), "made_at"),
    ),
    empty=gettext_lazy("No list has been brought yet."),
)  # fmt: skip


def _claim(one: GiftClaim) -> Cell:
    name = one.shown_name or str(gettext_lazy("erased"))
    return Cell(name, href=reverse("giving:claim-one", args=[one.key]),
                sub=str(one.get_reason_display()))  # fmt: skip


CLAIMS = Table(
    name="gift-claims",
    title=gettext_lazy("Claims to imported gifts"),
    address="giving:claims",
    access=holders_of(Right.GIFT_IMPORT),
    rows=claims_in_console,
    order="-made",
    key_of=lambda one: str(one.key),
    columns=(
        Column("name", gettext_lazy("Claimed by"), _claim),
        Column("state", gettext_lazy("State"), lambda c: Cell(str(c.get_state_display())),
               sort=("state",)),
        Column("day", gettext_lazy("Day of payment"), lambda c: Cell(at=c.given_on),
               sort=("given_on",), kind="wide"),
        Column("made", gettext_lazy("Claimed"), lambda c: Cell(at=c.made_at),
               sort=("made_at",), kind="wide"),
        Column("amount", gettext_lazy("Amount (yuan)"), lambda c: Cell(minor=c.amount_minor),
               sort=("amount_minor",), kind="num"),
    ),
    filters=(
        Choice("state", gettext_lazy("State"), "state",
               lambda _actor: [(s.value, str(s.label)) for s in ClaimState]),
        Days("made", gettext_lazy("Claimed"), "made_at"),
    ),
    empty=gettext_lazy("Nobody has claimed a gift yet."),
)  # fmt: skip
