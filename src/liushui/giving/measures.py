"""How good the records of gifts are: consistent, fresh, and taken from their source (F12)."""

from collections.abc import Collection
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from liushui.desk.measures import MOST, Measured, RecordSet
from liushui.giving.models import Payment
from liushui.giving.states import BY_HAND, Channel, GiftState
from liushui.ledger.queries import booked_by_ref

# A provider tells at once; a person writes down what came by hand.
FRESH_ONLINE, FRESH_BY_HAND = timedelta(hours=1), timedelta(days=2)
_WRITTEN = frozenset({*BY_HAND, Channel.SHEET})
# Of what a person writes down only a transfer is found in the bank's own file.
_TYPED = _WRITTEN - {Channel.BANK_TRANSFER}


def _gifts(own: Collection[int], first: date, last: date) -> Measured:
    """Gifts received. From their source: told by the provider, or found in the bank's own file."""
    paid = Payment.objects.filter(
        order__project__organisation_id__in=own,
        order__state=GiftState.PAID,
        paid_at__date__range=(first, last),
    )
    found = list(paid.select_related("order").order_by("-pk")[:MOST])
    booked = booked_by_ref([one.order.reference for one in found])
    return Measured(
        count=len(found),
        consistent=sum(booked.get(one.order.reference, 0) == one.amount_minor for one in found),
        fresh=sum(_is_fresh(one) for one in found),
        from_source=sum(one.order.channel not in _TYPED for one in found),
    )


def _is_fresh(one: Payment) -> bool:
    within = FRESH_BY_HAND if one.order.channel in _WRITTEN else FRESH_ONLINE
    return one.received_at - one.paid_at <= within


GIFTS = RecordSet(
    _("Gifts"),
    (
        _("the book took up the very sum"),
        _("known within an hour, written down by hand within two days"),
        _("told by the provider or the bank's own file"),
    ),
    _gifts,
    rank=10,
)
