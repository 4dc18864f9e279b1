"""The console's tables of gifts that go back, and of what looks abused."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from liushui.base.forms import in_reader_language
from liushui.desk.tables import Cell, Choice, Column, Days, Search, Table
from liushui.giving.queries.refunds import refunds_in_console, suspicions_in_console
from liushui.giving.refund_states import (
    RefundClass,
    RefundState,
    SuspicionKind,
    SuspicionState,
)
from liushui.parties.access import Right, holders_of

READERS = holders_of(Right.GIFT_READ, Right.MONEY_DRAFT, Right.MONEY_APPROVE)


def _refund(one: Any) -> Cell:
    project = one.order.project
    return Cell(
        one.order.reference,
        sub=in_reader_language(project.title, project.title_en),
        href=reverse("giving:refund-one", args=[one.reference]),
    )


def _suspicion(one: Any) -> Cell:
    return Cell(
        one.gift,
        sub=in_reader_language(one.project.title, one.project.title_en),
        href=reverse("giving:suspicion", args=[one.pk]),
    )


REFUNDS = Table(
    name="refunds",
    title=gettext_lazy("Gifts that go back"),
    address="giving:refunds",
    access=READERS,
    rows=refunds_in_console,
    order="-asked",
    key_of=lambda one: one.reference,
    key_field="reference",
    columns=(
        Column("gift", gettext_lazy("Gift"), _refund, sort=("order__reference",)),
        Column("class", pgettext_lazy("a refund", "Why"), lambda o: Cell(str(o.get_kind_display())),
               sort=("kind",), kind="wide"),
        Column("state", gettext_lazy("State"), lambda o: Cell(str(o.get_state_display())),
               sort=("state",)),
        Column("asked", gettext_lazy("Asked for"), lambda o: Cell(at=o.asked_at),
               sort=("asked_at",), kind="wide"),
        Column("amount", gettext_lazy("Amount (yuan)"), lambda o: Cell(minor=o.amount_minor),
               sort=("amount_minor",), total="amount_minor", kind="num"),
    ),
    filters=(
        Search(("reference", "order__reference", "order__project__number"),
               gettext_lazy("Reference or project")),
        Choice("state", gettext_lazy("State"), "state",
               lambda _actor: [(s.value, str(s.label)) for s in RefundState]),
        Choice("class", pgettext_lazy("a refund", "Why"), "kind",
               lambda _actor: [(s.value, str(s.label)) for s in RefundClass]),
        Days("asked", gettext_lazy("Asked for"), "asked_at"),
    ),
    empty=gettext_lazy("Nobody has asked for a gift back."),
)  # fmt: skip

SUSPICIONS = Table(
    name="suspicions",
    title=gettext_lazy("Matched gifts that look abused"),
    address="giving:suspicions",
    access=READERS,
    rows=suspicions_in_console,
    order="-found",
    key_of=lambda one: str(one.pk),
    columns=(
        Column("gift", gettext_lazy("First gift"), _suspicion, sort=("gift",)),
        Column("kind", gettext_lazy("Pattern"), lambda o: Cell(str(o.get_kind_display())),
               sort=("kind",), kind="wide"),
        Column("state", gettext_lazy("State"), lambda o: Cell(str(o.get_state_display())),
               sort=("state",)),
        Column("found", gettext_lazy("Found"), lambda o: Cell(at=o.found_at),
               sort=("found_at",), kind="wide"),
        Column("matched", gettext_lazy("Matched (yuan)"), lambda o: Cell(minor=o.matched_minor),
               sort=("matched_minor",), total="matched_minor", kind="num"),
    ),
    filters=(
        Search(("gift", "project__number"), gettext_lazy("Reference or project")),
        Choice("state", gettext_lazy("State"), "state",
               lambda _actor: [(s.value, str(s.label)) for s in SuspicionState]),
        Choice("kind", gettext_lazy("Pattern"), "kind",
               lambda _actor: [(s.value, str(s.label)) for s in SuspicionKind]),
    ),
    empty=gettext_lazy("Nothing looks abused."),
)  # fmt: skip
