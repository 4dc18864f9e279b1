"""What an organisation owes: advances and their age; and what recalls wait to be paid back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from liushui.books import policies
from liushui.insight.queries.names import FundName, fund_names
from liushui.kernel.clock import day_of
from liushui.ledger.queries.books import holders_of_organisations, holds_waiting, shortfall_of
from liushui.ledger.queries.debts import open_advances
from liushui.ledger.queries.flows import movements_by_id
from liushui.parties.actors import Actor

if TYPE_CHECKING:
    from liushui.parties.models import Organisation

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Advance:
    """One advance that is open: since when, for how many days, and by which entry."""

    minor: int
    since: datetime
    days: int
    movement_id: int


@dataclass(frozen=True, slots=True)
class Owed:
    """What one organisation owes to itself, so to say: unrestricted money must end it."""

    body: "Organisation"
    fund_id: int | None
    minor: int
    advances: Sequence[Advance]


@dataclass(frozen=True, slots=True)
class Hop:
    """A step of a recall: who pays whom how much, and who of them is the reader's own."""

    minor: int
    since: datetime
    gift: str
    payer: FundName
    payee: FundName
    freeze_id: int
    is_to_us: bool
    is_our_recall: bool


def owed_by(actor: Actor, at: datetime) -> Sequence[Owed]:
    """The open advances of each organisation whose books the actor may read."""
    owed = []
    for holder in holders_of_organisations(policies.bodies_with_open_books(actor)):
        debts = open_advances(holder.pk)
        if debts and holder.organisation is not None:
            owed.append(
                Owed(
                    holder.organisation,
                    shortfall_of(holder.pk),
                    sum(debt.amount for debt in debts),
                    [
                        Advance(
                            debt.amount,
                            debt.since,
                            (day_of(at) - day_of(debt.since)).days,
                            debt.advance_id,
                        )
                        for debt in debts[:MOST_SHOWN]
                    ],
                )
            )
    return owed


def hops_waiting(actor: Actor) -> Sequence[Hop]:
    """Steps of recalls that wait for a payment to or for a recall by the actor's organisations."""
    bodies = policies.bodies_with_open_books(actor)
    holds = holds_waiting(bodies)
    back = movements_by_id(hold.reverses_id for hold in holds)
    names = fund_names(
        fund for one in back.values() for fund in (one.source_id, one.target_id) if fund
    )
    holders = {holder.pk for holder in holders_of_organisations(bodies)}
    return [
        Hop(
            minor=hold.freeze.amount,
            since=hold.at,
            gift=hold.recall.gift.ref,
            payer=names[back[hold.reverses_id].target_id],
            payee=names[back[hold.reverses_id].source_id or 0],
            freeze_id=hold.freeze_id,
            is_to_us=hold.reverses.source is not None and hold.reverses.source.holder_id in holders,
            is_our_recall=hold.recall.gift.target.holder_id in holders,
        )
        for hold in holds
    ]
