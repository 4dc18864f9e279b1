"""Rows about money that comes back which the database refuses, whoever writes (L12-L18)."""

import pytest
from django.db import connection

from liushui.ledger.errors import GivenBackAlready
from liushui.ledger.models import Movement, RecallHold
from liushui.ledger.services import (
    Covers,
    Links,
    ask_back,
    charge_back,
    freeze,
    freeze_gift,
    move,
    open_fund,
    refund_gift,
)
from liushui.ledger.services.refunds import given_back_sink
from liushui.ledger.spans import Span
from liushui.ledger.states import GENERAL, Kind, SinkUse
from tests.ledger.builders import AT, a_fund, a_used_sink, fen, give
from tests.ledger.test_bad_rows import insert_movement, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def books():
    """A gift that was spent and charged back, one that was refunded, one frozen and recalled."""
    fund, partner, other = a_fund(), a_fund(), a_fund()
    home = open_fund(fund.holder, purpose=GENERAL)
    spent, back, frozen, asked = give(fund, 100, 100, 100, 100)
    give(home, 500)
    give(other, 100)
    sink = a_used_sink(fund, purpose=GENERAL)
    move(fen(100), source=fund, target=sink, kind=Kind.USE, key="u", happened_at=AT)
    (cover,) = charge_back(spent, fen(60), key="cb", happened_at=AT)
    refund_gift(back, fen(100), key="refund", happened_at=AT)
    (froze,) = freeze_gift(frozen, key="f", happened_at=AT)
    pins = [Span(300, 400)]
    grant = move(
        fen(100), source=fund, target=partner, kind=Kind.GRANT, key="g", happened_at=AT, pins=pins
    )
    ask_back(asked, fen(100), key="ask", by="person:1", why="duplicate", at=AT)
    gifts = {m.ref: m.pk for m in Movement.objects.filter(kind=Kind.GIFT)}
    return {
        "fund": fund, "home": home, "other": other, "charged": cover.target,
        "refunded": given_back_sink(fund, SinkUse.REFUNDED), "spent": gifts[spent],
        "back": gifts[back], "frozen": gifts[frozen], "froze": froze, "cover": cover,
        "grant": grant, "sink": sink,
    }  # fmt: skip


def cover(books, gift, lo, hi, source="home"):
    links = Links(covers=Covers(books[gift], lo, hi))
    return move(
        fen(hi - lo), source=books[source], target=books["charged"], kind=Kind.COVER,
        key=f"{gift}{lo}", happened_at=AT, links=links,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("gift", "lo", "hi"), [("spent", 40, 41), ("spent", 99, 100), ("back", 0, 1)]
)
def test_a_unit_is_given_back_once(books, gift, lo, hi):
    with pytest.raises(GivenBackAlready):
        cover(books, gift, lo, hi)


def test_what_is_covered_is_not_refunded(books):
    used = Movement.objects.get(key="u")
    move(
        fen(60), source=used.target, target=books["fund"], kind=Kind.RETURN, key="r",
        happened_at=AT, pins=[Span(40, 100)],
    )  # fmt: skip
    tip = Movement.objects.get(key="r").lo
    with pytest.raises(GivenBackAlready):
        move(
            fen(1), source=books["fund"], target=books["refunded"], kind=Kind.REFUND,
            key="again", happened_at=AT, pins=[Span(tip, tip + 1)],
        )  # fmt: skip


