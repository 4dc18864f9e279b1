"""Corrections by which other units went where a gift was meant for (L20)."""

from collections.abc import Iterable, Sequence

from liushui.ledger.models import Movement
from liushui.ledger.states import Kind

MOST = 50


def amends_of(gift_ids: Iterable[int]) -> Sequence[Movement]:
    """What went instead of spent units of these gifts, the oldest first; what came back is out."""
    amends = Movement.objects.filter(for_gift__in=list(gift_ids), kind=Kind.CORRECTION)
    return list(amends.filter(reversals=None).order_by("pk")[:MOST])
