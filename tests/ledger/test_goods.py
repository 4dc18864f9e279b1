"""Goods go by their lot, earliest expiry first; nothing expired is handed out (L30-L32)."""

from datetime import timedelta

import pytest
from django.db import connection

from liushui.kernel.money import AmountOutOfRange
from liushui.ledger import queries
from liushui.ledger.errors import (
    KeyReused,
    LotExpired,
    LotNotSaid,
    NotEnoughFree,
    NothingHere,
    ResourceTaken,
    UnitsElsewhere,
)
from liushui.ledger.models import Lot, Movement, ReservationEnd
from liushui.ledger.queries.check import RULES, faults
from liushui.ledger.queries.goods import lots_in, stock_of
from liushui.ledger.services import (
    Links,
    correct_lot,
    define_resource,
    expire_lots,
    freeze,
    freeze_goods,
    freeze_lot,
    issue_goods,
    move,
    rebase_goods,
    receive_goods,
    refund_lot,
    release,
    reserve,
    resource,
    reverse,
    thaw,
    write_off_lot,
)
from liushui.ledger.spans import Span
from liushui.ledger.states import Kind
from tests.ledger.builders import AT, a_holder
from tests.ledger.goods_builders import (
    EARLY,
    GONE,
    LATE,
    MASKS,
    a_lot,
    a_store,
    handed_out,
    pieces,
)
from tests.ledger.test_bad_rows import refused

pytestmark = pytest.mark.django_db

AFTER_EARLY = AT + timedelta(days=60)


def issue(store, number, key="i", **more):
    return issue_goods(
        pieces(number, store.resource_id), source=store, target=handed_out(store), key=key,
        **{"happened_at": AT, **more},
    )  # fmt: skip


def taken(movements):
    return [(m.lot_id, m.amount) for m in movements]


def sound():
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")
    return [fault for rule in RULES for fault in faults(rule)] == []


def test_what_expires_first_goes_first_and_each_movement_is_of_one_lot():
    store = a_store()
    forever, late, early = a_lot(store, 50), a_lot(store, 50, LATE), a_lot(store, 50, EARLY)
    first = issue(store, 70)
    assert taken(first) == [(early.pk, 50), (late.pk, 20)]
    assert len({m.group_id for m in first}) == 1
    assert taken(issue(store, 70)) == taken(first)  # the same key: the same deed
    assert taken(issue(store, 40, key="j")) == [(late.pk, 30), (forever.pk, 10)]
    with pytest.raises(KeyReused):
        issue(store, 71)
    assert sound()


def test_expired_goods_are_not_eligible_even_before_the_clock_came_by():
    store = a_store()
    early, late = a_lot(store, 50, EARLY), a_lot(store, 10, LATE)
    with pytest.raises(NotEnoughFree) as low:
        issue(store, 11, happened_at=AFTER_EARLY)
    assert low.value.facts["free"] == 10
    assert taken(issue(store, 10, happened_at=AFTER_EARLY)) == [(late.pk, 10)]
    with pytest.raises(LotExpired):
        move(
            pieces(5), source=store, target=handed_out(store), kind=Kind.USE, key="x",
            happened_at=AFTER_EARLY, pins=[Span(0, 5)], links=Links(lot_id=early.pk),
        )  # fmt: skip
    assert taken(issue(store, 50, key="told late")) == [(early.pk, 50)]


def test_the_clock_writes_off_what_expired_and_releases_the_newest_promises():
    store = a_store()
    early, late = a_lot(store, 60, EARLY), a_lot(store, 40, LATE)
    held = [reserve(pieces(n), fund=store, key=f"r{n}", at=AT) for n in (30, 20, 25)]
    assert expire_lots(at=AT) == []
    lost = expire_lots(at=AFTER_EARLY)
    assert [(m.kind, m.lot_id, m.amount) for m in lost] == [("write_off", early.pk, 60)]
    ended = dict(ReservationEnd.objects.values_list("reservation_id", "why"))
    assert set(ended) == {held[1].pk, held[2].pk}
    assert all("expired" in why for why in ended.values())
    assert expire_lots(at=AFTER_EARLY) == []
    assert queries.balance(store.pk) == queries.Balance(tip=100, taken=60, reserved=30)
    assert [lot.lot_id for lot in lots_in(store.pk)] == [late.pk]
    assert sound()


