"""What we keep of the providers' words, asked by those above."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import F

from liushui.payments.models import Complaint, PlatformCertificate, Refund, RefundedPayment
from liushui.payments.states import ComplaintState, RefundState

if TYPE_CHECKING:
    from datetime import datetime


def kept_certificates() -> str:
    """WeChat Pay's certificates that were fetched, PEM below PEM; "" before the first."""
    return "".join(PlatformCertificate.objects.order_by("serial").values_list("pem", flat=True))


def refund_by_key(key: str) -> Refund | None:
    """A refund by our own key."""
    return Refund.objects.select_related("payment").filter(key=key).first()


def refunds_of(provider: str, transaction_id: str) -> Sequence[Refund]:
    """What was sent back of a payment, or is on its way, in the order of asking."""
    found = Refund.objects.select_related("payment").filter(
        payment__provider=provider, payment__transaction_id=transaction_id
    )
    return list(found.order_by("id"))


def refunds_waiting(*, told_before: "datetime", limit: int) -> Sequence[Refund]:
    """Refunds that the provider has not ended, longest unasked first."""
    states = (RefundState.ASKED, RefundState.PROCESSING)
    waiting = Refund.objects.select_related("payment").filter(state__in=states)
    waiting = waiting.exclude(told_at__gte=told_before)
    return list(waiting.order_by(F("told_at").asc(nulls_first=True), "id")[:limit])


def refundable_minor(provider: str, transaction_id: str, total_minor: int) -> int:
    """What can still be sent back of a payment of this much."""
    taken = RefundedPayment.objects.filter(provider=provider, transaction_id=transaction_id)
    return total_minor - (taken.values_list("taken_minor", flat=True).first() or 0)


def open_complaints(limit: int = 100) -> Sequence[Complaint]:
    """Complaints that have not ended, oldest first."""
    waiting = Complaint.objects.exclude(state=ComplaintState.PROCESSED)
    return list(waiting.order_by("heard_at", "id")[:limit])
