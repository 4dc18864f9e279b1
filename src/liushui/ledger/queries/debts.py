"""What a holder was advanced and has not repaid, with its age (L18)."""

from dataclasses import dataclass
from datetime import datetime

from liushui.ledger.models import Movement
from liushui.ledger.queries.units import covered_units
from liushui.ledger.spans import Span
from liushui.ledger.states import Kind


@dataclass(frozen=True, slots=True)
class Debt:
    """One advance that is open: how much of it, since when, and which of its units."""

    advance_id: int
    amount: int
    since: datetime
    key: str
    spans: tuple[Span, ...]


def open_advances(holder_id: int, resource: str = "CNY") -> list[Debt]:
    """The holder's open advances, the oldest first."""
    advances = Movement.objects.filter(
        kind=Kind.ADVANCE, target__holder=holder_id, resource=resource
    ).order_by("happened_at", "pk")
    found = []
    for one in advances:
        spans, lo = [], 0
        for span in [*covered_units(one.pk), Span(one.amount, one.amount)]:
            if lo < span.lo:
                spans.append(Span(lo, span.lo))
            lo = span.hi
        if spans:
            owed = sum(span.length for span in spans)
            found.append(Debt(one.pk, owed, one.happened_at, one.key, tuple(spans)))
    return found
