"""Drawings are to scale: no amount is lost, none overlaps another, no link crosses another."""

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liushui.kernel.drawing.bars import lay_bars
from liushui.kernel.drawing.branches import (
    Branch,
    Link,
    Node,
    Unbalanced,
    grow,
    grow_from_paths,
    with_fewer_ends,
)
from liushui.kernel.drawing.flow import lay_flow
from liushui.kernel.drawing.ripple import ripple_paths
from liushui.kernel.drawing.sankey import Band, Sankey, fitted, lay_sankey
from liushui.kernel.drawing.stream import lay_stream
from liushui.kernel.drawing.tally import Part, Tally
from liushui.kernel.drawing.threads import thread_of
from liushui.kernel.drawing.waterline import WIDTH, lay_waterline

NEAR = 1e-6
settings.register_profile("drawing", max_examples=30, deadline=None)
few = settings.get_profile("drawing")


def others(count: int) -> str:
    return f"{count} others"


def end(key: str, stage: str = "used") -> Node:
    return Node(key, key, stage)


GIFT, FOUNDATION, CENTRE, SCHOOL = (
    Node(key, key) for key in ("gift", "foundation", "centre", "school")
)
TRACE = [
    ((GIFT, FOUNDATION, end("fees")), 1_20),
    ((GIFT, FOUNDATION, end("shelter")), 8_80),
    ((GIFT, FOUNDATION, end("rest", "wait")), 22_00),
    ((GIFT, FOUNDATION, CENTRE, end("bus")), 27_30),
    ((GIFT, FOUNDATION, CENTRE, SCHOOL, end("lunch")), 25_00),
    ((GIFT, FOUNDATION, CENTRE, SCHOOL, end("rest", "wait")), 15_70),
]


@st.composite
def traces(draw: st.DrawFn, depth: int = 4) -> Branch:
    """Trees of two to five levels with up to 81 ends, amounts from a fen to ten million yuan."""
    counter = iter(range(10_000))

    def branch(level: int) -> Branch:
        key = f"n{next(counter)}"
        width = draw(st.integers(0 if level else 1, 3)) if level < depth else 0
        children = tuple(branch(level + 1) for _ in range(width))
        if not children:
            stage = draw(st.sampled_from(["used", "wait", "transit", "back"]))
            return Branch(Node(key, key, stage), draw(st.integers(1, 10**9)))
        return Branch(Node(key, key), sum(child.minor for child in children), children)

    tree = branch(0)
    return grow(_nodes(tree), list(_links(tree)))


def _nodes(tree: Branch) -> Iterator[Node]:
    yield tree.node
    for child in tree.children:
        yield from _nodes(child)


def _links(tree: Branch) -> Iterator[Link]:
    for child in tree.children:
        yield Link(tree.node.key, child.node.key, child.minor)
        yield from _links(child)


def _ends(tree: Branch) -> int:
    return sum(_ends(child) for child in tree.children) if tree.children else tree.minor


def test_a_trace_is_one_tree_whose_ends_sum_to_the_gift() -> None:
    tree = grow_from_paths(TRACE)
    assert (tree.minor, tree.ends, tree.depth) == (100_00, 6, 4)
    (foundation,) = tree.children
    assert [child.node.label for child in foundation.children] == [
        "fees", "shelter", "rest", "centre",
    ]  # fmt: skip


def test_paths_to_one_end_are_one_end() -> None:
    tree = grow_from_paths([((GIFT, end("bus")), 1), ((GIFT, end("bus")), 2)])
    assert (tree.ends, tree.minor) == (1, 3)


@pytest.mark.parametrize(
    "links",
    [
        [Link("gift", "foundation", 10), Link("foundation", "bus", 9)],
        [Link("gift", "foundation", 10), Link("centre", "foundation", 1)],
        [Link("gift", "bus", 0)],
        [Link("foundation", "bus", 3), Link("bus", "foundation", 3)],
        [],
    ],
)
def test_what_does_not_balance_is_not_drawn(links: list[Link]) -> None:
    with pytest.raises(Unbalanced):
        grow([GIFT, FOUNDATION, CENTRE, end("bus")], links)


