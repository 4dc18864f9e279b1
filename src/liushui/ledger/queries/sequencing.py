"""How far the line is behind what was accepted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from liushui.ledger.models import Inbox


@dataclass(frozen=True, slots=True)
class Lag:
    """Seconds that the oldest accepted gift has waited for its place, and how many wait."""

    seconds: float
    waiting: int


def sequencer_lag(now: datetime) -> Lag:
    """How far the sequencer is behind; zero and none when it has caught up."""
    oldest = Inbox.objects.order_by("pk").values_list("accepted_at", flat=True).first()
    if oldest is None:
        return Lag(0.0, 0)
    return Lag(max(0.0, (now - oldest).total_seconds()), Inbox.objects.count())


def is_waiting(ref: str) -> bool:
    """Whether a gift was accepted and has no place yet."""
    return Inbox.objects.filter(key=f"gift:{ref}").exists()


def waiting_in(fund_ids: Iterable[int]) -> int:
    """Units accepted into these funds that have no place yet."""
    waiting = Inbox.objects.filter(fund_id__in=list(fund_ids)).aggregate(sum=Sum("amount"))
    return int(waiting["sum"] or 0)
