"""Where money ran, as a small graph: places, and amounts between them. Drawn elsewhere.

A graph is made from *strands*: an amount, the places it passed in order, and its end. The strands
of one gift make a tree, so no two links cross and nothing runs in a circle, however often money
came back to a place. What enters each place equals what leaves it; ``graph_of`` asserts it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product

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
class Node:
    """A place where money stood or stands. ``stage``: gift, pass, transit, used, wait or back."""

    key: str
    label: str
    stage: str
    minor: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An amount between two places, with the page that lists the entries behind it."""

    source: str
    target: str
    minor: int
    stage: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in drawing order (each holder: its own uses, its rest, what it passed on) and links."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]

    @property
    def ends(self) -> int:
        leaves = {link.source for link in self.links}
        return sum(node.key not in leaves for node in self.nodes)


@dataclass(frozen=True, slots=True)
class Wording:
    """How the graph is told: the label of a place or an end, of a rest, and a link's entries."""

    label: Callable[[str], str]
    others: Callable[[str, int], str]
    href: Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class _Leaf:
    through: tuple[str, ...]
    end: str
    stage: str
    minor: int
    label: str


_ORDER = {"used": 0, "back": 1, "wait": 2, "pass": 3}


def graph_of(strands: Sequence[Strand], wording: Wording, most_ends: int = MOST_ENDS) -> Graph:
    """The tree of these strands, with the smallest ends gathered so that ``most_ends`` remain."""
    into: Counter[tuple[str, ...]] = Counter()
    stages: dict[tuple[str, ...], str] = {}
    labels: dict[tuple[str, ...], str] = {}
    for leaf in _drawn(strands, wording, most_ends):
        for depth in range(1, len(leaf.through) + 1):
            prefix = leaf.through[:depth]
            into[prefix] += leaf.minor
            stages[prefix] = "gift" if depth == 1 else "pass"
        place = (*leaf.through, leaf.end)
        into[place] += leaf.minor
        stages[place] = leaf.stage
        labels[place] = leaf.label
    graph = _tree(into, stages, labels, wording)
    require_balance(graph)
    return graph


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
        label = wording.others(stage, len(rest))
        leaves.append(_Leaf(through, f"others-{stage}", stage, sum(m for _, m in rest), label))
    return leaves


def _tree(
    into: Counter[tuple[str, ...]],
    stages: dict[tuple[str, ...], str],
    labels: dict[tuple[str, ...], str],
    wording: Wording,
) -> Graph:
    """Depth first, each holder's own ends before what it passed on."""
    children: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for prefix in into:
        children.setdefault(prefix[:-1], []).append(prefix)
    nodes: list[Node] = []
    links: list[Link] = []
    waiting = list(reversed(children.get((), [])))
    while waiting:
        prefix = waiting.pop()
        label = labels.get(prefix) or wording.label(prefix[-1])
        nodes.append(Node("/".join(prefix), label, stages[prefix], into[prefix]))
        if len(prefix) > 1:
            source, target = "/".join(prefix[:-1]), "/".join(prefix)
            href = wording.href(prefix[-2], prefix[-1])
            links.append(Link(source, target, into[prefix], stages[prefix], href))
        below = sorted(
            children.get(prefix, []), key=lambda p: (_ORDER[stages[p]], -into[p], p), reverse=True
        )
        waiting.extend(below)
    return Graph(tuple(nodes), tuple(links))


def require_balance(graph: Graph) -> None:
    """Asserts that what enters each place leaves it or stays there: an unequal chart is a bug."""
    enters = _sums((link.target, link.minor) for link in graph.links)
    leaves = _sums((link.source, link.minor) for link in graph.links)
    for node in graph.nodes:
        assert enters.get(node.key, node.minor) == node.minor, f"unequal inflow at {node.key}"
        assert leaves.get(node.key, node.minor) == node.minor, f"unequal outflow at {node.key}"


def _sums(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for key, minor in pairs:
        sums[key] += minor
    return dict(sums)
