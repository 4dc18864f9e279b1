"""A graph of strands balances at every place and stays readable, however many ends there are."""

import random

import pytest

from liushui.insight.queries.graph import (
    MOST_ENDS,
    Graph,
    Link,
    Node,
    Strand,
    Wording,
    graph_of,
    require_balance,
)

WORDING = Wording(
    label=lambda key: key.upper(),
    others=lambda stage, number: f"other {number} {stage}",
    href=lambda source, target: f"/{source}/{target}",
)
# The gift of the look's mock-up: 100.00 through three bodies to six ends.
MOCK = [
    Strand(("gift", "a"), "fee", "used", 120),
    Strand(("gift", "a"), "shelter", "used", 880),
    Strand(("gift", "a"), "rest-a", "wait", 2200),
    Strand(("gift", "a", "b"), "bus", "used", 2730),
    Strand(("gift", "a", "b", "c"), "lunch", "used", 2500),
    Strand(("gift", "a", "b", "c"), "rest-c", "wait", 1570),
]


def _sum_of_ends(graph: Graph) -> int:
    sources = {link.source for link in graph.links}
    return sum(node.minor for node in graph.nodes if node.key not in sources)


def test_each_holder_shows_its_own_uses_then_its_rest_then_what_it_passed_on() -> None:
    graph = graph_of(MOCK, WORDING)
    assert [(node.label, node.stage, node.minor) for node in graph.nodes] == [
        ("GIFT", "gift", 10000),
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
    assert graph.links[0] == Link("gift", "gift/a", 10000, "pass", "/gift/a")
    assert graph.ends == 6


def test_money_that_came_back_to_a_place_makes_no_circle() -> None:
    graph = graph_of([Strand(("gift", "a", "b", "a"), "bus", "used", 5)], WORDING)
    assert [node.key for node in graph.nodes] == [
        "gift", "gift/a", "gift/a/b", "gift/a/b/a", "gift/a/b/a/bus",
    ]  # fmt: skip


def test_strands_that_end_alike_are_one_end() -> None:
    graph = graph_of([Strand(("g",), "x", "used", 3), Strand(("g",), "x", "used", 4)], WORDING)
    assert graph.ends == 1
    assert _sum_of_ends(graph) == 7


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
    graph = graph_of(strands, WORDING)
    assert graph.ends <= MOST_ENDS
    assert _sum_of_ends(graph) == sum(strand.minor for strand in strands)
    assert any(node.label.startswith("other ") for node in graph.nodes)


def test_a_holder_that_is_drawn_shows_its_whole_amount() -> None:
    strands = [Strand(("gift", "a", "b"), f"e{i}", "used", 1) for i in range(30)]
    strands += [Strand(("gift", "a"), f"f{i}", "used", 2) for i in range(30)]
    drawn = {node.label: node.minor for node in graph_of(strands, WORDING).nodes}
    assert drawn["A"] == 90
    assert drawn["B"] == 30


def test_an_unequal_graph_is_never_drawn() -> None:
    graph = Graph((Node("a", "A", "gift", 10), Node("b", "B", "used", 9)), (Link("a", "b", 9, ""),))
    with pytest.raises(AssertionError, match="unequal outflow at a"):
        require_balance(graph)
