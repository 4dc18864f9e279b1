"""The funds whose books the actor may read, under the names that the public knows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from liushui.books import policies
from liushui.insight.queries.names import FundName, fund_names
from liushui.ledger.queries.books import funds_of_organisations
from liushui.parties.actors import Actor

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from liushui.ledger.models import Fund


@dataclass(frozen=True, slots=True)
class NamedFund:
    """A fund and what it is called."""

    fund: "Fund"
    name: FundName


def funds_in_console(actor: Actor) -> "QuerySet[Fund]":
    """The money funds of the bodies whose books the actor may read: the table bounds them."""
    return funds_of_organisations(policies.bodies_with_open_books(actor))


def with_names(funds: Sequence["Fund"]) -> Sequence[NamedFund]:
    """Each with its name. Five queries, however many funds."""
    names = fund_names(fund.pk for fund in funds)
    return [NamedFund(fund, names[fund.pk]) for fund in funds]
