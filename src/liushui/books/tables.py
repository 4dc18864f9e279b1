"""The console's table of funds: what each holds, what of it is promised, what is free."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from liushui.base.forms import in_reader_language
from liushui.books import queries
from liushui.books.policies import READING
from liushui.books.states import InstructionKind, InstructionState
from liushui.books.wording import kind_of_fund, kinds_of_funds, purpose_of_fund
from liushui.desk.tables import Cell, Choice, Column, Days, Search, Table
from liushui.parties.access import holders_of

_ACCESS = holders_of(*READING)


def _fund(one: Any) -> Cell:
    href = reverse("books:statement", args=[one.fund.pk])
    return Cell(
        purpose_of_fund(one.name), href=href, sub=f"{one.name.holder} · {kind_of_fund(one.name)}"
    )


def _instruction(one: Any) -> Cell:
    return Cell(
        str(one.get_kind_display()),
        href=reverse("books:instruction", args=[one.reference]),
        sub=f"{one.reference} · {one.why}",
    )


FUNDS = Table(
    name="funds",
    title=gettext_lazy("Funds"),
    address="books:funds",
    access=_ACCESS,
    rows=queries.funds_in_console,
    order="-held",
    key_of=lambda one: str(one.fund.pk),
    load=queries.with_names,
    columns=(
        Column("fund", gettext_lazy("Fund"), _fund),
        Column("holder", gettext_lazy("Organisation"), lambda o: Cell(o.name.holder_full),
               on_page=False),
        Column("kind", gettext_lazy("Kind of fund"), lambda o: Cell(kind_of_fund(o.name)),
               on_page=False),
        Column("arrived", gettext_lazy("Arrived (yuan)"), lambda o: Cell(minor=o.fund.tip),
               sort=("tip",), kind="num wide"),
        Column("reserved", gettext_lazy("Promised (yuan)"), lambda o: Cell(minor=o.fund.reserved),
               sort=("reserved",), kind="num wide"),
        Column("held", gettext_lazy("Holds (yuan)"), lambda o: Cell(minor=o.fund.held),
               sort=("held",), kind="num"),
    ),
    filters=(
        Choice("kind", gettext_lazy("Kind of fund"), "kind",
               lambda _actor: kinds_of_funds()),
    ),
    empty=gettext_lazy("Your organisation has no fund yet. A project opens one."),
)  # fmt: skip
INSTRUCTIONS = Table(
    name="instructions",
    title=gettext_lazy("Instructions on the books"),
    address="books:instructions",
    access=_ACCESS,
    rows=queries.instructions_in_console,
    order="-proposed",
    key_of=lambda one: one.reference,
    key_field="reference",
    columns=(
        Column("kind", gettext_lazy("Instruction"), _instruction, sort=("kind",)),
        Column("reference", gettext_lazy("Reference"), lambda o: Cell(o.reference), on_page=False),
        Column("organisation", gettext_lazy("Organisation"),
               lambda o: Cell(in_reader_language(o.organisation.name, o.organisation.name_en)),
               on_page=False),
        Column("state", gettext_lazy("State"), lambda o: Cell(str(o.get_state_display())),
               sort=("state",)),
        Column("proposed", gettext_lazy("Proposed"), lambda o: Cell(at=o.proposed_at),
               sort=("proposed_at",), kind="wide"),
        Column("amount", gettext_lazy("Amount (yuan)"), lambda o: Cell(minor=o.amount_minor),
               sort=("amount_minor",), kind="num"),
    ),
    filters=(
        Search(("reference", "why", "gift"), gettext_lazy("Reference, gift or reason")),
        Choice("kind", gettext_lazy("Kind of instruction"), "kind",
               lambda _actor: [(k.value, str(k.label)) for k in InstructionKind]),
        Choice("state", gettext_lazy("State"), "state",
               lambda _actor: [(s.value, str(s.label)) for s in InstructionState]),
        Days("proposed", gettext_lazy("Proposed"), "proposed_at"),
    ),
    empty=gettext_lazy("Nothing was decided by hand yet."),
)  # fmt: skip
TABLES = (FUNDS, INSTRUCTIONS)
