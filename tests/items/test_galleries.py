"""A gallery's cap is never passed, unpaid pieces come back, late money goes where it was said."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.models import GiftOrder
from liushui.giving.services import By, OriginUnknown, decide_gift, place_order
from liushui.giving.states import GiftState
from liushui.items import tasks
from liushui.items.errors import (
    CodeTaken,
    FewerLeft,
    GalleryNotOpen,
    GalleryNotReady,
    NotItsPrice,
    SamePerson,
    SoldOut,
    SurplusElsewhere,
    TooManyHeld,
)
from liushui.items.models import Gallery, Hold, Stock
from liushui.items.needs import needs
from liushui.items.queries import faults, standing_of
from liushui.items.services import (
    GalleryPlan,
    PieceText,
    Rate,
    add_piece,
    draft_gallery,
    end_gallery,
    holds,
    lapse_holds,
    open_gallery,
    propose_rate,
)
from liushui.items.states import HoldState
from liushui.kernel.clock import day_of
from liushui.kernel.money import Money
from liushui.ledger.queries import balance
from liushui.ledger.services import sequence_all
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from tests.giving import builders as giving
from tests.items import builders as b
from tests.parties import builders as parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]


def numbers(gallery: Gallery) -> list[tuple[int, int]]:
    kept = Hold.objects.filter(gallery=gallery, state=HoldState.KEPT)
    return sorted((number or 0, count) for number, count in kept.values_list("number", "count"))


def lapse(order: GiftOrder) -> None:
    """The hold's time is over."""
    assert lapse_holds(at=order.item_hold.until + timedelta(seconds=1)) == 1


def test_the_clock_gives_back_all_that_is_late_however_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(holds, "_AT_ONCE", 2)
    gallery = b.gallery(giving.project())
    for _order in range(5):
        b.order(gallery)
    late = b.now() + timedelta(minutes=gallery.hold_minutes + 1)
    monkeypatch.setattr(tasks, "now", lambda: late)

    assert tasks.lapse_holds(timestamp=0) == 5

    assert standing_of(gallery).left == gallery.cap
    assert faults() == []


def test_a_paid_piece_is_kept_with_its_number(provider: Provider) -> None:
    gallery = b.gallery(giving.project())

    first, second = b.order(gallery, 3), b.order(gallery, piece=2)
    for one in (first, second, first):
        giving.settled(provider, one)

    assert numbers(gallery) == [(1, 3), (4, 1)]
    assert standing_of(gallery).left == 6
    assert faults() == []


def test_the_cap_is_taken_when_the_order_is_placed() -> None:
    gallery = b.gallery(giving.project(), cap=3)
    b.order(gallery, 2)

    with pytest.raises(FewerLeft):
        b.order(gallery, 2)
    b.order(gallery)
    with pytest.raises(SoldOut):
        b.order(gallery)

    assert GiftOrder.objects.count() == 2
    assert standing_of(gallery).left == 0


def test_what_is_not_paid_comes_back_once() -> None:
    gallery = b.gallery(giving.project(), cap=1)
    order = b.order(gallery)

    assert lapse_holds(at=b.now()) == 0
    lapse(order)

    assert lapse_holds(at=b.now() + timedelta(days=1)) == 0
    assert standing_of(gallery).left == 1
    assert b.order(gallery).pk


def test_a_late_payment_takes_what_is_there(provider: Provider) -> None:
    gallery = b.gallery(giving.project(), cap=1)
    order = b.order(gallery)
    lapse(order)

    giving.settled(provider, order)

    assert numbers(gallery) == [(1, 1)]
    assert faults() == []


def test_late_money_goes_to_the_project_that_was_named(provider: Provider) -> None:
    body = giving.charity()
    other = giving.project(body, "同类项目")
    gallery = b.gallery(giving.project(body), cap=1, surplus=other.number)
    late = b.order(gallery)
    lapse(late)
    giving.settled(provider, b.order(gallery))

    for _again in range(2):
        giving.settled(provider, late)
    sequence_all()

    late.refresh_from_db()
    assert (late.state, late.project_id) == (GiftState.PAID, other.pk)
    assert balance(other.fund_id).tip == 100
    assert balance(gallery.project.fund_id).tip == 100
    assert numbers(gallery) == [(1, 1)]
    assert late.item_hold.state == HoldState.LATE
    assert faults() == []