def test_a_lot_that_arrives_expired_is_received_and_written_off():
    store = a_store()
    lot = a_lot(store, 30, GONE)
    assert [m.kind for m in Movement.objects.filter(resource=MASKS).order_by("pk")] == [
        "receipt", "write_off",
    ]  # fmt: skip
    stock = stock_of(MASKS)
    assert (stock.received, stock.in_stock, stock.written_off) == (30, 0, 30)
    assert Lot.objects.get(movement=lot).expires_on == GONE


def test_what_was_promised_stays_for_it_and_its_issue_may_take_it():
    store = a_store()
    a_lot(store, 10, EARLY)
    held = reserve(pieces(8), fund=store, key="r", at=AT)
    with pytest.raises(NotEnoughFree):
        issue(store, 3)
    assert len(issue(store, 8, key="for it", reservation=held)) == 1
    assert queries.balance(store.pk).reserved == 0


def test_a_lot_keeps_its_name_from_store_to_store_and_back():
    store, other = a_store(), a_store()
    early = a_lot(store, 20, EARLY)
    sent = issue_goods(
        pieces(15), source=store, target=other, key="s", happened_at=AT, kind=Kind.GRANT
    )
    assert [(lot.lot_id, lot.amount, lot.expires_on) for lot in lots_in(other.pk)] == [
        (early.pk, 15, EARLY)
    ]
    back = reverse(sent[0], pieces(4), key="b", happened_at=AT)
    assert back.lot_id == early.pk
    assert taken(issue(other, 11)) == [(early.pk, 11)]
    assert sound()


def test_boxes_become_pieces_of_the_same_lot_and_can_be_followed_through():
    boxes = a_store(resource="mask_box")
    one, two = a_lot(boxes, 3, EARLY), a_lot(boxes, 5, LATE)
    made = rebase_goods(
        pieces(4, "mask_box"), source=boxes, into=define_resource(MASKS, unit="piece"),
        factor=50, key="open", happened_at=AT,
    )  # fmt: skip
    assert [(m.kind, m.amount, m.lot_id) for m in made] == [
        ("conversion", 3, one.pk), ("rebasing", 150, one.pk),
        ("conversion", 1, two.pk), ("rebasing", 50, two.pk),
    ]  # fmt: skip
    store = made[1].target
    assert [(lot.lot_id, lot.amount) for lot in lots_in(store.pk)] == [(one.pk, 150), (two.pk, 50)]
    issue(store, 160, ref="I")
    assert [(s.gift_id, s.amount) for s in queries.trace_backward("I")] == [
        (one.pk, 150), (two.pk, 10),
    ]  # fmt: skip
    assert stock_of(MASKS).is_whole
    assert stock_of("mask_box").is_whole
    assert sound()


def test_two_who_took_parts_of_one_box_have_each_their_part():
    boxes = a_store(resource="mask_box")
    lot = a_lot(boxes, 2, EARLY)
    made = rebase_goods(
        pieces(2, "mask_box"), source=boxes, into=define_resource(MASKS, unit="piece"),
        factor=4, key="open", happened_at=AT,
    )  # fmt: skip
    store = made[1].target
    issue(store, 3, "i1", ref="one")
    issue(store, 4, "i2", ref="other")
    for ref, amount in (("one", 3), ("other", 4)):
        assert [(s.gift_id, s.amount) for s in queries.trace_backward(ref)] == [(lot.pk, amount)]
    issued = queries.trace_backward_of_fund(handed_out(store).pk)
    assert [(source.gift_id, source.amount) for source in issued] == [(lot.pk, 3), (lot.pk, 4)]
    assert sum(source.amount for source in queries.trace_backward_of_fund(store.pk)) == 1


