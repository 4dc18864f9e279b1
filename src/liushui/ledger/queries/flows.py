"""Sums of movements between funds: what flow charts and totals are made of.

Every sum is counted from the movements themselves, never from the counts on the fund row, so that a
page which says "equal" has compared two things.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from liushui.ledger.models import Fund, Movement
from liushui.ledger.states import FundKind, Kind, Purpose, SinkUse

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Edge:
    """All that moved from one fund (none: from outside) to another, and by how many movements."""

    source: int | None
    target: int
    amount: int
    count: int


@dataclass(frozen=True, slots=True)
class Month:
    """The gifts booked in one month."""

    month: date
    amount: int
    count: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in all funds of one kind and use, and what of it is reserved."""

    kind: str
    sink_use: str | None
    standing: int
    reserved: int


def funds_by_id(fund_ids: Iterable[int]) -> Mapping[int, Fund]:
    """Many funds with their holders and the holders' organisations: one query."""
    funds = Fund.objects.filter(pk__in=set(fund_ids)).select_related("holder__organisation")
    return {fund.pk: fund for fund in funds}


def funds_for(purpose: Purpose, sink_use: SinkUse | None = None) -> Sequence[Fund]:
    """Every holder's fund for one purpose; with ``sink_use`` its sinks of that use."""
    funds = Fund.objects.filter(purpose_kind=purpose.kind, purpose_id=purpose.id)
    funds = funds.filter(kind=FundKind.SINK, sink_use=sink_use) if sink_use else funds
    return list(funds.select_related("holder__organisation").order_by("pk"))


def funds_of_organisation(organisation_id: int, limit: int = 10_000) -> Sequence[Fund]:
    """The organisation's funds of money, sinks included, in the order in which they were opened."""
    funds = Fund.objects.filter(holder__organisation_id=organisation_id, resource="CNY")
    return list(funds.order_by("pk")[:limit])


def edges_around(fund_ids: Iterable[int]) -> Sequence[Edge]:
    """What moved into and out of these funds, summed by pair of funds: two queries."""
    wanted = set(fund_ids)
    into = _edges(Movement.objects.filter(target__in=wanted))
    out = _edges(Movement.objects.filter(source__in=wanted).exclude(target__in=wanted))
    return [*into, *out]


def movements_by_id(movement_ids: Iterable[int]) -> Mapping[int, Movement]:
    """Many movements by id, without their funds: one query."""
    return Movement.objects.in_bulk(set(movement_ids))


def movements_between(
    source: int | None, target: int, *, before: int | None = None, limit: int = PAGE_SIZE
) -> Sequence[Movement]:
    """What moved from one fund (none: outside) to another and back, newest first.

    At most ``limit`` movements with an id below ``before``.
    """
    there = Q(source=source, target=target)
    back = Q(source=target, target=source) if source is not None else Q()
    movements = Movement.objects.filter(there | back)
    if before is not None:
        movements = movements.filter(pk__lt=before)
    return list(movements.order_by("-pk")[:limit])


def movement_by_id(movement_id: int) -> Movement | None:
    """One movement, without its funds."""
    return Movement.objects.filter(pk=movement_id).first()


def gifts_by_month(fund_id: int) -> Sequence[Month]:
    """The gifts into a fund by booked month, oldest first."""
    months = (
        Movement.objects.filter(target=fund_id, source=None, kind=Kind.GIFT)
        .values("booked")
        .annotate(amount=Sum("amount"), count=Count("pk"))
        .order_by("booked")
    )
    return [Month(row["booked"], row["amount"], row["count"]) for row in months]


def received_from_outside(resource: str = "CNY") -> int:
    """All units that ever came from outside, summed from the movements (L22): one query."""
    outside = Movement.objects.filter(source=None, resource=resource)
    return int(outside.aggregate(total=Sum("amount"))["total"] or 0)


def standing_by_kind(resource: str = "CNY") -> Sequence[Standing]:
    """What stands where, by kind and use of fund, from the fund rows: one query."""
    rows = (
        Fund.objects.filter(resource=resource)
        .values("kind", "sink_use")
        .annotate(issued=Sum("tip"), gone=Sum("taken"), held=Sum("reserved"))
        .order_by("kind", "sink_use")
    )
    return [
        Standing(row["kind"], row["sink_use"], row["issued"] - row["gone"], row["held"])
        for row in rows
    ]


def _edges(movements: QuerySet[Movement]) -> list[Edge]:
    rows = (
        movements.values("source_id", "target_id")
        .annotate(amount=Sum("amount"), count=Count("pk"))
        .order_by("source_id", "target_id")
    )
    return [Edge(row["source_id"], row["target_id"], row["amount"], row["count"]) for row in rows]
