"""Funds with gifts in them, made through the services; share them freely."""

import itertools
from datetime import UTC, datetime

from liushui.kernel.money import Money
from liushui.ledger.models import Fund, Holder, Movement
from liushui.ledger.services import accept_gift, open_fund, sequence_all, sink
from liushui.ledger.states import HolderKind, Purpose, SinkUse

AT = datetime(2026, 7, 18, 2, 0, tzinfo=UTC)

_numbers = itertools.count(1)


def a_holder() -> Holder:
    """A holder that needs neither an organisation nor a person."""
    return Holder.objects.create(kind=HolderKind.FACILITY, facility_id=next(_numbers))


def a_fund(holder: Holder | None = None, *, purpose: Purpose | None = None) -> Fund:
    """An empty ordinary fund for a purpose of its own."""
    return open_fund(holder or a_holder(), purpose=purpose or Purpose("project", next(_numbers)))


def a_used_sink(fund: Fund, *, purpose: Purpose | None = None) -> Fund:
    """Where what this fund's holder uses is counted."""
    return sink(fund.holder, SinkUse.USED, purpose=purpose or Purpose("case", next(_numbers)))


def give(fund: Fund, *amounts: int, at: datetime = AT) -> list[str]:
    """Accept and sequence gifts of these amounts; their references in order."""
    refs = [f"G{next(_numbers)}" for _ in amounts]
    for ref, amount in zip(refs, amounts, strict=True):
        accept_gift(
            fund_id=fund.pk, amount_minor=amount, key=f"gift:{ref}", ref=ref, happened_at=at
        )
    sequence_all()
    return refs


def fen(amount: int) -> Money:
    return Money(amount)


def spans_taken(movement: Movement) -> list[tuple[int, int]]:
    """The units of the source that a movement took."""
    return list(movement.slices.order_by("place").values_list("lo", "hi"))
