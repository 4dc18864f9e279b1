"""Payments that came into another organisation's account than their order's: nothing was booked."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Min

from liushui.giving.models import GiftOrder, PaymentNotice
from liushui.giving.states import UNPAID, Outcome
from liushui.parties.access import Right
from liushui.parties.actors import Actor

# By then the two organisations have cleared it up, or the provider has sent it back.
_SHOWN_FOR = timedelta(days=30)
_LIMIT = 100


def strayed_for_console(actor: Actor, at: datetime) -> Sequence[tuple[GiftOrder, datetime]]:
    """Unpaid orders of which a provider said so lately, oldest first, each with since when."""
    told = PaymentNotice.objects.filter(
        outcome=Outcome.OTHER_MERCHANT, received_at__gt=at - _SHOWN_FOR, order__state__in=UNPAID
    )
    if not actor.is_system:
        held = actor.organisations_with(Right.MONEY_APPROVE)
        told = told.filter(order__project__organisation_id__in=held)
    since = dict(told.values_list("order_id").annotate(since=Min("received_at"))[:_LIMIT])
    orders = GiftOrder.objects.select_related("project").filter(pk__in=since)
    return sorted(((one, since[one.pk]) for one in orders), key=lambda both: both[1])