@pytest.mark.parametrize(
    ("gift", "lo", "hi", "source"),
    [("spent", 100, 101, "home"), ("spent", 0, 1, "other"), ("cover", 0, 1, "home")],
)
def test_a_cover_stands_for_units_of_a_gift_to_its_own_holder(books, gift, lo, hi, source):
    ids = {"source": books[source].pk, "target": books["charged"].pk}
    ids["gift"] = books["cover"].pk if gift == "cover" else books[gift]
    with refused("a cover stands for units", "no way that units go") as cursor:
        insert_movement(
            cursor, ids, kind="'cover'", amount="1", source_id="%(source)s",
            target_id="%(target)s", lo="60", covers_gift_id="%(gift)s", covers_lo=str(lo),
            covers_hi=str(hi),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "'thaw'"}, ("a thaw reverses a freeze", "name what they reverse")),
        ({"kind": "'thaw'", "reverses_id": "%(grant)s"}, ("goes back the way", "a thaw reverses")),
        ({"kind": "'reversal'", "reverses_id": "%(froze)s"}, ("a thaw reverses a freeze",)),
    ],
)
def test_a_thaw_reverses_a_freeze_and_nothing_else_does(books, changes, words):
    froze = books["froze"]
    ids = {"grant": books["grant"].pk, "froze": froze.pk, "source": froze.target_id,
           "target": froze.source_id}  # fmt: skip
    way = {"source_id": "%(source)s", "target_id": "%(target)s", "lo": "400"}
    with refused(*words) as cursor:
        insert_movement(cursor, ids, **way, **changes)


@pytest.mark.parametrize("sink", ["charged", "refunded"])
def test_what_was_given_back_comes_back_by_a_reversal_alone(books, sink):
    ids = {"source": books[sink].pk, "target": books["fund"].pk}
    with refused("by a reversal alone", "no way that units go") as cursor:
        insert_movement(
            cursor, ids, kind="'return'", source_id="%(source)s", target_id="%(target)s", lo="400"
        )


@pytest.mark.parametrize(
    "statement",
    [
        "insert into ledger_coverage values (%(spent)s, 0, 1, %(cover)s)",
        "update ledger_coverage set hi = hi - 1",
        "delete from ledger_coverage",
        "truncate ledger_coverage",
        "update ledger_recall set amount = 1",
        "delete from ledger_recall",
        "update ledger_recallhold set at = now()",
        "truncate ledger_recallholdend",
        """insert into ledger_recall (gift_id, amount, key, by, why, at)
           values (%(spent)s, 101, 'k', 'person:1', 'x', now())""",
        """insert into ledger_recall (gift_id, amount, key, by, why, at)
           values (%(cover)s, 1, 'k', 'person:1', 'x', now())""",
        """insert into ledger_recallhold (recall_id, reverses_id, freeze_id, reservation_id, at)
           select recall_id, reverses_id, %(froze)s, reservation_id, at from ledger_recallhold""",
        """insert into ledger_recallholdend (hold_id, how, at)
           select id, 'paid', now() from ledger_recallhold""",
        """insert into ledger_recallholdend (hold_id, how, movement_id, at)
           select id, 'paid', %(cover)s, now() from ledger_recallhold""",
    ],
)
def test_coverage_and_recalls_refuse_what_is_not_so(books, statement):
    ids = {"spent": books["spent"], "cover": books["cover"].pk, "froze": books["froze"].pk}
    words = ("append-only", "ledger_", "only the ledger's triggers", "a hop", "units of a gift")
    with refused(*words) as cursor:
        cursor.execute(statement, ids)


@pytest.mark.usefixtures("books")
def test_what_a_recall_holds_is_not_thawed_though_others_lie_frozen_beside_it():
    held = RecallHold.objects.get().freeze
    give(held.source, 50)
    freeze(held.source, fen(50), key="f50", happened_at=AT)
    with refused("waits for these very units"):
        move(
            fen(10), source=held.target, target=held.source, kind=Kind.THAW, key="t",
            happened_at=AT, pins=[Span(0, 10)], links=Links(reverses_id=held.pk),
        )  # fmt: skip


def test_an_open_hop_ends_once(books):
    hold = RecallHold.objects.get()
    assert hold.freeze.for_gift_id == hold.recall.gift_id
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into ledger_recallholdend values (%s, 'withdrawn', null, now())", [hold.pk]
        )
    with refused("ledger_recallholdend_pkey") as cursor:
        cursor.execute(
            "insert into ledger_recallholdend values (%s, 'withdrawn', null, now())", [hold.pk]
        )
    assert books["sink"].pk
