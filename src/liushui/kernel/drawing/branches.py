"""Money that runs from one place to many ends, as a tree that balances at every place.

A tree is what a trace is: each end has one path back to the start. A holder that money reached on
two paths stands in the tree twice, once on each.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

# What a holder used itself, what rests with it, what it passed on: so no link crosses another.
_ORDER = ("gift", "used", "match", "wait", "transit", "back", "pass")

Others = Callable[[int], str]


class Unbalanced(ValueError):
    """What enters a place is not what leaves it, or the places are not one tree."""


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the drawing. ``stage`` is "pass" for a holder, else where the money rests."""

    key: str
    label: str
    stage: str = "pass"
    note: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An amount in minor units that went from one place to another."""

    source: str
    target: str
    minor: int


@dataclass(frozen=True, slots=True)
class Branch:
    """A place, what entered it, and where all of that went. An end has no children."""

    node: Node
    minor: int
    children: tuple["Branch", ...] = ()

    @property
    def ends(self) -> int:
        return sum(child.ends for child in self.children) if self.children else 1

    @property
    def depth(self) -> int:
        return 1 + max((child.depth for child in self.children), default=-1)


def grow(nodes: Iterable[Node], links: Sequence[Link]) -> Branch:
    """The tree of some places and links. Raises ``Unbalanced``."""
    places = {node.key: node for node in nodes}
    entered: dict[str, int] = {}
    leaving: dict[str, list[Link]] = {}
    for link in links:
        if link.minor <= 0 or link.target in entered or link.source == link.target:
            raise Unbalanced(f"{link.target} is not entered once, by more than nothing")
        entered[link.target] = link.minor
        leaving.setdefault(link.source, []).append(link)
    roots = [key for key in places if key not in entered]
    if len(roots) != 1:
        raise Unbalanced(f"one place to start from, not {len(roots)}")

    def branch(key: str, minor: int) -> Branch:
        away = leaving.get(key, ())
        if away and sum(link.minor for link in away) != minor:
            raise Unbalanced(f"what enters {key} is not what leaves it")
        return _ordered(places[key], minor, (branch(one.target, one.minor) for one in away))

    (root,) = roots
    tree = branch(root, sum(link.minor for link in leaving.get(root, ())))
    if _places(tree) != len(places):
        raise Unbalanced("some places run in a circle")
    return tree


def grow_from_paths(paths: Iterable[tuple[Sequence[Node], int]]) -> Branch:
    """The tree of some paths, each from the start to one end with the amount that went along it.

    Paths that begin alike share their beginning; paths to the same end are one end.
    """
    nodes: dict[tuple[str, ...], Node] = {}
    sums: dict[tuple[str, ...], int] = {}
    for path, minor in paths:
        keys = tuple(node.key for node in path)
        for length, node in enumerate(path, start=1):
            place = keys[:length]
            nodes.setdefault(place, node)
            sums[place] = sums.get(place, 0) + minor
    return grow(
        (replace(node, key="/".join(place)) for place, node in nodes.items()),
        [
            Link("/".join(place[:-1]), "/".join(place), minor)
            for place, minor in sums.items()
            if len(place) > 1
        ],
    )


def with_fewer_ends(tree: Branch, most: int, others: Others) -> Branch:
    """The same tree with at most ``most`` ends: each holder's smallest become "other n items".

    ``others(count)`` names such a group. Where grouping is not enough, the smallest holder whose
    money only rests is drawn as an end itself. Sums stay what they were.
    """
    while tree.ends > most:
        grouped = _grouped(tree, most, others)
        if grouped is not None:
            return grouped
        tree = _without(tree, _smallest_last_holder(tree))
    return tree


def _ordered(node: Node, minor: int, children: Iterable[Branch]) -> Branch:
    def rank(child: Branch) -> tuple[bool, int]:
        return bool(child.children), _ORDER.index(child.node.stage)

    return Branch(node, minor, tuple(sorted(children, key=rank)))


def _places(tree: Branch) -> int:
    return 1 + sum(_places(child) for child in tree.children)


def _grouped(tree: Branch, most: int, others: Others) -> Branch | None:
    """Group as few of the smallest ends as will do; ``None`` if grouping all is not enough."""
    sizes = sorted(set(_end_sizes(tree)))

    def is_enough(index: int) -> bool:
        return _group_up_to(tree, sizes[index], others).ends <= most

    if not is_enough(-1):
        return None
    return _group_up_to(tree, sizes[bisect_left(range(len(sizes)), True, key=is_enough)], others)


def _end_sizes(tree: Branch) -> list[int]:
    if not tree.children:
        return [tree.minor]
    return [size for child in tree.children for size in _end_sizes(child)]


def _group_up_to(tree: Branch, limit: int, others: Others) -> Branch:
    kept: list[Branch] = []
    small: dict[str, list[Branch]] = {}
    for child in tree.children:
        if child.children:
            kept.append(_group_up_to(child, limit, others))
        elif child.minor > limit:
            kept.append(child)
        else:
            small.setdefault(child.node.stage, []).append(child)
    for stage, ends in small.items():
        if len(ends) == 1:
            kept += ends
            continue
        node = Node(f"{tree.node.key}/others/{stage}", others(len(ends)), stage)
        kept.append(Branch(node, sum(end.minor for end in ends)))
    return _ordered(tree.node, tree.minor, kept)


def _smallest_last_holder(tree: Branch) -> Branch:
    """The smallest holder all of whose children are ends, the start excepted."""
    found: list[Branch] = []

    def look(branch: Branch) -> None:
        for child in branch.children:
            if child.children and not any(one.children for one in child.children):
                found.append(child)
            look(child)

    look(tree)
    return min(found, key=lambda branch: (branch.minor, branch.node.key))


def _without(tree: Branch, holder: Branch) -> Branch:
    children = (
        Branch(child.node, child.minor) if child is holder else _without(child, holder)
        for child in tree.children
    )
    return _ordered(tree.node, tree.minor, children)