def test_a_lot_of_which_nothing_lies_there_is_neither_frozen_nor_written_off():
    store, other = a_store(), a_store()
    lot = a_lot(other, 5)
    for deed in (freeze_lot, write_off_lot):
        with pytest.raises(NothingHere):
            deed(store, lot.pk, key=deed.__name__, happened_at=AT)
    assert sound()


def test_pieces_are_set_aside_given_back_and_corrected_by_their_lot():
    store, right = a_store(), None
    right = a_store(store.holder)
    early, late = a_lot(store, 20, EARLY), a_lot(store, 5, LATE)
    frozen = freeze_goods(store, pieces(8), key="f", happened_at=AT)
    assert taken(frozen) == [(late.pk, 5), (early.pk, 3)]
    assert freeze_goods(store, pieces(8), key="f", happened_at=AT) == frozen
    thaw(frozen[1], key="t", happened_at=AT)
    assert taken(refund_lot(early, pieces(6), key="r", happened_at=AT)) == [(early.pk, 6)]
    said = {"wrong": store, "right": right, "key": "c", "happened_at": AT}
    assert taken(correct_lot(early, pieces(4), **said)) == [(early.pk, 4)]
    assert [(one.lot_id, one.amount) for one in lots_in(right.pk)] == [(early.pk, 4)]
    with pytest.raises(UnitsElsewhere):
        refund_lot(early, pieces(11), key="r2", happened_at=AT)
    reserve(pieces(7), fund=store, key="hold", at=AT)
    with pytest.raises(NotEnoughFree):
        refund_lot(early, pieces(4), key="r3", happened_at=AT)
    assert stock_of(MASKS).is_whole
    assert sound()


def test_a_lot_can_be_written_off_whole():
    store = a_store()
    early = a_lot(store, 20, EARLY)
    a_lot(store, 5, LATE)
    reserve(pieces(22), fund=store, key="r", at=AT)
    assert taken(write_off_lot(store, early.pk, key="w", happened_at=AT)) == [(early.pk, 20)]
    assert taken(write_off_lot(store, early.pk, key="w", happened_at=AT)) == [(early.pk, 20)]
    assert queries.balance(store.pk) == queries.Balance(tip=25, taken=20, reserved=0)


def test_a_receipt_told_again_with_another_lot_is_another_receipt():
    store = a_store()
    said = {"target": store, "key": "k", "happened_at": AT}
    once = receive_goods(pieces(5), lot=("A", EARLY), **said)
    assert receive_goods(pieces(5), lot=("A", EARLY), **said) == once
    with pytest.raises(KeyReused):
        receive_goods(pieces(5), lot=("A", LATE), **said)


@pytest.mark.parametrize("code", ["CNY", "minutes", "points", "USD", " "])
def test_money_and_time_are_no_goods(code):
    with pytest.raises(ResourceTaken):
        define_resource(code, unit="piece")


def test_a_code_counts_one_thing():
    assert define_resource(MASKS, unit="piece") == define_resource(MASKS, unit="piece")
    with pytest.raises(ResourceTaken):
        define_resource(MASKS, unit="box")
    assert resource(MASKS).unit == "piece"


@pytest.mark.parametrize(
    ("links", "pins", "words"),
    [
        (Links(), [Span(0, 5)], "say of which lot"),
        ("early", [Span(20, 25)], "units of one lot"),
        ("early", [Span(18, 23)], "units of one lot"),
    ],
)
def test_goods_of_another_lot_or_of_none_do_not_move(links, pins, words):
    store = a_store()
    early = a_lot(store, 20, EARLY)
    a_lot(store, 20, LATE)
    links = Links(lot_id=early.pk) if links == "early" else links
    with refused(words):
        move(
            pieces(5), source=store, target=handed_out(store), kind=Kind.USE, key="x",
            happened_at=AT, pins=pins, links=links,
        )  # fmt: skip


