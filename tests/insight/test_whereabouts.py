"""Where a gift went: every end, to the fen, under the name that the public knows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from liushui.insight.errors import GiftUnknown
from liushui.insight.queries.whereabouts import (
    steps_of_gift,
    tree_of_gift,
    undone_of_gift,
    whereabouts,
)
from liushui.kernel.money import Money
from liushui.ledger.queries import movements_by_ref
from liushui.ledger.services import Links, move, sink
from liushui.ledger.states import Kind, Purpose, SinkUse
from tests.insight import builders

pytestmark = pytest.mark.django_db


def test_the_ends_of_a_gift_through_three_bodies_sum_to_it() -> None:
    world = builders.a_world()
    found = whereabouts(builders.the_story(world))
    assert sorted((ending.stage, ending.minor) for ending in found.endings) == [
        ("used", 1_20),
        ("used", 8_80),
        ("used", 25_00),
        ("used", 27_30),
        ("wait", 15_70),
        ("wait", 22_00),
    ]
    assert found.given == 100_00
    assert [(part.stage, part.minor) for part in found.tally.parts] == [
        ("used", 62_30),
        ("wait", 37_70),
    ]
    assert found.tally.is_equal


def test_a_used_end_names_who_was_paid_when_and_by_which_voucher() -> None:
    world = builders.a_world()
    reference = builders.give(world)
    used = builders.use(world.home, 30_00, "校车", "Bus")
    (ending,) = [e for e in whereabouts(reference).endings if e.stage == "used"]
    assert (ending.title, ending.payee, ending.reference) == ("校车", "云溪县客运站", used)
    assert ending.day is not None
    assert ending.movement_id == movements_by_ref(used)[0].pk


def test_the_page_speaks_english_on_request() -> None:
    world = builders.a_world()
    reference = builders.the_story(world)
    with translation.override("en"):
        titles = {ending.title for ending in whereabouts(reference).endings}
    assert {"Bus hire", "Still with Foundation 1"} <= titles


def test_a_gift_that_nobody_used_rests_where_it_arrived() -> None:
    world = builders.a_world()
    found = whereabouts(builders.give(world))
    assert [(e.stage, e.minor) for e in found.endings] == [("wait", 100_00)]


def test_a_refunded_part_stands_among_the_ends() -> None:
    world = builders.a_world()
    reference = builders.give(world)
    fund = world.fund(world.home)
    back = sink(fund.holder, SinkUse.REFUNDED, purpose=Purpose("project", world.project.pk))
    move(
        Money(40_00), source=fund, target=back, kind=Kind.REFUND, key=f"refund:{reference}",
        happened_at=builders.now(), ref=reference,
    )  # fmt: skip
    found = whereabouts(reference)
    assert [(p.stage, p.minor) for p in found.tally.parts] == [("wait", 60_00), ("back", 40_00)]
    assert found.given == 100_00


def test_what_was_undone_is_shown_apart_and_never_counted() -> None:
    world = builders.a_world()
    reference = builders.give(world)
    paid = movements_by_ref(builders.pay(world.to_b, 30_00))[0]
    move(
        Money(30_00), source=world.fund(world.with_b), target=world.fund(world.home),
        kind=Kind.REVERSAL, key="undo", happened_at=builders.now(),
        links=Links(reverses_id=paid.pk),
    )  # fmt: skip
    found = whereabouts(reference)
    assert [(e.stage, e.minor) for e in found.endings] == [("wait", 100_00)]
    assert [step.minor for step in undone_of_gift(found)] == [30_00, 30_00]


def test_two_gifts_in_one_payment_are_told_apart() -> None:
    world = builders.a_world()
    first, second = builders.give(world, 60_00), builders.give(world, 50_00)
    builders.pay(world.to_b, 80_00)
    assert [e.minor for e in whereabouts(first).endings] == [60_00]
    assert sorted(e.minor for e in whereabouts(second).endings) == [20_00, 30_00]


def test_every_entry_on_the_way_carries_the_gifts_own_share() -> None:
    world = builders.a_world()
    builders.give(world, 10_00)
    reference = builders.give(world, 90_00)
    builders.pay(world.to_b, 40_00)
    steps = steps_of_gift(whereabouts(reference))
    assert [(step.source is None, step.minor) for step in steps] == [(True, 90_00), (False, 30_00)]


def test_the_drawing_opens_the_one_entry_behind_each_link() -> None:
    world = builders.a_world()
    reference = builders.give(world)
    paid = movements_by_ref(builders.pay(world.to_b, 68_00))[0]
    tree = tree_of_gift(whereabouts(reference))
    hrefs = {place.node.label: place.node.href for place in tree.children[0].children}
    assert f"/entries/{paid.pk}" in hrefs.values()


@pytest.mark.parametrize("reference", ["", "LS-", "nonsense", "LS-20260718-68BKK0C5-G"])
def test_an_unknown_number_is_no_gift(reference: str) -> None:
    with pytest.raises(GiftUnknown):
        whereabouts(reference)


def test_the_reference_of_a_use_opens_no_gift() -> None:
    world = builders.a_world()
    builders.give(world)
    with pytest.raises(GiftUnknown):
        whereabouts(builders.use(world.home, 1_00, "校车", "Bus"))


def test_the_number_of_queries_does_not_grow_with_the_way() -> None:
    world = builders.a_world()
    short = builders.give(world, 1_00)
    with CaptureQueriesContext(connection) as few:
        whereabouts(short)
    long = builders.the_story(world)
    with CaptureQueriesContext(connection) as many:
        whereabouts(long)
    assert len(few) <= len(many) <= 10
