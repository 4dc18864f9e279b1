"""Funds of wishes: what they hold, for what, and how payments out of them were chosen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from liushui.ledger.choosing import Purse, Why
from liushui.ledger.models import Choice, Designation, Fund, Movement, Surplus
from liushui.ledger.queries.flows import Edge
from liushui.ledger.states import FundKind, Kind, SinkUse
from liushui.ledger.wishes import Wish, read_all

MOST_DECISIONS = 100
_BELOW = """
with recursive below (fund_id, base_id) as (
  select id, id from ledger_fund where id = any(%s)
  union all select f.id, b.base_id from below b join ledger_fund f on f.parent_id = b.fund_id)
select fund_id, base_id from below"""
_ABOVE = """
with recursive above (fund_id, base_id, parent_id) as (
  select id, parent_id, parent_id from ledger_fund where id = any(%s) and parent_id is not null
  union all select a.fund_id, f.id, f.parent_id
    from above a join ledger_fund f on f.id = a.parent_id)
select fund_id, base_id from above where parent_id is null"""


@dataclass(frozen=True, slots=True)
class Designated:
    """A fund of wishes as it stands: ``given`` ever arrived, ``free`` is there to be used."""

    fund_id: int
    base_id: int
    wishes: tuple[Wish, ...]
    arrived: int
    taken: int
    reserved: int

    @property
    def free(self) -> int:
        return self.arrived - self.taken - self.reserved

    @property
    def held(self) -> int:
        return self.arrived - self.taken


@dataclass(frozen=True, slots=True)
class ChosenPart:
    """What one fund paid or shall pay, and why its turn came."""

    fund_id: int
    amount: int
    wishes: tuple[Wish, ...]
    serves: int
    why: Why


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice as it was kept: whose, for what, and what of other needs stayed payable."""

    key: str
    group_id: UUID
    amount: int
    traits: tuple[Wish, ...]
    parts: tuple[ChosenPart, ...]
    by: str
    why: str
    needed: int
    payable: int
    best: int
    at: datetime


def designations_of(base_ids: Iterable[int]) -> Sequence[Designated]:
    """Every fund of wishes below these funds, in the order in which they were opened: one query."""
    found = Designation.objects.filter(base__in=set(base_ids)).select_related("fund")
    return [_designated(one) for one in found.order_by("pk")]


def designations_by_fund(fund_ids: Iterable[int]) -> Mapping[int, Designated]:
    """Which of these funds are funds of wishes, by fund id: one query."""
    found = Designation.objects.filter(fund__in=set(fund_ids)).select_related("fund")
    return {one.fund_id: _designated(one) for one in found}


def purses_of(base_id: int) -> list[Purse]:
    """The base and the funds of wishes below it, with what is free in each: two queries."""
    base = Fund.objects.get(pk=base_id)
    below = designations_of([base_id])
    return [
        Purse(base.pk, base.free),
        *(Purse(one.fund_id, one.free, one.wishes) for one in below),
    ]


def members_of(base_ids: Iterable[int]) -> Mapping[int, int]:
    """These funds and all below them, for wishes or frozen; each to its base: one query."""
    return _to_base(_BELOW, base_ids)


def bases_of(fund_ids: Iterable[int]) -> Mapping[int, int]:
    """Of each of these funds that lies below another, the one that all above it hang on."""
    return _to_base(_ABOVE, fund_ids)


def gathered(edges: Iterable[Edge], home: Mapping[int, int]) -> list[Edge]:
    """The same sums with every fund counted as its base, and what moved within one left out."""
    sums: dict[tuple[int | None, int], tuple[int, int]] = {}
    for edge in edges:
        source = None if edge.source is None else home.get(edge.source, edge.source)
        target = home.get(edge.target, edge.target)
        if source != target:
            amount, count = sums.get((source, target), (0, 0))
            sums[source, target] = amount + edge.amount, count + edge.count
    return [Edge(source, target, *both) for (source, target), both in sums.items()]


def gifts_into(fund_ids: Iterable[int]) -> int:
    """How many gifts came into these funds: one query, from the index alone."""
    return Movement.objects.filter(target__in=set(fund_ids), kind=Kind.GIFT).count()


def used_for_cases(case_ids: Iterable[int]) -> Mapping[int, int]:
    """What was used for each of these cases and not returned, by case: one query."""
    sinks = Fund.objects.filter(
        purpose_kind="case", purpose_id__in=set(case_ids), sink_use=SinkUse.USED
    )
    used: dict[int, int] = {}
    for case_id, tip, taken in sinks.values_list("purpose_id", "tip", "taken"):
        used[case_id] = used.get(case_id, 0) + tip - taken
    return used


def held_for_case(case_id: int) -> int:
    """What lies in the patient's own funds, whoever holds them."""
    own = Fund.objects.filter(purpose_kind="case", purpose_id=case_id, kind=FundKind.ORDINARY)
    return sum(tip - taken for tip, taken in own.values_list("tip", "taken"))


def choice_under(key: str) -> Chosen | None:
    """The choice that was kept under this key, with its parts: three queries."""
    choice = Choice.objects.filter(key=key).first()
    return _chosen(choice) if choice is not None else None


def choice_of_group(group_id: UUID | None) -> Chosen | None:
    """The choice by which the movements of this group were paid, if there was one."""
    choice = Choice.objects.filter(group_id=group_id).first() if group_id is not None else None
    return _chosen(choice) if choice is not None else None


def surpluses_of(fund_ids: Iterable[int]) -> Sequence[Surplus]:
    """The newest decisions about what was left in or came to these funds; the funds loaded."""
    ids = list(set(fund_ids))
    found = Surplus.objects.filter(Q(fund__in=ids) | Q(target__in=ids))
    return list(found.select_related("fund", "target").order_by("-pk")[:MOST_DECISIONS])


def surplus_under(key: str) -> Surplus | None:
    """The decision under which a movement with this key was booked, if it is one of a surplus."""
    return Surplus.objects.filter(key=key).first()


def _to_base(sql: str, fund_ids: Iterable[int]) -> Mapping[int, int]:
    ids = list(set(fund_ids))
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [ids])
        return dict(cursor.fetchall())


def _designated(one: Designation) -> Designated:
    fund = one.fund
    return Designated(
        fund_id=fund.pk,
        base_id=one.base_id,
        wishes=read_all(one.wishes),
        arrived=fund.tip,
        taken=fund.taken,
        reserved=fund.reserved,
    )


def _chosen(choice: Choice) -> Chosen:
    parts = list(choice.parts.order_by("place"))
    named = designations_by_fund(part.fund_id for part in parts)
    return Chosen(
        key=choice.key,
        group_id=choice.group_id,
        amount=choice.amount,
        traits=read_all(choice.traits),
        parts=tuple(
            ChosenPart(
                fund_id=part.fund_id,
                amount=part.amount,
                wishes=named[part.fund_id].wishes if part.fund_id in named else (),
                serves=part.serves,
                why=Why(part.why),
            )
            for part in parts
        ),
        by=choice.by,
        why=choice.why,
        needed=choice.needed,
        payable=choice.payable,
        best=choice.best,
        at=choice.at,
    )
