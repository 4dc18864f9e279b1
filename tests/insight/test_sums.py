"""Sums over many gifts: a case's givers, a project's flow, an organisation's books, the whole."""

from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liushui.insight.queries.givers import PAGE_SIZE, giver_page, givers_of_case, tree_of_case
from liushui.insight.queries.organisations import books_of
from liushui.insight.queries.project_flow import project_flow
from liushui.insight.queries.whereabouts import tree_of_gift, whereabouts
from liushui.insight.queries.whole import whole_balance
from liushui.kernel.money import Money
from liushui.ledger.queries import movements_by_ref
from liushui.ledger.services import Links, move, sink
from liushui.ledger.spans import Span
from liushui.ledger.states import Kind, Purpose, SinkUse
from tests.insight import builders
from tests.insight.builders import World

pytestmark = pytest.mark.django_db


def refund(
    world: World, minor: int, *, reference: str = "", pins: list[Span] | None = None
) -> None:
    fund = world.fund(world.home)
    back = sink(fund.holder, SinkUse.REFUNDED, purpose=Purpose("project", world.project.pk))
    move(
        Money(minor), source=fund, target=back, kind=Kind.REFUND, ref=reference,
        key=f"refund:{reference}{minor}", happened_at=builders.now(), pins=pins,
    )  # fmt: skip


def test_the_givers_of_a_case_sum_to_what_it_received_over_two_organisations() -> None:
    world = builders.a_world()
    builders.many_gifts(world, 30_00, 50_00, 20_00)
    builders.pay(world.to_b, 90_00)
    builders.pay(world.to_c, 60_00)
    builders.use(world.with_b, 15_00, "校车", "Bus", case=world.case.number)
    builders.use(world.with_c, 45_01, "午餐", "Lunch", case=world.case.number)
    found = givers_of_case(world.case.pk)
    assert found.received == 60_01
    assert sum(minor for _gift, minor in found.parts) == 60_01
    assert [giver.minor for giver in giver_page(found, 1)] == [30_00, 30_01][::-1]
    assert tree_of_case(found, "助学", "/x").minor == 60_01


def test_a_page_of_givers_is_bounded_and_in_one_order() -> None:
    world = builders.a_world()
    builders.many_gifts(world, *([1_00] * (PAGE_SIZE + 3)))
    builders.pay(world.to_b, (PAGE_SIZE + 3) * 1_00)
    builders.use(world.with_b, (PAGE_SIZE + 3) * 1_00, "校车", "Bus", case=world.case.number)
    found = givers_of_case(world.case.pk)
    first, second = giver_page(found, 1), giver_page(found, 2)
    assert (len(first), len(second)) == (PAGE_SIZE, 3)
    assert len({giver.gift_id for giver in [*first, *second]}) == PAGE_SIZE + 3
    assert tree_of_case(found, "助学", "/x").ends <= 12


def test_of_very_many_gifts_each_page_reads_its_own() -> None:
    world = builders.a_world()
    builders.many_gifts(world, *([1_00] * (PAGE_SIZE + 3)))
    builders.pay(world.to_b, (PAGE_SIZE + 3) * 1_00)
    builders.use(world.with_b, 30_00, "校车", "Bus", case=world.case.number)
    builders.use(world.with_b, 23_00, "午餐", "Lunch", case=world.case.number)
    first = givers_of_case(world.case.pk, most=10)
    assert not first.is_whole
    assert first.next is not None
    second = givers_of_case(world.case.pk, first.next, most=10)
    assert (first.count, second.count, second.next) == (PAGE_SIZE, 3, None)
    sums = [minor for found in (first, second) for _gift, minor in found.parts]
    assert sum(sums) == first.received == 53_00


def test_a_pinned_refund_of_a_later_gift_leaves_an_earlier_one_whole() -> None:
    world = builders.a_world()
    first, second = builders.many_gifts(world, 10_00, 20_00)
    (gift,) = movements_by_ref(second)
    assert gift.hi is not None
    refund(world, 5_00, reference=second, pins=[Span(gift.hi - 5_00, gift.hi)])
    builders.pay(world.to_b, 25_00)
    assert [e.minor for e in whereabouts(first).endings] == [10_00]
    parts = {part.stage: part.minor for part in whereabouts(second).tally.parts}
    assert parts == {"wait": 15_00, "back": 5_00}


def test_the_flow_of_a_project_sets_off_what_came_back() -> None:
    world = builders.a_world()
    builders.many_gifts(world, 100_00)
    paid = movements_by_ref(builders.pay(world.to_b, 60_00))[0]
    builders.use(world.home, 10_00, "护栏", "Rail")
    refund(world, 7_00)
    move(
        Money(60_00), source=world.fund(world.with_b), target=world.fund(world.home),
        kind=Kind.REVERSAL, key="undo", happened_at=builders.now(),
        links=Links(reverses_id=paid.pk),
    )  # fmt: skip
    builders.approve(world.to_b, 3_00)
    flow = project_flow(world.project)
    assert flow.tally.is_equal
    assert flow.received == 100_00
    assert {part.stage: part.minor for part in flow.tally.parts} == {
        "used": 10_00, "transit": 3_00, "wait": 80_00, "back": 7_00,
    }  # fmt: skip
    assert flow.tree is not None
    assert flow.tree.minor == 100_00
    assert [(month.amount, month.count) for month in flow.months] == [(100_00, 1)]


