"""The console's tables of differences, of statement lines and of what counters took."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from liushui.base.forms import in_reader_language
from liushui.desk.tables import Cell, Choice, Column, Days, Search, Table
from liushui.parties.access import holders_of
from liushui.reconciling.policies import READING
from liushui.reconciling.queries.counter import counter_gifts_visible_to
from liushui.reconciling.queries.differences import differences_visible_to
from liushui.reconciling.queries.lines import lines_visible_to
from liushui.reconciling.states import (
    FLOWS,
    CounterKind,
    CounterState,
    DifferenceKind,
    DifferenceState,
    LineKind,
)
from liushui.reconciling.wording import name_of_account

_ACCESS = holders_of(*READING)


def _difference(one: Any) -> Cell:
    return Cell(
        str(one.get_kind_display()),
        href=reverse("reconciling:difference", args=[one.pk]),
        sub=str(one.get_cause_display()),
    )


def _match(line: Any) -> Cell:
    found = getattr(line, "match", None)
    if found is not None:
        return Cell(str(found.get_kind_display()))
    return Cell(str(gettext_lazy("none yet")))


def _gift(gift: Any) -> Cell:
    project = gift.order.project
    return Cell(
        gift.order.reference,
        href=reverse("reconciling:counter-gift", args=[gift.order.reference]),
        sub=in_reader_language(project.title, project.title_en),
    )


DIFFERENCES = Table(
    name="differences",
    title=gettext_lazy("What differs"),
    address="reconciling:differences",
    access=_ACCESS,
    rows=differences_visible_to,
    order="-day",
    key_of=lambda one: str(one.pk),
    columns=(
        Column("kind", gettext_lazy("What differs"), _difference, sort=("kind",)),
        Column("account", gettext_lazy("Account"), lambda d: Cell(name_of_account(d.account)),
               kind="wide"),
        Column("cause", gettext_lazy("Likely cause"),
               lambda d: Cell(str(d.get_cause_display())), on_page=False),
        Column("day", gettext_lazy("Day"), lambda d: Cell(at=d.day), sort=("day",), kind="wide"),
        Column("state", gettext_lazy("State"), lambda d: Cell(str(d.get_state_display())),
               sort=("state",)),
        Column("ours", gettext_lazy("Booked (yuan)"), lambda d: Cell(minor=d.ours_minor),
               sort=("ours_minor",), kind="num wide"),
        Column("theirs", gettext_lazy("Told (yuan)"), lambda d: Cell(minor=d.theirs_minor),
               sort=("theirs_minor",), kind="num"),
    ),
    filters=(
        Choice("state", gettext_lazy("State"), "state",
               lambda _actor: [(s.value, str(s.label)) for s in DifferenceState]),
        Choice("kind", gettext_lazy("What differs"), "kind",
               lambda _actor: [(k.value, str(k.label)) for k in DifferenceKind]),
        Days("day", gettext_lazy("Day"), "day", is_instant=False),
    ),
    empty=gettext_lazy("Nothing differs."),
)  # fmt: skip

LINES = Table(
    name="statement-lines",
    title=gettext_lazy("Lines of statements"),
    address="reconciling:lines",
    access=_ACCESS,
    rows=lines_visible_to,
    order="-day",
    key_of=lambda line: str(line.pk),
    columns=(
        Column("kind", gettext_lazy("Line"),
               lambda i: Cell(str(i.get_kind_display()), sub=i.our_ref or i.outside_ref)),
        Column("number", gettext_lazy("Number of the bank or the payment service"),
               lambda i: Cell(i.outside_ref), on_page=False),
        Column("ours", gettext_lazy("Our number"), lambda i: Cell(i.our_ref), on_page=False),
        Column("account", gettext_lazy("Account"), lambda i: Cell(name_of_account(i.account)),
               kind="wide"),
        Column("day", gettext_lazy("Day"), lambda i: Cell(at=i.day), sort=("day",)),
        Column("match", gettext_lazy("It is"), _match, kind="wide"),
        Column("fee", gettext_lazy("Fee (yuan)"), lambda i: Cell(minor=i.fee_minor),
               total="fee_minor", on_page=False),
        Column("amount", gettext_lazy("Amount (yuan)"), lambda i: Cell(minor=i.amount_minor),
               sort=("amount_minor",), total="amount_minor", kind="num"),
    ),
    filters=(
        Search(("outside_ref", "our_ref"), gettext_lazy("Number")),
        Choice("kind", gettext_lazy("Line"), "kind",
               lambda _actor: [(k.value, str(k.label)) for k in LineKind if k not in FLOWS]),
        Days("day", gettext_lazy("Day"), "day", is_instant=False),
    ),
    empty=gettext_lazy("No statement was read yet."),
)  # fmt: skip

COUNTER = Table(
    name="counter-gifts",
    title=gettext_lazy("Taken at a counter"),
    address="reconciling:counter",
    access=_ACCESS,
    rows=counter_gifts_visible_to,
    order="-taken",
    key_of=lambda gift: gift.order.reference,
    key_field="order__reference",
    columns=(
        Column("reference", gettext_lazy("Receipt number"), _gift, sort=("id",)),
        Column("till", gettext_lazy("Cash box"), lambda g: Cell(g.till.name), kind="wide"),
        Column("kind", gettext_lazy("Cash or cheque"),
               lambda g: Cell(str(g.get_kind_display()), sub=g.cheque_number), sort=("kind",)),
        Column("state", gettext_lazy("State"), lambda g: Cell(str(g.get_state_display())),
               kind="wide"),
        Column("taken", gettext_lazy("Taken"), lambda g: Cell(at=g.taken_at), sort=("taken_at",),
               kind="wide"),
        Column("amount", gettext_lazy("Amount (yuan)"),
               lambda g: Cell(minor=g.order.amount_minor), sort=("order__amount_minor",),
               total="order__amount_minor", kind="num"),
    ),
    filters=(
        Search(("order__reference", "order__project__number", "cheque_number"),
               gettext_lazy("Receipt number, project or cheque")),
        Choice("kind", gettext_lazy("Cash or cheque"), "kind",
               lambda _actor: [(k.value, str(k.label)) for k in CounterKind]),
        Choice("state", gettext_lazy("State"), "state",
               lambda _actor: [(s.value, str(s.label)) for s in CounterState]),
        Days("taken", gettext_lazy("Taken"), "taken_at"),
    ),
    empty=gettext_lazy("Nothing was taken at a counter yet."),
)  # fmt: skip
TABLES = (DIFFERENCES, LINES, COUNTER)
