"""A graph of strands balances at every place and stays readable, however many ends there are."""

import random
from collections.abc import Iterator

import pytest

from liushui.insight.queries.strands import MOST_ENDS, Strand, Wording, tree_of
from liushui.kernel.drawing.branches import Branch

WORDING = Wording(
    label=lambda key: key.upper(),
    others=lambda number: f"other {number}",
    href=lambda source, target: f"/{source}/{target}",
)
# The gift of the look's own picture: 100.00 through three bodies to six ends.
MOCK = [
    Strand(("gift", "a"), "fee", "used", 120),
    Strand(("gift", "a"), "shelter", "used", 880),
    Strand(("gift", "a"), "rest-a", "wait", 2200),
    Strand(("gift", "a", "b"), "bus", "used", 2730),
    Strand(("gift", "a", "b", "c"), "lunch", "used", 2500),
    Strand(("gift", "a", "b", "c"), "rest-c", "wait", 1570),
]


def _places(tree: Branch) -> Iterator[Branch]:
    yield tree
    for child in tree.children:
        yield from _places(child)


def _sum_of_ends(tree: Branch) -> int:
    return sum(place.minor for place in _places(tree) if not place.children)


def test_each_holder_shows_its_own_uses_then_its_rest_then_what_it_passed_on() -> None:
    tree = tree_of(MOCK, WORDING)
    assert [(place.node.label, place.node.stage, place.minor) for place in _places(tree)] == [
        ("GIFT", "pass", 10000),
        ("A", "pass", 10000),
        ("SHELTER", "used", 880),
        ("FEE", "used", 120),
        ("REST-A", "wait", 2200),
        ("B", "pass", 6800),
        ("BUS", "used", 2730),
        ("C", "pass", 4070),
        ("LUNCH", "used", 2500),
        ("REST-C", "wait", 1570),
    ]
    assert tree.children[0].node.href == "/gift/a"


def test_money_that_came_back_to_a_place_makes_no_circle() -> None:
    tree = tree_of([Strand(("gift", "a", "b", "a"), "bus", "used", 5)], WORDING)
    assert [place.node.label for place in _places(tree)] == ["GIFT", "A", "B", "A", "BUS"]


def test_strands_that_end_alike_are_one_end() -> None:
    tree = tree_of([Strand(("g",), "x", "used", 3), Strand(("g",), "x", "used", 4)], WORDING)
    assert tree.ends == 1
    assert _sum_of_ends(tree) == 7


@pytest.mark.parametrize("number", [13, 40, 3000])
def test_many_ends_are_gathered_and_still_sum_to_the_gift(number: int) -> None:
    dice = random.Random(number)  # noqa: S311
    ways: list[tuple[str, ...]] = [
        ("gift", "a"),
        ("gift", "a", "b"),
        *(("gift", "a", "b", f"school {i}") for i in range(200)),
    ]
    strands = [
        Strand(dice.choice(ways), f"e{i}", dice.choice(["used", "wait", "back"]), i + 1)
        for i in range(number)
    ]
    tree = tree_of(strands, WORDING)
    assert tree.ends <= MOST_ENDS
    assert _sum_of_ends(tree) == sum(strand.minor for strand in strands)
    assert any(place.node.label.startswith("other ") for place in _places(tree))


def test_a_holder_that_is_drawn_shows_its_whole_amount() -> None:
    strands = [Strand(("gift", "a", "b"), f"e{i}", "used", 1) for i in range(30)]
    strands += [Strand(("gift", "a"), f"f{i}", "used", 2) for i in range(30)]
    drawn = {place.node.label: place.minor for place in _places(tree_of(strands, WORDING))}
    assert drawn["A"] == 90
    assert drawn["B"] == 30