def test_money_that_joins_other_money_is_passed_on_and_not_guessed() -> None:
    world = builders.a_world()
    builders.many_gifts(world, 100_00)
    other = builders.a_second_project(world)
    fund = world.fund(world.with_b)
    builders.pay(world.to_b, 40_00)
    move(
        Money(9_00), source=other, target=fund, kind=Kind.GRANT, key="joins",
        happened_at=builders.now(),
    )  # fmt: skip
    builders.use(world.with_b, 5_00, "校车", "Bus")
    flow = project_flow(world.project)
    assert flow.tally.is_equal
    assert {(o.key, o.minor) for o in flow.outcomes if o.key.startswith("on-")} == {
        (f"on-{fund.pk}", 40_00)
    }


def test_a_project_without_gifts_has_an_empty_flow() -> None:
    flow = project_flow(builders.a_world().project)
    assert (flow.received, flow.tree, flow.outcomes) == (0, None, [])


def test_the_books_of_each_organisation_balance_over_all_its_funds() -> None:
    world = builders.a_world()
    builders.the_story(world)
    books = {key: books_of(body.pk) for key, body in
             (("a", world.a), ("b", world.b), ("c", world.c))}  # fmt: skip
    assert all(one.tally.is_equal for one in books.values())
    assert {key: one.given for key, one in books.items()} == {"a": 100_00, "b": 0, "c": 0}
    assert [row.minor for row in books["a"].passed_to] == [68_00]
    assert [row.minor for row in books["b"].received_from] == [68_00]
    assert [row.minor for row in books["c"].received_from] == [40_70]


def test_the_whole_is_equal_and_costs_two_queries() -> None:
    world = builders.a_world()
    builders.the_story(world)
    refund(world, 2_00)
    builders.approve(world.to_b, 3_00)
    with CaptureQueriesContext(connection) as queries:
        whole = whole_balance()
    assert len(queries) == 2
    assert whole.is_equal
    assert whole.given == 100_00
    assert {part.stage: part.minor for part in whole.parts} == {
        "used": 62_30, "transit": 3_00, "wait": 32_70, "back": 2_00,
    }  # fmt: skip


def test_the_number_of_queries_does_not_grow_with_what_there_is() -> None:
    world = builders.a_world()
    builders.the_story(world)

    def counts() -> list[int]:
        asked = []
        for ask in (
            lambda: givers_of_case(world.case.pk),
            lambda: books_of(world.b.pk),
            lambda: project_flow(world.project),
        ):
            with CaptureQueriesContext(connection) as queries:
                ask()
            asked.append(len(queries))
        return asked

    few = counts()
    builders.many_gifts(world, 10_00, 20_00, 30_00)
    builders.pay(world.to_b, 50_00)
    builders.pay(world.to_c, 30_00)
    builders.use(world.with_c, 30_00, "午餐", "Lunch", case=world.case.number)
    assert counts() == few
    assert few[0] <= 9
    assert few[1] <= 10
    assert few[2] <= 9 + 7 * 4


STEPS = st.lists(
    st.tuples(st.sampled_from(["give", "b", "c", "use", "use b", "use c", "back"]),
              st.integers(1, 5000)),
    min_size=4, max_size=14,
)  # fmt: skip


@settings(
    max_examples=8, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(STEPS)
def test_whatever_happens_every_page_sums_to_its_gift(history: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        world = builders.a_world()
        references = builders.many_gifts(world, 40_00)
        for number, (verb, minor) in enumerate(history):
            with suppress(*builders.TOO_MUCH):
                _happen(world, references, verb, minor, number)
        _require_sums(world, references)
        transaction.set_rollback(True)


def _require_sums(world: World, references: list[str]) -> None:
    for reference in references:
        found = whereabouts(reference)
        assert sum(ending.minor for ending in found.endings) == found.given
        assert tree_of_gift(found).minor == found.given
    case = givers_of_case(world.case.pk)
    assert sum(minor for _gift, minor in case.parts) == case.received
    assert project_flow(world.project).tally.is_equal
    assert all(books_of(body.pk).tally.is_equal for body in (world.a, world.b, world.c))
    assert whole_balance().is_equal


def _happen(world: World, references: list[str], verb: str, minor: int, number: int) -> None:
    if verb == "give":
        references += builders.many_gifts(world, minor)
    elif verb == "b":
        builders.pay(world.to_b, minor)
    elif verb == "c":
        builders.pay(world.to_c, minor)
    elif verb == "back":
        refund(world, minor, reference=f"{references[0]}-{number}")
    else:
        source = {"use": world.home, "use b": world.with_b, "use c": world.with_c}[verb]
        builders.use(source, minor, "用", "Use", case=world.case.number if number % 2 else "")
