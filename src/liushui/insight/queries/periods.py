"""A project's money over some months: what was there, what came from whom, what went where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liushui.insight.queries.names import FundName, fund_names
from liushui.insight.queries.strands import Strand, Wording, tree_of
from liushui.insight.queries.wording import end_word, others_word, stage_of
from liushui.kernel.drawing.branches import Branch
from liushui.ledger.queries.designations import members_of
from liushui.ledger.queries.flows import Edge, Months, booked_months, flows_of
from liushui.ledger.states import EndKind

if TYPE_CHECKING:
    from liushui.projects.models import Project


@dataclass(frozen=True, slots=True)
class Passage:
    """One line: what came from, or went to, one fund in these months."""

    title: str
    holder: str
    stage: str
    minor: int
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class Period:
    """A project over some months. ``opening`` and ``came`` equal ``went`` and ``closing``."""

    months: Months
    opening: int
    came: Sequence[Passage]
    went: Sequence[Passage]
    closing: int
    tree: Branch | None

    @property
    def received(self) -> int:
        return sum(one.minor for one in self.came)

    @property
    def passed(self) -> int:
        return sum(one.minor for one in self.went)

    @property
    def there(self) -> int:
        """What there was to use: opening and what came. The other side's sum is the same."""
        return self.opening + self.received


def months_of(project: "Project") -> Months | None:
    """The first and last month of which the project's books know; none before the first gift."""
    assert project.fund_id is not None, "a project that was opened has a fund"
    return booked_months(members_of([project.fund_id]))


def period_of(project: "Project", months: Months) -> Period:
    """The project's own funds, those of wishes among them, over these booked months."""
    assert project.fund_id is not None, "a project that was opened has a fund"
    own = members_of([project.fund_id])
    flows = flows_of(own, months)
    opening = sum(node.opening for node in flows.nodes.values())
    inward = [edge for edge in flows.edges if edge.target in own and edge.source not in own]
    outward = [edge for edge in flows.edges if edge.target not in own]
    ends = {edge.source for edge in inward if edge.source} | {edge.target for edge in outward}
    names = fund_names(ends)
    came = [_came(edge, names, months) for edge in inward]
    went = [_went(edge, names, months) for edge in outward]
    closing = opening + sum(p.minor for p in came) - sum(p.minor for p in went)
    return Period(
        months=months,
        opening=opening,
        came=sorted(came, key=lambda one: -one.minor),
        went=sorted(went, key=lambda one: -one.minor),
        closing=closing,
        tree=_tree(opening, went, closing),
    )


def _came(edge: Edge, names: Mapping[int, FundName], months: Months) -> Passage:
    name = names.get(edge.source or 0)
    title = _title(name) if name else _("Gifts")
    holder = name.holder_full if name else ""
    return Passage(title, holder, "gift", edge.amount, edge.count, _href(edge, months))


def _went(edge: Edge, names: Mapping[int, FundName], months: Months) -> Passage:
    name = names[edge.target]
    stage = stage_of(EndKind(name.sink_use)) if name.sink_use else "transit"
    return Passage(
        _title(name), name.holder_full, stage, edge.amount, edge.count, _href(edge, months)
    )


def _title(name: FundName) -> str:
    """What the fund at the other end is: a use by its purpose, an organisation by its name."""
    if name.sink_use == EndKind.USED:
        return name.purpose or _("Used by %(holder)s") % {"holder": name.holder}
    return end_word(EndKind(name.sink_use)) if name.sink_use else name.holder


def _href(edge: Edge, months: Months) -> str:
    words = month_words(months)
    return f"/flows/{edge.source or 0}/{edge.target}/{words and '?'}{words}"


def month_words(months: Months) -> str:
    """The months as an address says them."""
    words = {"from": months.first, "to": months.last}
    return "&".join(f"{name}={day:%Y-%m}" for name, day in words.items() if day)


def _tree(opening: int, went: Sequence[Passage], closing: int) -> Branch | None:
    """Where what there was went and what is left; none when books told a use before its money."""
    ends = [(one.href, one.title, one.stage, one.minor) for one in went]
    ends.append(("", _("Left at the end"), "wait", closing))
    if opening < 0 or closing < 0 or not any(minor for *_said, minor in ends):
        return None
    titles = {href or "rest": title for href, title, _stage, _minor in ends}
    strands = [
        Strand(("there",), href or "rest", stage, minor)
        for href, _title, stage, minor in ends
        if minor
    ]

    def label(key: str) -> str:
        return titles.get(key) or _("There to use")

    def href(_before: str, place: str) -> str:
        return place if place.startswith("/") else ""

    return tree_of(strands, Wording(label, others_word, href))


def first_day(text: str) -> date | None:
    """The month that an address names, ``2026-08``; none for anything else."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
