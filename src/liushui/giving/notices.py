"""What donors are told of their gifts."""

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse

from liushui.giving.models import GiftOrder
from liushui.kernel.errors import gettext_noop
from liushui.messaging.kinds import NoticeKind, register_kind
from liushui.messaging.services import Telling, tell, tell_each

RECEIVED = NoticeKind(
    "gift-received",
    gettext_noop("My gifts that arrived"),
    gettext_noop("Your gift of %(amount)s yuan has arrived: %(reference)s"),
)
RETURNED = NoticeKind(
    "gift-returned",
    gettext_noop("My gifts that go back to me"),
    gettext_noop("Your gift of %(amount)s yuan goes back to you: %(reference)s"),
)


def register_notices() -> None:
    """At start-up."""
    for kind in (RECEIVED, RETURNED):
        register_kind(kind)


def tell_donor(order: GiftOrder, kind: NoticeKind, *, at: datetime) -> None:
    """The donor, if it was given signed in: a guest has no inbox."""
    if order.by_guest or order.donor_id is None:
        return
    tell(
        order.donor_id,
        kind.name,
        key=order.reference,
        path=reverse("giving:thanks", args=[order.reference]),
        at=at,
        reference=order.reference,
        amount_minor=order.amount_minor,
    )


def tell_donors(moments: Mapping[int, datetime], kind: NoticeKind) -> None:
    """The donors of these orders, by id with the moment: all of them signed in, each once."""
    orders = GiftOrder.objects.filter(pk__in=moments, by_guest=False, donor__isnull=False)
    tellings = [
        Telling(
            donor_id or 0,
            reference,
            reverse("giving:thanks", args=[reference]),
            {"reference": reference, "amount_minor": amount_minor},
        )
        for donor_id, reference, amount_minor in orders.order_by("id").values_list(
            "donor_id", "reference", "amount_minor"
        )
    ]
    tell_each(kind.name, tellings, at=max(moments.values()))
