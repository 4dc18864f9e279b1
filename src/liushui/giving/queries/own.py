"""What one person gave, over all organisations."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncMonth

from liushui.giving.models import GiftOrder
from liushui.giving.states import GiftState
from liushui.kernel.clock import CHINA
from liushui.parties.actors import Actor


def newest_gifts(actor: Actor, limit: int) -> Sequence[GiftOrder]:
    """The actor's own gifts that stand in the books, newest first, projects loaded: one query."""
    booked = _booked(actor).select_related("project__organisation")
    return list(booked.order_by("-id")[:limit])


def own_gifts(actor: Actor) -> Sequence[GiftOrder]:
    """All of the same."""
    return list(_booked(actor).select_related("project__organisation").order_by("-id"))


def given_by_month(actor: Actor, since: datetime) -> Mapping[date, int]:
    """What the actor gave in each month of China's calendar since then, in fen: one query."""
    rows = (
        _booked(actor)
        .filter(created_at__gte=since)
        .annotate(month=TruncMonth("created_at", tzinfo=CHINA))
        .values_list("month")
        .annotate(sum=Sum("amount_minor"))
        .order_by("month")
    )
    return {month.date(): int(total) for month, total in rows}


def projects_given_to(actor: Actor) -> Mapping[int, tuple[int, int]]:
    """How often and how much the actor gave, by project: one query."""
    rows = _booked(actor).values_list("project_id").annotate(Count("id"), Sum("amount_minor"))
    return {project: (count, int(total)) for project, count, total in rows.order_by("project_id")}


def _booked(actor: Actor) -> "QuerySet[GiftOrder]":
    if actor.person_id is None:
        return GiftOrder.objects.none()
    own = GiftOrder.objects.filter(donor_id=actor.person_id, by_guest=False)
    return own.filter(state=GiftState.PAID)
