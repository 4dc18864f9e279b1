"""Where a project's money is, counted from the ledger's movements and set against its balances."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from liushui.ledger.queries import balances
from liushui.ledger.queries.designations import gathered, gifts_into, members_of
from liushui.ledger.queries.flows import Edge, edges_around, funds_by_id
from liushui.ledger.states import SinkUse
from liushui.projects.models import BudgetLine, Project
from liushui.projects.queries.closings import funds_after
from liushui.projects.relay import MoneyOut, Purse, relay

MONEY_OUT_LINES = 30

# A fee is money used; what went back to givers or was lost is said apart.
_USED = frozenset({SinkUse.USED, SinkUse.FEE})


@dataclass(frozen=True, slots=True)
class PurseSums:
    """One organisation's part: received = used + passed on + on its way + waiting + back."""

    purse: Purse
    received: int
    used: int
    passed_on: int
    transit: int
    waiting: int
    back: int
    depth: int


@dataclass(frozen=True, slots=True)
class Spending:
    """A project's money as a whole. ``given`` came from outside; the parts say where it is."""

    given: int
    gift_count: int
    used: int
    transit: int
    waiting: int
    back: int
    purses: Sequence[PurseSums]
    onward: int = 0
    """What was left when the project ended, and went to another project (R-25)."""

    @property
    def parts(self) -> int:
        return self.used + self.transit + self.waiting + self.back + self.onward

    @property
    def is_equal(self) -> bool:
        """Whether what was counted coming in is what was found: pages say it only if it is."""
        return self.given == self.parts


@dataclass(frozen=True, slots=True)
class BudgetUse:
    """A budget line and what was reported as used on it."""

    line: BudgetLine
    used: int


def spending_of(project: Project) -> Spending:
    """Where the project's money is now, in every organisation that it reached: seven queries.

    One more once it has closed. What was given for wishes, and what is frozen, is part of the
    purse below which it lies.
    """
    own = Purse(
        fund_id=project.fund_id,
        from_fund_id=0,
        organisation_name=project.organisation.name,
        organisation_name_en=project.organisation.name_en,
    )
    purses = [own, *relay().purses_below(project.pk)]
    ids = {purse.fund_id for purse in purses}
    home = members_of(ids)
    edges = gathered(edges_around(home), home)
    sinks = _sinks(edges, ids)
    after = funds_after([project]).get(project.pk, frozenset())
    onward = sum(e.amount for e in edges if e.source in ids and e.target in after)
    transit, waiting = _held(home)
    depths = _depths(purses)
    sums = [
        _purse_sums(purse, edges, sinks, ids, (transit[purse.fund_id], waiting[purse.fund_id],
                    depths[purse.fund_id]))
        for purse in purses
    ]  # fmt: skip
    return Spending(
        given=sum(_signed(edge, ids) for edge in edges if _is_outside(edge, ids, sinks)) + onward,
        gift_count=gifts_into(fund for fund, base in home.items() if base == project.fund_id),
        used=sum(s.used for s in sums),
        transit=sum(s.transit for s in sums),
        waiting=sum(s.waiting for s in sums),
        back=sum(s.back for s in sums),
        purses=[
            replace(
                sums[0], passed_on=sums[0].passed_on + onward, received=sums[0].received + onward
            ),
            *sums[1:],
        ],
        onward=onward,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """A project in a list: what was given to it and what of that was used anywhere."""

    given: int
    used: int


def standings_of(projects: Sequence[Project]) -> Sequence[tuple[Project, Standing]]:
    """What was given to and used of each project, for lists: four queries for all of them.

    One more where a project has closed.
    """
    purses = relay().purses_of_many([project.pk for project in projects])
    owner = {fund_id: project_id for project_id, funds in purses.items() for fund_id in funds}
    owner |= {project.fund_id: project.pk for project in projects}
    home = members_of(owner)
    edges = gathered(edges_around(home), home)
    sinks = _sinks(edges, set(owner))
    after = funds_after(projects)
    given: dict[int, int] = defaultdict(int)
    used: dict[int, int] = defaultdict(int)
    for edge in edges:
        for here, there, sign in ((edge.target, edge.source, 1), (edge.source, edge.target, -1)):
            if here is None or here not in owner or there in owner:
                continue
            if sign < 0 and there in after.get(owner[here], frozenset()):
                continue  # what was left went on: it was given all the same
            if there is None or there not in sinks:
                given[owner[here]] += sign * edge.amount
            elif sinks[there] in _USED:
                used[owner[here]] -= sign * edge.amount
    return [(p, Standing(given[p.pk], used[p.pk])) for p in projects]


def budget_use_of(project: Project) -> Sequence[BudgetUse]:
    """Each budget line beside what was used on it."""
    used = relay().used_by_line(project.pk)
    return [BudgetUse(line, used.get(line.pk, 0)) for line in project.budget_lines.all()]


def money_out_of(project: Project) -> Sequence[MoneyOut]:
    """The newest lines of the day-book of money out, in whatever organisation."""
    return relay().money_out(project.pk, MONEY_OUT_LINES)


def _purse_sums(
    purse: Purse,
    edges: Sequence[Edge],
    sinks: Mapping[int, SinkUse],
    ids: set[int],
    standing: tuple[int, int, int],
) -> PurseSums:
    out: dict[str, int] = defaultdict(int)
    for edge in edges:
        # What a purse got back from where it had gone lowers what is counted as gone.
        for away, end, sign in ((edge.source, edge.target, 1), (edge.target, edge.source, -1)):
            if away != purse.fund_id or end is None:
                continue
            if end in sinks:
                out["used" if sinks[end] in _USED else "back"] += sign * edge.amount
            elif end in ids and end != purse.from_fund_id:
                out["passed_on"] += sign * edge.amount
    transit, waiting, depth = standing
    used, passed_on, back = out["used"], out["passed_on"], out["back"]
    return PurseSums(
        purse=purse,
        received=used + passed_on + back + transit + waiting,
        used=used,
        passed_on=passed_on,
        transit=transit,
        waiting=waiting,
        back=back,
        depth=depth,
    )


def _held(home: Mapping[int, int]) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """What is approved and what is free in each purse, its funds of wishes included."""
    reserved: dict[int, int] = defaultdict(int)
    free: dict[int, int] = defaultdict(int)
    for fund_id, balance in balances(home).items():
        reserved[home[fund_id]] += balance.reserved
        free[home[fund_id]] += balance.free
    return reserved, free


def _sinks(edges: Sequence[Edge], ids: set[int]) -> Mapping[int, SinkUse]:
    ends = {end for edge in edges for end in (edge.source, edge.target) if end is not None}
    funds = funds_by_id(ends - ids)
    return {pk: SinkUse(fund.sink_use) for pk, fund in funds.items() if fund.sink_use}


def _is_outside(edge: Edge, ids: set[int], sinks: Mapping[int, SinkUse]) -> bool:
    inner = edge.source in ids and edge.target in ids
    return not inner and edge.source not in sinks and edge.target not in sinks


def _signed(edge: Edge, ids: set[int]) -> int:
    return edge.amount if edge.target in ids else -edge.amount


def _depths(purses: Sequence[Purse]) -> Mapping[int, int]:
    depths: dict[int, int] = {}
    for purse in purses:
        depths[purse.fund_id] = depths.get(purse.from_fund_id, -1) + 1
    return depths
