"""The statement of a fund for whoever may read its holder's books."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING

from liushui.books import policies
from liushui.insight.queries.entries import masked_reference
from liushui.insight.queries.names import FundName, fund_names
from liushui.insight.queries.wording import kind_word
from liushui.kernel.errors import NotFound
from liushui.ledger.queries import fund
from liushui.ledger.queries.flows import Months, Node
from liushui.ledger.queries.statements import Cursor, Line, statement, statement_lines
from liushui.parties.actors import Actor

if TYPE_CHECKING:
    from liushui.ledger.models import Fund

PAGE_SIZE = 50
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class StatementLine:
    """An entry as it is shown: ``minor`` below zero went out; ``balance`` is after it."""

    movement_id: int
    at: datetime
    booked: date
    word: str
    other: FundName | None
    reference: str
    minor: int
    balance: int


@dataclass(frozen=True, slots=True)
class StatementPage:
    """A page of a statement with the sums of its months."""

    fund: "Fund"
    name: FundName
    sums: Node
    lines: Sequence[StatementLine]
    next: Cursor | None


def fund_for(actor: Actor, fund_id: int) -> "Fund":
    """The fund, or ``NotFound`` for those who may not read its holder's books."""
    found = fund(fund_id)
    organisation = found.holder.organisation_id
    if organisation is None or not policies.can_read(actor, organisation):
        raise NotFound
    return found


def statement_page(
    actor: Actor, fund_id: int, months: Months, *, after: Cursor | None = None
) -> StatementPage:
    """A page of the fund's statement over some booked months."""
    found = fund_for(actor, fund_id)
    told = statement(fund_id, months, after=after, limit=PAGE_SIZE)
    name = fund_names([fund_id])[fund_id]
    return StatementPage(found, name, told.sums, _named(told.lines), told.next)


def all_lines(actor: Actor, fund_id: int, months: Months) -> Iterator[StatementLine]:
    """Every line of the statement, named, however many: a few hundred at a time."""
    fund_for(actor, fund_id)
    lines = statement_lines(fund_id, months)
    while some := list(islice(lines, AT_ONCE)):
        yield from _named(some)


def _named(lines: Iterable[Line]) -> Sequence[StatementLine]:
    listed = list(lines)
    names = fund_names(line.other for line in listed if line.other is not None)
    return [
        StatementLine(
            movement_id=line.movement_id,
            at=line.happened_at,
            booked=line.booked,
            word=kind_word(line.kind),
            other=names.get(line.other or 0),
            reference=masked_reference(line.ref) if line.other is None else line.ref,
            minor=line.amount,
            balance=line.balance,
        )
        for line in listed
    ]
