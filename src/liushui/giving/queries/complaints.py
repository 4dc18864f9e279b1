"""Complaints at the provider about gifts to one's own organisations."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from liushui.giving.queries.gifts import gifts_in_console
from liushui.parties.actors import Actor
from liushui.payments.queries import open_complaints

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder
    from liushui.payments.models import Complaint


@dataclass(frozen=True, slots=True)
class Complained:
    """A complaint and the gift that it is about."""

    complaint: "Complaint"
    order: "GiftOrder"


def complaints_for_console(actor: Actor) -> Sequence[Complained]:
    """Complaints that have not ended, oldest first: two queries, none of them personal."""
    gifts = gifts_in_console(actor)
    waiting = open_complaints(gifts.order_by().values("reference"))
    named = {one.order_reference for one in waiting}
    orders = {
        order.reference: order
        for order in gifts.filter(reference__in=named).select_related("project")
    }
    return [Complained(one, orders[one.order_reference]) for one in waiting]
