"""A gift by bank transfer: an order, the account to send it to, and the code to write beside it."""

from datetime import datetime, timedelta

from django.db import transaction

from liushui.giving.queries import gift_for
from liushui.giving.services import close_by_hand
from liushui.giving.states import Channel
from liushui.kernel.clock import day_of
from liushui.parties.actors import Actor
from liushui.reconciling.codes import new_code
from liushui.reconciling.errors import TransfersNotTaken
from liushui.reconciling.models import AwaitedTransfer
from liushui.reconciling.queries.accounts import account_for_transfers
from liushui.reconciling.queries.transfers import awaited_for
from liushui.reconciling.services.marks import sender_mark

WAITS_DAYS = 30
_BY = "system:reconciling"
AT_ONCE = 500


@transaction.atomic
def await_transfer(
    actor: Actor, reference: str, *, sender: str = "", at: datetime
) -> AwaitedTransfer:
    """Wait for the transfer of an order by bank. The same order again has the same code.

    ``sender`` is the name in which it will come; only its keyed hash is kept. Raises
    ``NotFound`` and ``TransfersNotTaken``.
    """
    order = gift_for(actor, reference)
    account = account_for_transfers(order.project.organisation_id, day_of(at))
    if account is None or order.channel != Channel.BANK_TRANSFER:
        raise TransfersNotTaken
    awaited, _fresh = AwaitedTransfer.objects.get_or_create(
        order=order,
        defaults={
            "account": account,
            "code": new_code(),
            "sender_hash": sender_mark(sender),
            "until": day_of(order.created_at) + timedelta(days=WAITS_DAYS),
        },
    )
    return awaited


def close_overdue(*, at: datetime) -> int:
    """Close the orders of transfers that did not come in time; one that comes later still counts.

    How many were closed.
    """
    late = AwaitedTransfer.objects.filter(is_over=False, until__lt=day_of(at))
    closed = 0
    for awaited in late.select_related("order").order_by("id")[:AT_ONCE]:
        with transaction.atomic():
            close_by_hand(awaited.order.reference, by=_BY, why="not_come", at=at)
            AwaitedTransfer.objects.filter(pk=awaited.pk).update(is_over=True)
        closed += 1
    return closed


@transaction.atomic
def name_sender(actor: Actor, reference: str, sender: str) -> AwaitedTransfer:
    """Say in whose name the transfer will come: it is then found without its code too.

    Raises ``NotFound``.
    """
    awaited = awaited_for(actor, reference)
    awaited.sender_hash = sender_mark(sender)
    awaited.save(update_fields=["sender_hash"])
    return awaited
