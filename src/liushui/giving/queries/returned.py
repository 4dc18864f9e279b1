"""Refunds as the statement of an account names them: by our number, or by the bank's."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from liushui.giving.models import GiftRefund
from liushui.giving.refund_states import REFUND_BOOKED, RefundState


def refunds_numbered(references: Iterable[str]) -> Mapping[str, GiftRefund]:
    """What two people agreed to send back, by the number that the provider was told: one query."""
    found = GiftRefund.objects.filter(reference__in=set(references), state__in=REFUND_BOOKED)
    return {one.reference: one for one in found.select_related("payment__order__project")}


def refunds_by_bank(
    organisation_id: int, first: datetime, before: datetime
) -> Sequence[GiftRefund]:
    """What an organisation sent back by its bank in a time, oldest first."""
    found = GiftRefund.objects.filter(
        order__project__organisation_id=organisation_id,
        is_by_hand=True,
        state=RefundState.RETURNED,
        ended_at__gte=first,
        ended_at__lt=before,
    )
    return list(found.order_by("ended_at", "id"))


def refunds_by_provider(provider: str, first: datetime, before: datetime) -> Sequence[GiftRefund]:
    """What a payment service said in a time that it sent back, oldest first."""
    found = GiftRefund.objects.filter(
        payment__provider=provider,
        is_by_hand=False,
        state=RefundState.RETURNED,
        ended_at__gte=first,
        ended_at__lt=before,
    )
    whole = found.select_related("order__project", "payment__order__project")
    return list(whole.order_by("ended_at", "id"))