def test_late_money_stays_with_the_charity_that_it_was_given_to() -> None:
    other = giving.project(giving.charity(2), "另一家的项目")

    with pytest.raises(SurplusElsewhere):
        b.gallery(giving.project(), surplus=other.number)

    assert not Gallery.objects.exists()


def test_late_money_that_goes_back_waits_for_a_person(provider: Provider) -> None:
    project = giving.project()
    gallery = b.gallery(project, cap=1)
    late = b.order(gallery)
    lapse(late)
    giving.settled(provider, b.order(gallery))

    giving.settled(provider, late)
    late.refresh_from_db()
    assert late.state == GiftState.NEEDS_DECISION
    decider = parties.holder(parties.chen(), project.organisation, Right.MONEY_APPROVE)
    decide_gift(decider, late.reference, keep=False, why="已售罄", at=b.now())

    late.refresh_from_db()
    assert late.state == GiftState.RETURN_DUE
    assert numbers(gallery) == [(1, 1)]


def test_an_order_that_is_returned_gives_its_pieces_back(provider: Provider) -> None:
    project = giving.project()
    gallery = b.gallery(project, cap=1)
    order = b.order(gallery)
    project.ends_on = giving.now().date() - timedelta(days=2)
    project.starts_on = project.ends_on
    project.save()

    giving.settled(provider, order)
    assert standing_of(gallery).left == 0
    decider = parties.holder(parties.chen(), project.organisation, Right.MONEY_APPROVE)
    decide_gift(decider, order.reference, keep=False, why="项目已结束", at=b.now())

    assert standing_of(gallery).left == 1
    assert faults() == []


@pytest.mark.parametrize("minor", [50, 150, 1_100])
def test_an_amount_that_is_not_its_price_is_refused(minor: int) -> None:
    gallery = b.gallery(giving.project(), cap=100)

    with pytest.raises(NotItsPrice):
        place_order(
            b.STRANGER,
            project=gallery.project.number,
            amount=Money(minor),
            by=By("item:spring.1"),
            at=b.now(),
        )
    assert standing_of(gallery).left == 100


@pytest.mark.parametrize("code", ["spring.9", "spring", "autumn.1", "spring.x", "spring.1.1"])
def test_a_piece_that_is_not_there_is_refused(code: str) -> None:
    project = b.gallery(giving.project()).project

    with pytest.raises(OriginUnknown):
        place_order(
            b.STRANGER, project=project.number, amount=Money(100), by=By(f"item:{code}"), at=b.now()
        )


def test_a_piece_of_another_project_is_refused() -> None:
    body = giving.charity()
    b.gallery(giving.project(body))
    other = giving.project(body, "另一个")

    with pytest.raises(OriginUnknown):
        place_order(
            b.STRANGER,
            project=other.number,
            amount=Money(100),
            by=By("item:spring.1"),
            at=b.now(),
        )


def test_two_people_open_a_gallery_and_then_its_terms_stay() -> None:
    project = giving.project()
    first, second, at = b.officer(project), b.approver(project), b.now()
    plan = GalleryPlan("tiny", "小", 100, 5, at, at + timedelta(days=1))
    draft_gallery(first, project.number, plan, at=at)

    with pytest.raises(CodeTaken):
        draft_gallery(first, project.number, plan, at=at)
    with pytest.raises(SamePerson):
        open_gallery(first, "tiny", at=at)
    with pytest.raises(GalleryNotReady):
        open_gallery(second, "tiny", at=at)
    gallery = b.gallery(giving.project(giving.charity(2)), code="other")
    for change in ({"cap": 11}, {"price_minor": 1}):
        with pytest.raises(IntegrityError, match="stay as they were"), transaction.atomic():
            Gallery.objects.filter(pk=gallery.pk).update(**change)
    with pytest.raises(IntegrityError, match="sum to its cap"):
        _enlarge(gallery)


