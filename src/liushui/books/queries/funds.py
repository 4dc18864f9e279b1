"""The funds whose books the actor may read, under the names that the public knows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F

from liushui.books import policies
from liushui.books.wording import fund_in_words
from liushui.insight.queries.names import FundName, fund_names
from liushui.kernel.money import format_yuan
from liushui.ledger.queries.books import funds_of_organisations
from liushui.ledger.states import FundKind
from liushui.parties.actors import Actor

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from liushui.ledger.models import Fund

MOST_CHOICES = 200


@dataclass(frozen=True, slots=True)
class NamedFund:
    """A fund and what it is called."""

    fund: "Fund"
    name: FundName


def funds_in_console(actor: Actor) -> "QuerySet[Fund]":
    """The money funds of the bodies whose books the actor may read: the table bounds them."""
    return funds_of_organisations(policies.bodies_with_open_books(actor))


def funds_to_choose(actor: Actor, kind: FundKind = FundKind.ORDINARY) -> Sequence[tuple[str, str]]:
    """The funds that the actor may propose something about, for a form: those with money first."""
    bodies = policies.bodies_to_propose_for(actor) | policies.bodies_to_decide_for(actor)
    funds = funds_of_organisations(bodies).filter(kind=kind)
    named = with_names(list(funds.order_by((F("tip") - F("taken")).desc(), "pk")[:MOST_CHOICES]))
    return [
        (str(one.fund.pk), f"{fund_in_words(one.name)} · {format_yuan(one.fund.free)}")
        for one in named
    ]


def with_names(funds: Sequence["Fund"]) -> Sequence[NamedFund]:
    """Each with its name. Five queries, however many funds."""
    names = fund_names(fund.pk for fund in funds)
    return [NamedFund(fund, names[fund.pk]) for fund in funds]
