"""Where the money of funds went, summed: a project's flow, an organisation's books.

A flow is counted from the movements between funds, what came back set off against what went, and
compared with what the fund rows say stands there: a difference is shown, never hidden.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liushui.insight.queries.names import FundName, fund_names
from liushui.insight.queries.strands import Strand, Wording, tree_of
from liushui.insight.queries.wording import end_word, others_word, stage_of
from liushui.kernel.drawing.branches import Branch
from liushui.kernel.drawing.tally import Part, Tally
from liushui.ledger.queries import balances
from liushui.ledger.queries.designations import bases_of, gathered, members_of
from liushui.ledger.queries.flows import (
    Edge,
    Month,
    edges_around,
    funds_by_id,
    gifts_by_month,
)
from liushui.ledger.states import EndKind

if TYPE_CHECKING:
    from liushui.ledger.models import Fund
    from liushui.projects.models import Project

MOST_LEVELS = 8
STAGES = ("used", "transit", "wait", "back")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of a flow's table: an amount that stands at one place."""

    key: str
    title: str
    holder: str
    code: str
    stage: str
    word: str
    minor: int
    href: str


@dataclass(frozen=True, slots=True)
class ProjectFlow:
    """A project's money: gifts by month, every outcome, and the tree to draw. All sums agree."""

    received: int
    months: Sequence[Month]
    outcomes: Sequence[Outcome]
    tally: Tally
    tree: Branch | None


@dataclass(slots=True)
class _Walk:
    """The funds that the money reached, and net sums from each to the next."""

    home: int
    received: int
    out: dict[int, dict[int, int]]
    funds: dict[int, "Fund"]
    reserved: Counter[int]
    free: Counter[int]


def project_flow(project: "Project") -> ProjectFlow:
    """Where the project's money is. Nine queries and seven for each level of organisations."""
    assert project.fund_id is not None, "a project that was opened has a fund"
    walk = _walked(project.fund_id)
    names = fund_names(walk.funds)
    strands = list(_strands(walk, walk.home, ("given",)))
    outcomes = _outcomes(strands, names)
    return ProjectFlow(
        received=walk.received,
        months=gifts_by_month(members_of([project.fund_id])),
        outcomes=outcomes,
        tally=tally_of(walk.received, ((o.stage, o.minor) for o in outcomes)),
        tree=_tree(strands, outcomes, names) if strands else None,
    )


def tally_of(received: int, sums: Iterable[tuple[str, int]]) -> Tally:
    """What came in and its parts by stage, in the stages' order."""
    by_stage = Counter[str]()
    for stage, minor in sums:
        by_stage[stage] += minor
    return Tally(received, [Part(stage, by_stage[stage]) for stage in STAGES if by_stage[stage]])


def net_sums(edges: Iterable[Edge]) -> Mapping[int | None, Mapping[int, int]]:
    """Between each two funds what went and did not come back, by the fund that it left."""
    gross = {(edge.source, edge.target): edge.amount for edge in edges}
    net: dict[int | None, dict[int, int]] = {}
    for (source, target), amount in gross.items():
        rest = amount - (gross.get((target, source), 0) if source is not None else 0)
        if rest > 0:
            net.setdefault(source, {})[target] = rest
    return net


def _walked(home: int) -> _Walk:
    """Follow the money of ``home`` level by level.

    A fund that has money from elsewhere too is not walked through: how much of its outflow is this
    money is a question of units, which a trace answers and a sum does not.
    """
    walk = _Walk(home, 0, {}, {}, Counter(), Counter())
    level: Mapping[int, int | None] = {home: None}
    for _depth in range(MOST_LEVELS):
        funds = funds_by_id(level)
        walk.funds |= funds
        open_funds = [number for number in level if funds[number].sink_use is None]
        if not open_funds:
            break
        net = net_sums(_with_wishes(walk, open_funds))
        reached: dict[int, int | None] = {}
        for number in open_funds:
            entered = sum(row.get(number, 0) for row in net.values())
            from_us = level[number]
            if number == home:
                walk.received = entered
            elif from_us != entered:
                continue
            walk.out[number] = dict(net.get(number, {}))
            for target, amount in walk.out[number].items():
                reached[target] = None if target in reached else amount
        level = {number: amount for number, amount in reached.items() if number not in walk.funds}
    else:
        walk.funds |= funds_by_id(level)
    return walk