@few
@given(traces(), st.integers(6, 12))
def test_fewer_ends_keep_every_fen(tree: Branch, most: int) -> None:
    fewer = with_fewer_ends(tree, most, others)
    assert fewer.ends <= most
    assert (_ends(fewer), fewer.minor) == (tree.minor, tree.minor)
    grow(_nodes(fewer), list(_links(fewer))) if fewer.children else None


def test_the_smallest_ends_become_others() -> None:
    tree = grow_from_paths([((GIFT, end(f"e{size}")), size) for size in range(1, 21)])
    drawn = with_fewer_ends(tree, 12, others)
    labels = {child.node.label: child.minor for child in drawn.children}
    assert labels["9 others"] == sum(range(1, 10))
    assert len(labels) == 12


def _edges(band: Band, at: float) -> tuple[float, float]:
    """The upper and lower edge of a band where it passes ``at``, read from its drawn path."""
    near, turned, _ = _xs(band)
    low, high = 0.0, 1.0
    for _ in range(24):
        t = (low + high) / 2
        x = (1 - t) ** 3 * near + 3 * t * (1 - t) * (near + turned) / 2 + t**3 * turned
        low, high = (t, high) if (x < at) == (near < turned) else (low, t)
    share = 3 * low**2 - 2 * low**3
    top = band.exit[0] + (band.entry[0] - band.exit[0]) * share
    return top, top + band.exit[1] - band.exit[0]


def _xs(band: Band) -> tuple[float, float, float]:
    """Where a band starts, where it has turned, where it ends."""
    numbers = [1.0 * Fraction(figure) for figure in re.findall(r"-?[\d.]+", band.path)]
    return numbers[0], numbers[6], numbers[8]


def _crossings(drawing: Sankey) -> Iterator[tuple[str, str]]:
    for one, other in combinations(drawing.bands, 2):
        spans = [sorted(_xs(band)[::2]) for band in (one, other)]
        left, right = max(span[0] for span in spans), min(span[1] for span in spans)
        for step in range(1, 6):
            at = left + (right - left) * step / 6
            if right - left < 1:
                break
            upper, lower = sorted((_edges(one, at), _edges(other, at)))
            if upper[1] > lower[0] + 0.01:
                yield one.target, other.target
                break


@few
@given(traces(), st.booleans())
def test_a_sankey_is_to_scale_everywhere(tree: Branch, mirrored: bool) -> None:  # noqa: FBT001
    drawing = lay_sankey(tree, others=others, mirrored=mirrored)
    scale = 260 / tree.minor
    bars = {bar.node.key: bar for bar in drawing.bars}
    for band in drawing.bands:
        thick = band.minor * scale
        assert band.exit[1] - band.exit[0] == pytest.approx(thick, abs=NEAR)
        assert (bars[band.target].top, bars[band.target].bottom) == pytest.approx(band.entry)
    for key, bar in bars.items():
        leaving = [band.exit for band in drawing.bands if band.source == key]
        if leaving:
            assert (leaving[0][0], leaving[-1][1]) == pytest.approx((bar.top, bar.bottom))
            assert all(
                above[1] == pytest.approx(below[0], abs=NEAR) for above, below in pairwise(leaving)
            )
    assert drawing.total == tree.minor


@few
@given(traces())
def test_no_bar_lies_on_another_and_all_lie_in_the_box(tree: Branch) -> None:
    drawing = lay_sankey(tree, others=others)
    for one, other in combinations(drawing.bars, 2):
        if one.column == other.column:
            assert one.bottom <= other.top + NEAR or other.bottom <= one.top + NEAR
    assert all(bar.top >= 0 and bar.bottom <= drawing.height for bar in drawing.bars)


@few
@given(traces())
def test_no_link_crosses_another(tree: Branch) -> None:
    assert list(_crossings(lay_sankey(tree, others=others))) == []