def test_goods_come_with_a_lot_and_a_lot_with_its_goods():
    store = a_store()
    with refused("say their lot"):
        move(pieces(5), source=None, target=store, kind=Kind.RECEIPT, key="x", happened_at=AT)
    early = a_lot(store, 20, EARLY)
    used = issue(store, 5)[0]
    for movement in (used, early):
        with refused("told with the goods", "ledger_lot_pkey") as cursor:
            cursor.execute("insert into ledger_lot values (%s, 'B', null)", [movement.pk])
    with refused("append-only") as cursor:
        cursor.execute("update ledger_lot set expires_on = null")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"amount": 101}, "a whole number of each piece"),
        ({"lot": None}, "say of which lot"),
        ({"elsewhere": True}, "in the same hands"),
        ({"made_from": "receipt"}, "made of a conversion"),
        ({"skip": True}, "is there in its new pieces"),
        ({"twice": True}, "ledger_movement_made_once"),
    ],
)
def test_new_pieces_are_made_of_old_ones_whole_and_once(change, words):
    boxes = a_store(resource="mask_box")
    lot = a_lot(boxes, 3)
    made = rebase_goods(
        pieces(1, "mask_box"), source=boxes, into=define_resource(MASKS, unit="piece"),
        factor=50, key="open", happened_at=AT,
    )  # fmt: skip
    gone, home = made[0].target, made[1].target
    with refused(words):
        out = move(
            pieces(2, "mask_box"), source=boxes, target=gone, kind=Kind.CONVERSION, key="c",
            happened_at=AT, pins=[Span(1, 3)], links=Links(lot_id=lot.pk),
        )  # fmt: skip
        made_from = lot.pk if change.get("made_from") else out.pk
        for number in range(0 if change.get("skip") else 2 if change.get("twice") else 1):
            move(
                pieces(change.get("amount", 100)), source=None, kind=Kind.REBASING,
                target=a_store(a_holder()) if change.get("elsewhere") else home,
                key=f"m{number}", happened_at=AT,
                links=Links(made_from_id=made_from, lot_id=change.get("lot", lot.pk)),
            )  # fmt: skip


def test_pieces_of_another_good_are_not_taken_for_those_that_lie_there():
    store = a_store()
    right, lot, boxes = a_store(store.holder), a_lot(store, 20, LATE), pieces(5, "mask_box")
    said = {"key": "k", "happened_at": AT}
    for deed in (
        lambda: issue_goods(boxes, source=store, target=right, kind=Kind.TRANSFER, **said),
        lambda: rebase_goods(boxes, source=store, into=right.resource, factor=2, **said),
        lambda: freeze_goods(store, boxes, **said),
        lambda: refund_lot(lot, boxes, **said),
        lambda: correct_lot(lot, boxes, wrong=store, right=right, **said),
    ):
        with pytest.raises(AmountOutOfRange):
            deed()
    assert lots_in(store.pk)[0].amount == 20


def test_a_lot_is_set_aside_whole_and_let_go_again():
    store = a_store()
    bad, good = a_lot(store, 30, EARLY), a_lot(store, 20, LATE)
    with pytest.raises(LotNotSaid):
        freeze(store, pieces(5), key="blind", happened_at=AT)
    held = reserve(pieces(25), fund=store, key="r", at=AT)
    with pytest.raises(NotEnoughFree):
        freeze_lot(store, bad.pk, key="f", happened_at=AT)
    release(held, at=AT, why="not needed")
    (frozen,) = freeze_lot(store, bad.pk, key="f", happened_at=AT)
    assert freeze_lot(store, bad.pk, key="f", happened_at=AT) == [frozen]
    assert [lot.lot_id for lot in lots_in(store.pk)] == [good.pk]
    assert taken(issue(store, 5)) == [(good.pk, 5)]
    thaw(frozen, key="t", happened_at=AT)
    assert {lot.lot_id for lot in lots_in(store.pk)} == {bad.pk, good.pk}
    assert sound()