def _with_wishes(walk: _Walk, funds: Sequence[int]) -> Sequence[Edge]:
    """What moved around these funds, what was given below them for wishes counted as theirs."""
    home = members_of(funds)
    for fund_id, balance in balances(home).items():
        walk.reserved[home[fund_id]] += balance.reserved
        walk.free[home[fund_id]] += balance.free
    edges = edges_around(home)
    ends = {end for edge in edges for end in (edge.source, edge.target) if end is not None}
    return gathered(edges, {**bases_of(ends - set(home)), **home})


def _strands(walk: _Walk, number: int, through: tuple[str, ...]) -> Iterator[Strand]:
    """The money of one fund: what it passed on, what left for good, what is reserved and rests."""
    here = (*through, f"fund-{number}")
    passed_on = []
    for target, amount in walk.out[number].items():
        use = walk.funds[target].sink_use
        if use is not None:
            yield Strand(here, f"sink-{target}", stage_of(EndKind(use)), amount)
        else:
            passed_on.append((target, amount))
    if walk.reserved[number]:
        yield Strand(here, f"held-{number}", "transit", walk.reserved[number])
    if walk.free[number]:
        yield Strand(here, f"rest-{number}", "wait", walk.free[number])
    for target, amount in passed_on:
        if target in walk.out and f"fund-{target}" not in here:
            yield from _strands(walk, target, here)
        else:
            yield Strand(here, f"on-{target}", "transit", amount)


def _outcomes(strands: Sequence[Strand], names: Mapping[int, FundName]) -> Sequence[Outcome]:
    """The lines of the table: one for each place, the way's order kept."""
    sums: Counter[str] = Counter()
    stages: dict[str, Strand] = {}
    for strand in strands:
        sums[strand.end] += strand.minor
        stages.setdefault(strand.end, strand)
    return [_outcome(stages[end], minor, names) for end, minor in sums.items()]


def _outcome(strand: Strand, minor: int, names: Mapping[int, FundName]) -> Outcome:
    kind, _dash, number = strand.end.partition("-")
    name = names[int(number)]
    before = strand.through[-1].removeprefix("fund-")
    word = end_word(EndKind(name.sink_use)) if name.sink_use else ""
    title = {
        "sink": _used_title(name) if name.sink_use == EndKind.USED else word,
        "on": _("Passed on to %(holder)s") % {"holder": name.holder},
        "held": _("Approved, not yet paid"),
        "rest": _("Still with %(holder)s") % {"holder": name.holder},
    }[kind]
    return Outcome(
        key=strand.end,
        title=title or word,
        holder=name.holder_full if kind == "sink" else name.purpose,
        code=name.code,
        stage=strand.stage,
        word=word,
        minor=minor,
        href=f"/flows/{before}/{number}/" if kind in ("sink", "on") else "",
    )


def _used_title(name: FundName) -> str:
    """A use for a case by the case's kind, any other by who used it: the project is the page's."""
    if name.purpose_kind == "case" and name.purpose:
        return _("%(kind)s, by %(holder)s") % {"kind": name.purpose, "holder": name.holder}
    return _("Used by %(holder)s") % {"holder": name.holder}


def _tree(
    strands: Sequence[Strand], outcomes: Sequence[Outcome], names: Mapping[int, FundName]
) -> Branch:
    titles = {outcome.key: outcome.title for outcome in outcomes}
    hrefs = {outcome.key: outcome.href for outcome in outcomes}

    def label(key: str) -> str:
        if key == "given":
            return _("Received")
        return titles.get(key) or names[int(key.removeprefix("fund-"))].holder

    def href(before: str, place: str) -> str:
        if place in hrefs:
            return hrefs[place]
        source = "0" if before == "given" else before.removeprefix("fund-")
        return f"/flows/{source}/{place.removeprefix('fund-')}/" if "fund-" in place else ""

    return tree_of(strands, Wording(label, others_word, href))
