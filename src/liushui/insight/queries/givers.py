"""Who helped a case: every gift that a unit used for it came from, traced back through all holders.

Others' gifts are shown by their masked giver and the start of their reference: nobody learns from
this page what opens another's gift.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liushui.giving.queries import shown_names
from liushui.insight.queries.entries import Step, masked_reference, merged
from liushui.insight.queries.lookup import number_of
from liushui.insight.queries.names import FundName, fund_names
from liushui.insight.queries.strands import Strand, Wording, tree_of
from liushui.kernel.drawing.branches import Branch
from liushui.ledger.queries import Source, trace_backward_of_fund_page, used_of

PAGE_SIZE = 50
MOST_DRAWN = 9
# Behind a case with more parts than these, a page reads its own rows alone.
MOST_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Giver:
    """One gift's part in a case. ``name`` is masked; ``through`` are the holders on the way."""

    gift_id: int
    name: str
    reference: str
    minor: int
    through: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Givers:
    """The gifts that reached a case, the largest part first.

    All of them while ``is_whole``: their sum is then what was used for the case. Else those of one
    page, in the order of the uses; ``next`` is where the page after it starts.
    """

    case_id: int
    received: int
    sources: Sequence[Source]
    names: Mapping[int, FundName]
    parts: Sequence[tuple[int, int]]
    is_whole: bool
    next: str | None

    @property
    def count(self) -> int:
        return len(self.parts)


def givers_of_case(case_id: int, after: str = "", most: int = MOST_AT_ONCE) -> Givers:
    """The gifts behind everything used for the case; empty before the first use.

    Of a case with more parts than ``most``, one page, from ``after`` on. Six queries and two for
    each organisation that used money for the case.
    """
    sinks = used_of("case", case_id)
    received = sum(sinks.values())
    sources, following = page_of_sinks(list(sinks), after, PAGE_SIZE if after else most)
    is_whole = not after and following is None
    if not is_whole:
        sources, following = page_of_sinks(list(sinks), after, PAGE_SIZE)
    parts: dict[int, int] = {}
    for source in sources:
        parts[source.gift_id] = parts.get(source.gift_id, 0) + source.amount
    if is_whole and sum(parts.values()) != received:
        raise AssertionError(f"case {case_id}: the gifts are not what it received")
    return Givers(
        case_id=case_id,
        received=received,
        sources=sources,
        names=fund_names({fund for source in sources for fund in source.path}),
        parts=sorted(parts.items(), key=lambda part: (-part[1], part[0])),
        is_whole=is_whole,
        next=following,
    )


def page_of_sinks(
    sinks: Sequence[int], after: str, limit: int
) -> tuple[Sequence[Source], str | None]:
    """Who paid for what rests in these funds, one after another: at most ``limit`` rows.

    The second answer is where the next page starts, ``FUND-UNIT``; none behind the last.
    """
    at_sink, _dash, at_unit = after.partition("-")
    sink, unit = number_of(at_sink) or 0, number_of(at_unit) or 0
    rows: list[Source] = []
    for one in (one for one in sinks if one >= sink):
        if len(rows) == limit:
            return rows, f"{one}-0"
        start = unit if one == sink else 0
        page = trace_backward_of_fund_page(one, after=start, limit=limit - len(rows))
        rows += page.rows
        if page.next is not None:
            return rows, f"{one}-{page.next}"
    return rows, None


def giver_page(found: Givers, number: int) -> Sequence[Giver]:
    """Page ``number`` (from 1) of the gifts. One query."""
    return _givers(found, found.parts[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])


def tree_of_case(found: Givers, case_label: str, address: str) -> Branch:
    """From the case back through its holders to the largest gifts; drawn mirrored. One query."""
    drawn = dict(found.parts[:MOST_DRAWN])
    names = {g.gift_id: g.name for g in _givers(found, list(drawn.items()))}
    strands = [
        Strand(
            ("case", *(f"fund-{fund}" for fund in reversed(source.path[:-1]))),
            f"gift-{source.gift_id}",
            "pass",
            source.amount,
        )
        for source in found.sources
    ]

    def label(key: str) -> str:
        kind, _dash, number = key.partition("-")
        if kind == "fund":
            return found.names[int(number)].holder
        return names.get(int(number), _("A donor")) if kind == "gift" else case_label

    def href(before: str, place: str) -> str:
        if place.startswith("gift-"):
            return f"/entries/{place.removeprefix('gift-')}"
        return f"{address}?{_filter(before, place)}"

    return tree_of(strands, Wording(label, others_word, href))


def steps_of_case(found: Givers) -> Sequence[Step]:
    """Every entry on the way from the gifts to the case, with the case's share of it."""
    steps = []
    for source in found.sources:
        pairs = [(None, source.path[0]), *pairwise(source.path)]
        for (before, after), number in zip(pairs, source.movement_ids, strict=True):
            steps.append(Step(number, before, after, source.amount))
    return merged(steps)


def _givers(found: Givers, parts: Sequence[tuple[int, int]]) -> Sequence[Giver]:
    wanted = dict(parts)
    first: dict[int, Source] = {}
    for source in found.sources:
        if source.gift_id in wanted:
            first.setdefault(source.gift_id, source)
    shown = shown_names(source.gift for source in first.values() if source.gift)
    return [
        Giver(
            gift_id=gift_id,
            name=shown.get(first[gift_id].gift) or _("A donor"),
            reference=masked_reference(first[gift_id].gift),
            minor=minor,
            through=tuple(
                dict.fromkeys(found.names[fund].holder for fund in first[gift_id].path[:-1])
            ),
        )
        for gift_id, minor in parts
    ]


def _filter(before: str, place: str) -> str:
    """The two funds of a link, source first: the drawing runs against the money."""
    source = place.removeprefix("fund-") if place.startswith("fund-") else "0"
    if before.startswith("fund-"):
        return f"from={source}&to={before.removeprefix('fund-')}"
    return f"from={source}"


def others_word(number: int) -> str:
    return ngettext("%(number)d other gift", "%(number)d other gifts", number) % {"number": number}