def _enlarge(gallery: Gallery) -> None:
    with transaction.atomic():
        Stock.objects.filter(gallery=gallery).update(room=11)
        connection.check_constraints()


def test_an_ended_gallery_takes_no_orders_but_keeps_what_is_paid(provider: Provider) -> None:
    project = giving.project()
    gallery = b.gallery(project)
    order = b.order(gallery)
    ender = parties.holder(parties.chen(), project.organisation, Right.PROJECT_EDIT)
    end_gallery(ender, gallery.code, at=b.now())

    with pytest.raises(GalleryNotOpen):
        b.order(gallery)
    giving.settled(provider, order)

    assert numbers(gallery) == [(1, 1)]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_take_exactly_the_cap() -> None:
    gallery = b.gallery(giving.project(), cap=120)

    def buy(_number: int) -> int:
        try:
            b.order(gallery)
        except SoldOut:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(8) as pool:
        taken = sum(pool.map(buy, range(150)))

    assert taken == 120
    assert standing_of(gallery).left == 0
    assert faults() == []


def test_what_waits_for_a_second_person_stands_in_their_console() -> None:
    project, at = giving.project(), b.now()
    first, second = b.officer(project), b.approver(project)
    plan = GalleryPlan("tiny", "小", 100, 5, at, at + timedelta(days=1))
    draft_gallery(first, project.number, plan, at=at)
    assert needs(second, at) == []  # without a piece there is nothing to open
    add_piece(first, "tiny", PieceText("河"), b.picture(), at=at)
    b.rule(project)
    propose_rate(first, "steps", Rate(1, 1, 1), from_day=day_of(at) + timedelta(days=1), at=at)

    assert [need.title for need in needs(second, at)] == ["小", "步步为善"]
    assert needs(first, at) == []
    open_gallery(second, "tiny", at=at)
    assert [need.title for need in needs(second, at)] == ["步步为善"]
    assert needs(second, at + timedelta(days=2)) == []


def test_no_stranger_holds_a_whole_gallery_and_pays_for_nothing() -> None:
    """By the network it is asked from, or by the person; what is paid or given back counts not."""
    gallery = b.gallery(giving.project(), cap=100)

    def held(network: str, count: int = 10, who: Actor = b.STRANGER) -> GiftOrder:
        return place_order(
            who,
            project=gallery.project.number,
            amount=Money(count * gallery.price_minor),
            by=By(f"item:{gallery.code}.1", network=network),
            at=giving.now(),
        )

    first = held("198.51.100.7")
    held("198.51.100.7")
    with pytest.raises(TooManyHeld):
        held("198.51.100.7", 1)
    held("198.51.100.8")
    donor = parties.as_donor(parties.chen())
    for network in ("198.51.100.9", "198.51.100.10"):
        held(network, who=donor)
    with pytest.raises(TooManyHeld):
        held("198.51.100.11", 1, who=donor)
    known = set(Hold.objects.values_list("asker", flat=True))
    assert len(known) == 3
    assert not any("198.51" in one or "person" in one for one in known)
    first.item_hold.refresh_from_db()
    holds.give_back([first], at=giving.now())
    assert Hold.objects.get(order=first).asker == ""
    held("198.51.100.7")


def test_who_holds_is_forgotten_once_it_is_paid(provider: Provider) -> None:
    gallery = b.gallery(giving.project(), cap=100)
    placed = place_order(
        b.STRANGER, project=gallery.project.number, amount=Money(gallery.price_minor),
        by=By(f"item:{gallery.code}.1", network="198.51.100.7"), at=giving.now(),
    )  # fmt: skip
    assert Hold.objects.get().asker != ""
    giving.settled(provider, placed)
    assert (Hold.objects.get().state, Hold.objects.get().asker) == (HoldState.KEPT, "")
