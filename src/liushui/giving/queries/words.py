"""What waits between a call-back's answer and its payment: for a moment, or for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from liushui.giving.models import StuckWord, Word
from liushui.parties.access import Right
from liushui.parties.actors import Actor

STUCK_LIMIT = 100


@dataclass(frozen=True, slots=True)
class SettlingLag:
    """How many answered call-backs are not settled yet, and since when the oldest waits."""

    waiting: int
    seconds: int


def settling_lag(at: datetime) -> SettlingLag:
    """Those that a person looks at are not counted: they keep nobody waiting."""
    found = Word.objects.filter(stuck=None).aggregate(count=Count("id"), since=Min("received_at"))
    since = found["since"]
    seconds = int((at - since).total_seconds()) if since else 0
    return SettlingLag(found["count"], max(0, seconds))


def stuck_for_console(actor: Actor) -> Sequence[StuckWord]:
    """Payments that were answered and cannot be booked, oldest first, each with its order."""
    stuck = StuckWord.objects.select_related("word__order__project__organisation")
    if not actor.is_system:
        held = actor.organisations_with(Right.MONEY_APPROVE)
        stuck = stuck.filter(word__order__project__organisation_id__in=held)
    return list(stuck.order_by("since", "word_id")[:STUCK_LIMIT])
