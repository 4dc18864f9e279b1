"""Where money ran, as a tree small enough to read: places, and amounts between them.

A tree is made from *strands*: an amount, the places it passed in order, and its end. It runs in no
circle, however often money came back to a place, and thousands of ends cost one look at each.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

from liushui.kernel.drawing.branches import Branch, Link, Node, grow

MOST_ENDS = 12
MOST_HOLDERS = 7


# The places passed, the end, and its stage.
_Place = tuple[tuple[str, ...], str, str]


@dataclass(frozen=True, slots=True)
class Strand:
    """An amount that passed ``through`` these places in this order and stands at ``end``."""

    through: tuple[str, ...]
    end: str
    stage: str
    minor: int


@dataclass(frozen=True, slots=True)
class Wording:
    """How the tree is told: the label of a place or an end, of a rest, and a link's entries.

    ``href(before, place)`` is the page that lists the entries behind the link between them.
    """

    label: Callable[[str], str]
    others: Callable[[int], str]
    href: Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class _Leaf:
    through: tuple[str, ...]
    end: str
    stage: str
    minor: int
    label: str


def tree_of(strands: Sequence[Strand], wording: Wording, most_ends: int = MOST_ENDS) -> Branch:
    """The tree of these strands, the smallest ends gathered so that ``most_ends`` remain at most.

    Raises ``Unbalanced`` if what enters a place is not what leaves it.
    """
    sums: Counter[tuple[str, ...]] = Counter()
    nodes: dict[tuple[str, ...], Node] = {}
    for leaf in _drawn(strands, wording, most_ends):
        way = (*leaf.through, leaf.end)
        for depth in range(1, len(way) + 1):
            place = way[:depth]
            sums[place] += leaf.minor
            if place not in nodes:
                ends = depth == len(way)
                label = leaf.label if ends else wording.label(place[-1])
                href = wording.href(way[depth - 2], way[depth - 1]) if depth > 1 else ""
                stage = leaf.stage if ends else "pass"
                nodes[place] = Node("/".join(place), label, stage, href=href)
    largest_first = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    links = [
        Link("/".join(place[:-1]), "/".join(place), minor)
        for place, minor in largest_first
        if len(place) > 1
    ]
    return grow(nodes.values(), links)


def _drawn(strands: Sequence[Strand], wording: Wording, most_ends: int) -> Sequence[_Leaf]:
    """Leaves to draw: all of them if they are few, else the best view that stays readable.

    A small holder is folded into the holder before it, small ends of one holder and stage into one
    "other n"; a holder that is drawn always shows its whole amount.
    """
    sums: Counter[_Place] = Counter()
    for strand in strands:
        sums[strand.through, strand.end, strand.stage] += strand.minor
    if len(sums) <= most_ends:
        return [_Leaf(*place, minor, wording.label(place[1])) for place, minor in sums.items()]
    ranked = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    holders = _holders_by_amount(sums)
    # A holder tells about as much as three ends: it says where the money went, not only to what.
    views = sorted(
        product(range(1, min(MOST_HOLDERS, len(holders)) + 1), range(most_ends)),
        key=lambda view: (3 * view[0] + view[1], view[0]),
        reverse=True,
    )
    for kept_holders, kept_ends in views:
        leaves = _view(ranked, frozenset(holders[:kept_holders]), kept_ends, wording)
        if len(leaves) <= most_ends:
            return leaves
    raise AssertionError("a view of one holder has at most one end a stage")


def _holders_by_amount(sums: Counter[_Place]) -> Sequence[tuple[str, ...]]:
    """Every holder on the way, largest first, each after the one that it received from."""
    amounts: Counter[tuple[str, ...]] = Counter()
    for (through, _, _), minor in sums.items():
        for depth in range(1, len(through) + 1):
            amounts[through[:depth]] += minor
    return sorted(amounts, key=lambda prefix: (-amounts[prefix], len(prefix), prefix))


def _view(
    ranked: Sequence[tuple[_Place, int]],
    holders: frozenset[tuple[str, ...]],
    kept_ends: int,
    wording: Wording,
) -> Sequence[_Leaf]:
    """The largest ends of these holders; all else gathered by holder and stage."""
    leaves: list[_Leaf] = []
    gathered: dict[tuple[tuple[str, ...], str], list[tuple[_Place, int]]] = {}
    for place, minor in ranked:
        through, end, stage = place
        if through in holders and len(leaves) < kept_ends:
            leaves.append(_Leaf(through, end, stage, minor, wording.label(end)))
            continue
        depth = next(d for d in range(len(through), 0, -1) if d == 1 or through[:d] in holders)
        gathered.setdefault((through[:depth], stage), []).append((place, minor))
    for (through, stage), rest in gathered.items():
        (own, end, _), minor = rest[0]
        if len(rest) == 1 and own == through:
            leaves.append(_Leaf(through, end, stage, minor, wording.label(end)))
            continue
        label = wording.others(len(rest))
        leaves.append(_Leaf(through, f"others-{stage}", stage, sum(m for _, m in rest), label))
    return leaves
