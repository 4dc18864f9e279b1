"""What givers are told when money of a gift goes back."""

from datetime import datetime

from django.urls import reverse

from liushui.giving.models import GiftRefund
from liushui.kernel.errors import gettext_noop
from liushui.messaging.kinds import NoticeKind, register_kind
from liushui.messaging.services import tell
from liushui.projects.states import Lane

REFUNDED = NoticeKind(
    "gift-refunded",
    gettext_noop("Money of my gifts that goes back"),
    gettext_noop("%(amount)s yuan of your gift go back to where they came from: %(reference)s"),
)
REFUND_DECLINED = NoticeKind(
    "gift-refund-declined",
    gettext_noop("Refunds that the charity declined"),
    gettext_noop("The charity does not return the %(amount)s yuan that you asked for."),
)

REFUNDED_APPEAL = NoticeKind(
    "appeal-gift-refunded",
    gettext_noop("Money that I gave to personal appeals and that goes back"),
    gettext_noop(
        "%(amount)s yuan that you gave to a personal appeal go back to where they came from:"
        " %(reference)s"
    ),
)


def register_refund_notices() -> None:
    """At start-up."""
    for kind in (REFUNDED, REFUND_DECLINED, REFUNDED_APPEAL):
        register_kind(kind)


def tell_refund(one: GiftRefund, kind: NoticeKind, *, at: datetime) -> None:
    """The giver, if it was given signed in: a guest has no inbox."""
    order = one.order
    if order.by_guest or order.donor_id is None:
        return
    if kind is REFUNDED and order.project.lane == Lane.PERSONAL:
        kind = REFUNDED_APPEAL
    tell(
        order.donor_id,
        kind.name,
        key=one.reference,
        path=reverse("giving:refund", args=[order.reference]),
        at=at,
        reference=order.reference,
        amount_minor=one.amount_minor,
    )
