"""Transfers that are awaited: for their giver."""

from liushui.giving.queries import gift_for
from liushui.kernel.errors import NotFound
from liushui.parties.actors import Actor
from liushui.reconciling.models import AwaitedTransfer


def awaited_for(actor: Actor, reference: str) -> AwaitedTransfer:
    """The transfer awaited for a gift that the actor may see, else ``NotFound``."""
    order = gift_for(actor, reference)
    found = (
        AwaitedTransfer.objects.filter(order=order)
        .select_related("account", "order__project__organisation")
        .first()
    )
    if found is None:
        raise NotFound
    return found
