"""What is asked about gifts that are settled, whoever asks: for modules above."""

from collections.abc import Iterable, Mapping

from liushui.giving.models import GiftOrder, Payment
from liushui.giving.states import Finding


def orders_by_id(ids: Iterable[int]) -> Mapping[int, GiftOrder]:
    """Orders with project, organisation and donor loaded: one query."""
    found = GiftOrder.objects.filter(pk__in=set(ids))
    return {one.pk: one for one in found.select_related("project__organisation", "donor")}


def settling_payments(order_ids: Iterable[int]) -> Mapping[int, Payment]:
    """The payment that settled each order: one query."""
    found = Payment.objects.filter(order_id__in=set(order_ids))
    settled = found.exclude(finding=Finding.SECOND_PAYMENT).order_by("-id")
    return {one.order_id: one for one in settled}
