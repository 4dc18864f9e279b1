"""The console's table of funds: what each holds, what of it is promised, what is free."""

from typing import Any

from django.utils.translation import gettext_lazy

from liushui.books import queries
from liushui.books.policies import READING
from liushui.books.wording import kind_of_fund, kinds_of_funds, purpose_of_fund
from liushui.desk.tables import Cell, Choice, Column, Table
from liushui.parties.access import holders_of

_ACCESS = holders_of(*READING)


def _fund(one: Any) -> Cell:
    return Cell(purpose_of_fund(one.name), sub=f"{one.name.holder} · {kind_of_fund(one.name)}")


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
               sort=("reserved",), total="reserved", kind="num wide"),
        Column("held", gettext_lazy("Holds (yuan)"), lambda o: Cell(minor=o.fund.held),
               sort=("held",), kind="num"),
    ),
    filters=(
        Choice("kind", gettext_lazy("Kind of fund"), "kind",
               lambda _actor: kinds_of_funds()),
    ),
    empty=gettext_lazy("Your organisation has no fund yet. A project opens one."),
)  # fmt: skip
TABLES = (FUNDS,)
