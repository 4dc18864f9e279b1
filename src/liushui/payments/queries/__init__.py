"""What we keep of the providers' words, asked by those above."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from liushui.payments.models import Complaint, PlatformCertificate
from liushui.payments.states import ComplaintState

if TYPE_CHECKING:
    from django.db.models import QuerySet


def kept_certificates() -> str:
    """WeChat Pay's certificates that were fetched, PEM below PEM; "" before the first."""
    return "".join(PlatformCertificate.objects.order_by("serial").values_list("pem", flat=True))


def open_complaints(about: "QuerySet[Any]", limit: int = 100) -> Sequence[Complaint]:
    """Complaints about these orders, named by reference, that have not ended, oldest first."""
    waiting = _open().filter(order_reference__in=about)
    return list(waiting.order_by("heard_at", "id")[:limit])


def complaints_to_follow(before: datetime, limit: int = 100) -> Sequence[Complaint]:
    """Open complaints told of before this, or of which nothing is known yet; longest first."""
    due = _open().filter(Q(order_reference="") | Q(told_at__lte=before))
    return list(due.order_by("told_at", "id")[:limit])


def _open() -> "QuerySet[Complaint]":
    return Complaint.objects.exclude(state=ComplaintState.PROCESSED)
