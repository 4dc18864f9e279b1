"""Sums of movements between funds: what flow charts and totals are made of.

Every sum is counted from the movements, month by month, as they are booked (``Flow``), and never
from the counts on the fund row, so that a page which says "equal" has compared two things.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import F, Max, Min, Q, QuerySet, Sum

from liushui.ledger.models import Flow, Fund, Movement
from liushui.ledger.states import FundKind, Kind, Purpose, SinkUse

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Edge:
    """All that moved from one fund (none: from outside) to another, and by how many movements."""

    source: int | None
    target: int
    amount: int
    count: int


class Months(NamedTuple):
    """Booked months from ``first`` to ``last``, both in it; None: without a bound."""

    first: date | None = None
    last: date | None = None

    @property
    def filter(self) -> Q:
        """The rows that are booked in these months."""
        began = Q(booked__gte=self.first.replace(day=1)) if self.first else Q()
        return began & (Q(booked__lte=self.last) if self.last else Q())


ALL_MONTHS = Months()


@dataclass(frozen=True, slots=True)
class Node:
    """A fund (or a group of them) over some months: opening + came = went + closing, always.

    Books that tell a use before the gift that paid for it have months that open below zero.
    """

    opening: int
    came: int
    went: int

    @property
    def closing(self) -> int:
        return self.opening + self.came - self.went


@dataclass(frozen=True, slots=True)
class Flows:
    """What moved into, out of and between funds in some months; every node balances."""

    nodes: Mapping[int, Node]
    edges: Sequence[Edge]


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


def edges_around(fund_ids: Iterable[int], months: Months = ALL_MONTHS) -> Sequence[Edge]:
    """What moved into and out of these funds, summed by pair of funds: two queries."""
    wanted = set(fund_ids)
    flows = Flow.objects.filter(months.filter)
    into = _edges(flows.filter(target__in=wanted))
    out = _edges(flows.filter(source__in=wanted).exclude(target__in=wanted))
    return [*into, *out]


def flows_of(fund_ids: Iterable[int], months: Months = ALL_MONTHS) -> Flows:
    """The funds over some months: four queries. What a flow chart of a period is made of."""
    wanted = set(fund_ids)
    edges = edges_around(wanted, months)
    opening = _openings(wanted, months.first)
    came: Counter[int] = Counter()
    went: Counter[int] = Counter()
    for edge in edges:
        came[edge.target] += edge.amount
        if edge.source is not None:
            went[edge.source] += edge.amount
    nodes = {fund: Node(opening.get(fund, 0), came[fund], went[fund]) for fund in sorted(wanted)}
    return Flows(nodes, edges)


def gathered(flows: Flows, group_of: Mapping[int, int]) -> Flows:
    """The same by group of funds, by holder for one; what moves inside a group is no flow.

    ``group_of`` names the group of every fund at either end of an edge.
    """
    sums: dict[tuple[int | None, int], tuple[int, int]] = {}
    for edge in flows.edges:
        source = group_of[edge.source] if edge.source is not None else None
        target = group_of[edge.target]
        if source != target:
            amount, count = sums.get((source, target), (0, 0))
            sums[source, target] = amount + edge.amount, count + edge.count
    edges = [Edge(source, target, *sum_) for (source, target), sum_ in sums.items()]
    openings: Counter[int] = Counter()
    for fund, node in flows.nodes.items():
        openings[group_of[fund]] += node.opening
    nodes = {
        group: Node(
            opening=opening,
            came=sum(edge.amount for edge in edges if edge.target == group),
            went=sum(edge.amount for edge in edges if edge.source == group),
        )
        for group, opening in sorted(openings.items())
    }
    return Flows(nodes, edges)


def booked_months(fund_ids: Iterable[int]) -> Months | None:
    """The first and the last month in which something of these funds is booked: one query."""
    wanted = set(fund_ids)
    found = Flow.objects.filter(Q(target__in=wanted) | Q(source__in=wanted)).aggregate(
        first=Min("booked"), last=Max("booked")
    )
    return Months(found["first"], found["last"]) if found["first"] else None


def movements_by_id(movement_ids: Iterable[int]) -> Mapping[int, Movement]:
    """Many movements by id, without their funds: one query."""
    return Movement.objects.in_bulk(set(movement_ids))


def movements_between(
    source: int | None,
    target: int,
    *,
    before: int | None = None,
    limit: int = PAGE_SIZE,
    months: Months = ALL_MONTHS,
) -> Sequence[Movement]:
    """What moved from one fund (none: outside) to another and back, newest first.

    At most ``limit`` movements, those that come after ``before`` in that order.
    """
    if source is None:
        return _from_outside(target, before, limit, months)
    there = Q(source=source, target=target) | Q(source=target, target=source)
    kept = Flow.objects.filter(there, months.filter).aggregate(
        first=Min("first_id"), last=Max("last_id")
    )
    if kept["first"] is None:
        return []
    movements = Movement.objects.filter(there, months.filter)
    movements = movements.filter(pk__gte=kept["first"], pk__lte=kept["last"])
    if before is not None:
        movements = movements.filter(pk__lt=before)
    return list(movements.order_by("-pk")[:limit])


def movement_by_id(movement_id: int) -> Movement | None:
    """One movement, without its funds."""
    return Movement.objects.filter(pk=movement_id).first()


def gifts_by_month(fund_ids: Iterable[int]) -> Sequence[Month]:
    """The gifts into these funds by booked month, oldest first."""
    gifts = Flow.objects.filter(target__in=set(fund_ids), source=None, kind=Kind.GIFT)
    months = gifts.values("booked").annotate(units=Sum("amount"), number=Sum("count"))
    return [
        Month(row["booked"], int(row["units"]), int(row["number"]))
        for row in months.order_by("booked")
    ]


def received_from_outside(resource: str = "CNY") -> int:
    """All units that ever came from outside, summed as they were booked (L22): one query."""
    outside = Flow.objects.filter(source=None, target__resource=resource)
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


def _edges(flows: QuerySet[Flow]) -> list[Edge]:
    rows = (
        flows.values("source_id", "target_id")
        .annotate(units=Sum("amount"), number=Sum("count"))
        .order_by("source_id", "target_id")
    )
    return [
        Edge(row["source_id"], row["target_id"], int(row["units"]), int(row["number"]))
        for row in rows
    ]


def _openings(fund_ids: set[int], first: date | None) -> Mapping[int, int]:
    """What the books of the months before say that each fund held."""
    if first is None:
        return {}
    earlier = Flow.objects.filter(booked__lt=first.replace(day=1))
    held: Counter[int] = Counter()
    for name, sign in (("target", 1), ("source", -1)):
        sums = earlier.filter(**{f"{name}__in": fund_ids}).values(fund=F(f"{name}_id"))
        for row in sums.annotate(units=Sum("amount")).order_by():
            held[row["fund"]] += sign * int(row["units"])
    return held


def _from_outside(
    target: int, before: int | None, limit: int, months: Months
) -> Sequence[Movement]:
    """By place in the line, which has an index for it; the order of ids but for matches."""
    kept = Flow.objects.filter(months.filter, target=target, source=None).aggregate(
        first=Min("first_lo"), last=Max("last_hi")
    )
    if kept["first"] is None:
        return []
    movements = Movement.objects.filter(
        months.filter, target=target, source=None, lo__gte=kept["first"], lo__lt=kept["last"]
    )
    if before is not None:
        last = Movement.objects.filter(pk=before, target=target).values("lo")
        movements = movements.filter(lo__lt=last)
    return list(movements.order_by("-lo")[:limit])
