"""What donors are told of their gifts."""

from datetime import datetime

from django.urls import reverse

from liushui.giving.models import GiftOrder
from liushui.kernel.errors import gettext_noop
from liushui.messaging.kinds import NoticeKind, register_kind
from liushui.messaging.services import tell

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