def test_threads_run_through_every_place_unbroken() -> None:
    drawing = lay_sankey(grow_from_paths(TRACE), others=others)
    assert drawing.thread_minor == 5_00
    first = [thread for thread in drawing.threads if thread.startswith("M20.0")]
    assert len(first) == 19


def test_mirrored_puts_the_start_at_the_right() -> None:
    drawing = lay_sankey(grow_from_paths(TRACE), others=others, mirrored=True)
    start, *_rest, last = drawing.bars
    assert Fraction(start.x) > 900
    assert Fraction(last.x) < 250
    assert {bar.anchor for bar in drawing.bars} == {"end"}


@few
@given(traces())
def test_a_stream_runs_dry_exactly_at_its_last_end(tree: Branch) -> None:
    stream = lay_stream(tree, others=others)
    left = tree.minor
    for step in stream.steps:
        left -= step.minor if step.is_end else 0
        assert step.left == left
        assert Fraction(step.run_width) == pytest.approx(46 * left / tree.minor, abs=0.01)
        assert bool(step.turn) == step.is_end
    assert left == 0


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=5))
def test_a_flow_parts_the_block_without_loss(amounts: list[int]) -> None:
    stages = ["used", "transit", "wait", "back", "match"]
    tally = Tally(
        sum(amounts), [Part(stage, amount) for stage, amount in zip(stages, amounts, strict=False)]
    )
    flow = lay_flow(tally)
    if sum(amounts):
        assert sum(band.height for band in flow.bands) == pytest.approx(150)
    assert len(flow.bands) == sum(amount > 0 for amount in amounts)


def test_a_balance_that_is_off_says_so_and_is_not_drawn() -> None:
    off = Tally(100_00, [Part("used", 62_30), Part("wait", 37_60)])
    assert (off.is_equal, off.difference, off.total, off.of("wait")) == (False, -10, 99_90, 37_60)
    with pytest.raises(AssertionError):
        lay_flow(off)


@given(st.lists(st.integers(0, 10**12), max_size=6), st.integers(0, 10**13))
def test_a_waterline_keeps_its_scale_and_its_box(amounts: list[int], whole: int) -> None:
    line = lay_waterline([("gift", amount) for amount in amounts], whole)
    scale = max(whole, sum(amounts), 1)
    assert all(above.x + above.width <= below.x + NEAR for above, below in pairwise(line.bands))
    if line.bands:
        right = line.bands[-1].x + line.bands[-1].width
        assert right == pytest.approx(WIDTH * sum(amounts) / scale)
        assert right <= WIDTH + NEAR


@given(st.lists(st.integers(0, 10**12), max_size=24))
def test_months_stand_on_one_scale(amounts: list[int]) -> None:
    drawing = lay_bars([(str(index), amount) for index, amount in enumerate(amounts)])
    highest = max(amounts, default=0)
    for bar in drawing.bars:
        assert bar.tall == pytest.approx(214 * bar.minor / max(highest, 1))
    assert drawing.highest == highest


def test_a_project_keeps_its_water() -> None:
    assert ripple_paths("P2026001") == ripple_paths("P2026001")
    assert ripple_paths("P2026001") != ripple_paths("P2026002")
    assert len(ripple_paths("P2026001")) == 8


@pytest.mark.parametrize(
    ("total", "wanted", "thread"), [(100_00, 20, 5_00), (100_00, 5, 20_00), (1, 20, 1), (0, 5, 1)]
)
def test_a_thread_is_a_round_sum(total: int, wanted: int, thread: int) -> None:
    assert thread_of(total, wanted) == thread


@pytest.mark.parametrize(
    ("text", "room", "words"),
    [("岩口村小学", 80, "岩口村小学"), ("岩口村小学", 60, "岩口村…"), ("bus", 200, "bus")],
)
def test_a_label_is_cut_to_its_room(text: str, room: float, words: str) -> None:
    assert fitted(text, room) == words
