"""The console's tables of gifts that came in, and of what the provider told us."""

from typing import Any

from django.utils.translation import gettext_lazy

from liushui.base.forms import in_reader_language
from liushui.desk.tables import Cell, Choice, Column, Days, Search, Table
from liushui.giving import queries
from liushui.giving.states import Channel, GiftState, Outcome
from liushui.parties.access import Right, holders_of

_READERS = holders_of(Right.GIFT_READ, Right.MONEY_APPROVE)


def _donor(order: Any) -> Cell:
    """Surname and stars if the donor chose so and did not restrict it, else: a donor."""
    restricted = order.donor is not None and order.donor.restricted_at is not None
    shown = "" if restricted else order.donor_display
    return Cell(shown or str(gettext_lazy("A donor")))


def _gift(order: Any) -> Cell:
    project = order.project
    return Cell(order.reference, sub=in_reader_language(project.title, project.title_en))


def _outcome(notice: Any) -> Cell:
    return Cell(
        str(notice.get_outcome_display()), sub=notice.order.reference if notice.order else ""
    )


def _project(notice: Any) -> Cell:
    if notice.order is None:
        return Cell(str(gettext_lazy("none named")))
    project = notice.order.project
    return Cell(in_reader_language(project.title, project.title_en))


GIFTS = Table(
    name="gifts",
    title=gettext_lazy("Gifts"),
    address="giving:gifts",
    access=_READERS,
    rows=queries.gifts_in_console,
    order="-asked",
    key_of=lambda order: order.reference,
    key_field="reference",
    columns=(
        Column("reference", gettext_lazy("Gift"), _gift, sort=("id",)),
        Column("project", gettext_lazy("Project"), lambda g: Cell(g.project.number),
               sort=("project__number",), on_page=False),
        Column("donor", gettext_lazy("Shown as"), _donor, kind="wide"),
        Column("channel", gettext_lazy("Came by"), lambda g: Cell(str(g.get_channel_display())),
               on_page=False),
        Column("state", gettext_lazy("State"), lambda g: Cell(str(g.get_state_display())),
               sort=("state",)),
        Column("asked", gettext_lazy("Begun"), lambda g: Cell(at=g.created_at),
               sort=("created_at",), kind="wide"),
        Column("amount", gettext_lazy("Amount (yuan)"), lambda g: Cell(minor=g.amount_minor),
               sort=("amount_minor",), total="amount_minor", kind="num"),
    ),
    filters=(
        Search(("reference", "project__number", "project__title"),
               gettext_lazy("Reference or project")),
        Choice("state", gettext_lazy("State"), "state",
               lambda _actor: [(s.value, str(s.label)) for s in GiftState]),
        Choice("channel", gettext_lazy("Came by"), "channel",
               lambda _actor: [(c.value, str(c.label)) for c in Channel]),
        Days("asked", gettext_lazy("Begun"), "created_at"),
    ),
    empty=gettext_lazy("No gift has come yet."),
)  # fmt: skip

CALL_BACKS = Table(
    name="call-backs",
    title=gettext_lazy("Call-backs of the provider"),
    address="giving:payments",
    access=_READERS,
    rows=queries.notices_in_console,
    order="-received",
    key_of=lambda notice: str(notice.pk),
    columns=(
        Column("outcome", gettext_lazy("What became of it"), _outcome, sort=("outcome",)),
        Column("reference", gettext_lazy("Reference"),
               lambda n: Cell(n.order.reference if n.order else ""), on_page=False),
        Column("project", gettext_lazy("Project"), _project, kind="wide"),
        Column("received", gettext_lazy("Reached us"), lambda n: Cell(at=n.received_at),
               sort=("received_at",)),
    ),
    filters=(
        Search(("order__reference", "order__project__number", "order__project__title"),
               gettext_lazy("Reference or project")),
        Choice("outcome", gettext_lazy("What became of it"), "outcome",
               lambda _actor: [(o.value, str(o.label)) for o in Outcome]),
        Days("received", gettext_lazy("Reached us"), "received_at"),
    ),
    empty=gettext_lazy("No call-back has come yet."),
)  # fmt: skip
TABLES = (GIFTS, CALL_BACKS)
