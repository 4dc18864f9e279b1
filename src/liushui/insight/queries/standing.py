"""Where a gift stands before the book can say where it went."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from liushui.giving.queries import gift_order_by_ref
from liushui.giving.states import GiftState
from liushui.insight.errors import GiftUnknown
from liushui.ledger.queries import is_waiting

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder


@dataclass(frozen=True, slots=True)
class Standing:
    """``state``: unpaid, deciding, returning, or placing (paid, its place is seconds off)."""

    reference: str
    state: str
    order: "GiftOrder | None"


def standing_of(reference: str) -> Standing:
    """What is known of a gift without a place in the book: two queries. Raises ``GiftUnknown``."""
    order = gift_order_by_ref(reference)
    if is_waiting(reference):
        return Standing(reference, "placing", order)
    if order is None:
        raise GiftUnknown
    states = {
        GiftState.PAID: "placing",
        GiftState.NEEDS_DECISION: "deciding",
        GiftState.RETURN_DUE: "returning",
    }
    return Standing(reference, states.get(GiftState(order.state), "unpaid"), order)
