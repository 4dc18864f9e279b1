"""What we keep of the providers' words, asked by those above."""

from collections.abc import Sequence

from liushui.payments.models import Complaint, PlatformCertificate
from liushui.payments.states import ComplaintState


def kept_certificates() -> str:
    """WeChat Pay's certificates that were fetched, PEM below PEM; "" before the first."""
    return "".join(PlatformCertificate.objects.order_by("serial").values_list("pem", flat=True))


def open_complaints(limit: int = 100) -> Sequence[Complaint]:
    """Complaints that have not ended, oldest first."""
    waiting = Complaint.objects.exclude(state=ComplaintState.PROCESSED)
    return list(waiting.order_by("heard_at", "id")[:limit])
