"""Where one gift went: every end with its figure, which together are the gift to the fen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from liushui.disbursing.queries import expenditures_by_ref
from liushui.insight.errors import GiftUnknown
from liushui.insight.queries.entries import Step, merged
from liushui.insight.queries.names import FundName, fund_names
from liushui.insight.queries.strands import Strand, Wording, tree_of
from liushui.insight.queries.wording import end_word, listed, others_word, stage_of, text_of
from liushui.kernel.clock import day_of
from liushui.kernel.drawing.branches import Branch
from liushui.kernel.drawing.tally import Part, Tally
from liushui.ledger.queries import End, movements_by_ref, trace_forward
from liushui.ledger.queries.flows import movements_by_id
from liushui.ledger.states import EndKind

if TYPE_CHECKING:
    from liushui.disbursing.models import Expenditure
    from liushui.ledger.models import Movement

MOST_NAMED = 4
STAGES = ("used", "wait", "back")


@dataclass(frozen=True, slots=True)
class Ending:
    """One line of the table: units of the gift that rest together at one place."""

    key: str
    title: str
    with_whom: str
    holder: str
    payee: str
    day: date | None
    reference: str
    stage: str
    word: str
    minor: int
    movement_id: int | None
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the headline sentence: an amount and what became of it."""

    minor: int
    stage: str
    text: str


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The page of a gift. ``given`` equals the sum of ``endings``: it is asserted."""

    reference: str
    given: int
    given_at: datetime
    home: FundName
    names: Mapping[int, FundName]
    gifts: Sequence["Movement"]
    endings: Sequence[Ending]
    ends: Sequence[End]
    tally: Tally
    lines: Sequence[Line]


def whereabouts(reference: str) -> Whereabouts:
    """Where the gift under this reference is now. Raises ``GiftUnknown``.

    Eight queries, however far the gift ran.
    """
    gifts = [movement for movement in movements_by_ref(reference) if movement.source_id is None]
    if not gifts:
        raise GiftUnknown
    ends = trace_forward(reference)
    given = sum(gift.amount for gift in gifts)
    names = fund_names({fund for end in ends for fund in end.path})
    last = movements_by_id(end.movement_ids[-1] for end in ends if end.movement_ids)
    endings = _endings(ends, names, last)
    tally = Tally(given, _parts(endings))
    assert tally.is_equal, f"{reference}: the ends are {tally.total}, the gift is {given}"
    return Whereabouts(
        reference=reference,
        given=given,
        given_at=gifts[0].happened_at,
        home=names[gifts[0].target_id],
        names=names,
        gifts=gifts,
        endings=endings,
        ends=ends,
        tally=tally,
        lines=_lines(endings),
    )


def tree_of_gift(found: Whereabouts) -> Branch:
    """The way of the gift from holder to holder, drawn from its own point of view."""
    strands = [
        Strand(
            ("gift", *(f"fund-{fund}" for fund in _held(end, found.names))),
            ending_key(end),
            stage_of(end.end),
            end.amount,
        )
        for end in found.ends
    ]
    titles = {ending.key: ending.title for ending in found.endings}
    hrefs = _hrefs(found)

    def label(key: str) -> str:
        if key == "gift":
            if found.home.is_appeal:
                return pgettext("personal appeal", "Your gift")
            return _("Your gift")
        if key in titles:
            return titles[key]
        return found.names[int(key.removeprefix("fund-"))].holder

    def href(source: str, target: str) -> str:
        return hrefs.get((source, target), f"/gifts/{found.reference}/entries")

    return tree_of(strands, Wording(label, others_word, href))


def steps_of_gift(found: Whereabouts) -> Sequence[Step]:
    """Every entry that the gift's units are part of, with the gift's share of it, oldest first."""
    steps = [Step(gift.pk, None, gift.target_id, gift.amount) for gift in found.gifts]
    for end in found.ends:
        for (source, target), number in zip(pairwise(end.path), end.movement_ids, strict=True):
            steps.append(Step(number, source, target, end.amount))
    return merged(steps)


def undone_of_gift(found: Whereabouts) -> Sequence[Step]:
    """The entries that were later reversed, and their reversals: on no way, and never deleted."""
    shown = {number for end in found.ends for number in end.movement_ids}
    steps = [
        Step(number, source, target, end.amount)
        for end in trace_forward(found.reference, net=False)
        for (source, target), number in zip(pairwise(end.path), end.movement_ids, strict=True)
        if number not in shown
    ]
    return merged(steps)


def ending_key(end: End) -> str:
    """Ends of one kind in one fund under one use are one line of the table."""
    use = end.use if end.end not in (EndKind.RESTING, EndKind.FROZEN) else ""
    return f"{end.end}-{end.fund_id}-{use or ''}"


def _held(end: End, names: Mapping[int, FundName]) -> tuple[int, ...]:
    """The funds on the way that held the units: all but the sink at the end."""
    return tuple(fund for fund in end.path if names[fund].sink_use is None)


def _hrefs(found: Whereabouts) -> dict[tuple[str, str], str]:
    """For each link the page of its one entry, or the list of its entries."""
    moves: dict[tuple[str, str], set[int]] = {}
    for end in found.ends:
        keys = [f"fund-{fund}" for fund in end.path]
        if found.names[end.fund_id].sink_use is not None:
            keys[-1] = ending_key(end)
        for pair, number in zip(pairwise(keys), end.movement_ids, strict=True):
            moves.setdefault(pair, set()).add(number)
    base = f"/gifts/{found.reference}/entries"
    hrefs = {}
    for (source, target), numbers in moves.items():
        one = f"/entries/{min(numbers)}" if len(numbers) == 1 else ""
        hrefs[source, target] = one or f"{base}?{_filter(source, target)}"
    return hrefs


def _filter(source: str, target: str) -> str:
    parts = {"from": source, "to": target}
    return "&".join(
        f"{name}={key.removeprefix('fund-')}" for name, key in parts.items() if "fund-" in key
    )


def _endings(
    ends: Iterable[End], names: Mapping[int, FundName], last: Mapping[int, "Movement"]
) -> Sequence[Ending]:
    """The lines of the table; equal ends are one line.

    In the order of the way: each holder's own uses by age, its rest, then the holders after it.
    """
    grouped: dict[str, list[End]] = {}
    for end in sorted(ends, key=lambda end: _on_the_way(end, names)):
        grouped.setdefault(ending_key(end), []).append(end)
    uses = expenditures_by_ref(
        end.use for group in grouped.values() for end in group if end.use is not None
    )
    return [_ending(key, group, names, last, uses) for key, group in grouped.items()]


def _on_the_way(end: End, names: Mapping[int, FundName]) -> tuple[tuple[int, ...], bool, int]:
    rests = names[end.fund_id].sink_use is None
    return _held(end, names), rests, end.movement_ids[-1] if end.movement_ids else 0


def _ending(
    key: str,
    group: Sequence[End],
    names: Mapping[int, FundName],
    last: Mapping[int, "Movement"],
    uses: Mapping[str, "Expenditure"],
) -> Ending:
    end = group[0]
    name = names[end.fund_id]
    rests = end.end in (EndKind.RESTING, EndKind.FROZEN)
    use = uses.get(end.use or "")
    movement = last.get(end.movement_ids[-1]) if end.movement_ids and not rests else None
    return Ending(
        key=key,
        title=_title(end, name, use),
        with_whom=name.holder,
        holder=name.purpose if rests else name.holder_full,
        payee=use.payee_label if use else "",
        day=day_of(movement.happened_at) if movement else None,
        reference=(end.use or "") if use else "",
        stage=stage_of(end.end),
        word=end_word(end.end),
        minor=sum(part.amount for part in group),
        movement_id=movement.pk if movement else None,
        href=f"/entries/{movement.pk}" if movement else f"entries?to={end.fund_id}",
    )


def _title(end: End, name: FundName, use: "Expenditure | None") -> str:
    back = {
        EndKind.REFUNDED: _("Returned to you"),
        EndKind.COVERED: _("Returned to you, though it was used: other money stands for it"),
    }
    if end.end in back:
        return back[end.end]
    if use is not None:
        return text_of(use, "label")
    if end.end == EndKind.USED:
        return name.purpose or _("Used by %(holder)s") % {"holder": name.holder}
    if end.end == EndKind.RESTING:
        return _("Still with %(holder)s") % {"holder": name.holder}
    if end.end == EndKind.FROZEN:
        return _("Frozen with %(holder)s") % {"holder": name.holder}
    return end_word(end.end)


def _parts(endings: Sequence[Ending]) -> Sequence[Part]:
    sums = {
        stage: sum(ending.minor for ending in endings if ending.stage == stage) for stage in STAGES
    }
    return [Part(stage, minor) for stage, minor in sums.items() if minor]


def _lines(endings: Sequence[Ending]) -> Sequence[Line]:
    """The headline: one sentence for each stage that holds some of the gift."""
    sentences = {"used": _used, "wait": _waiting, "back": _returned}
    lines = []
    for stage in STAGES:
        some = [ending for ending in endings if ending.stage == stage]
        if some:
            lines.append(Line(sum(e.minor for e in some), stage, sentences[stage](some)))
    return lines


def _used(endings: Sequence[Ending]) -> str:
    titles = _distinct(endings)
    if len(titles) <= MOST_NAMED:
        return _(" was used for %(uses)s.") % {"uses": listed(titles)}
    facts = {"uses": listed(titles[: MOST_NAMED - 1]), "number": len(titles) - MOST_NAMED + 1}
    return _(" was used for %(uses)s and %(number)d other things.") % facts


def _waiting(endings: Sequence[Ending]) -> str:
    if len(endings) == 1:
        return _(" waits with %(holder)s to be used.") % {"holder": endings[0].with_whom}
    return _(" waits to be used in %(number)d places.") % {"number": len(endings)}


def _returned(endings: Sequence[Ending]) -> str:
    return _(" came back: %(ways)s.") % {"ways": listed(_distinct(endings))}


def _distinct(endings: Sequence[Ending]) -> list[str]:
    """The titles once each, the largest amounts first."""
    by_size = sorted(endings, key=lambda ending: -ending.minor)
    return list(dict.fromkeys(ending.title for ending in by_size))
