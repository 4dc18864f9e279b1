"""Transfers that are awaited: for their giver."""

from dataclasses import dataclass

from django.db.models import Count, Sum

from liushui.giving.queries import gift_for
from liushui.kernel.errors import NotFound
from liushui.parties.actors import Actor
from liushui.reconciling.models import Account, AwaitedTransfer, CounterGift
from liushui.reconciling.states import CounterKind


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


def cheque_for(actor: Actor, reference: str) -> CounterGift | None:
    """The cheque that was handed over for a gift that the actor may see; none without one."""
    order = gift_for(actor, reference)
    cheques = CounterGift.objects.filter(order=order, kind=CounterKind.CHEQUE)
    return cheques.select_related("order__project__organisation").first()


@dataclass(frozen=True, slots=True)
class Awaited:
    """How many transfers an account waits for, and of how much."""

    count: int
    minor: int


def awaited_in(account: Account) -> Awaited:
    """What givers announced and the bank has not told yet."""
    found = account.awaited.filter(is_over=False).aggregate(
        count=Count("id"), minor=Sum("order__amount_minor")
    )
    return Awaited(found["count"], int(found["minor"] or 0))
