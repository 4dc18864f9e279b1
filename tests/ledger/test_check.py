"""The check names each kind of corruption, planted here with the triggers switched off."""

from datetime import timedelta

import pytest
from django.db import connection

from liushui.ledger.queries.check import RULES, faults
from liushui.ledger.services import (
    accept_gift,
    expire,
    move,
    order_payment,
    post_reserved,
    reserve,
    reverse,
    seal_month,
)
from liushui.ledger.spans import Span
from liushui.ledger.states import Kind
from tests.ledger.builders import AT, a_fund, a_used_sink, fen, give

pytestmark = pytest.mark.django_db


@pytest.fixture
def ids():
    """Books in which everything that the rules speak of has happened once."""
    fund, other, small = a_fund(), a_fund(), a_fund()
    case = a_used_sink(other)
    give(fund, 60, 40, 900)
    paid = move(fen(100), source=fund, target=other, kind=Kind.GRANT, key="p", happened_at=AT)
    used = move(
        fen(20), source=other, target=case, kind=Kind.USE, key="u", happened_at=AT, ref='U"1',
        pins=[Span(5, 15), Span(30, 40)],
    )  # fmt: skip
    back = reverse(paid, fen(10), key="b", happened_at=AT + timedelta(microseconds=5))
    held = [reserve(fen(10), fund=fund, key=f"r{n}", at=AT) for n in range(3)]
    post_reserved(held[0], target=other, key="post", happened_at=AT)
    expire(held[1], at=AT)
    order_payment(held[2], ref="bank", at=AT)
    seal_month(fund.holder, AT.date(), by="person:1", at=AT + timedelta(days=40))
    (late,) = give(fund, 5)
    accept_gift(fund_id=fund.pk, amount_minor=5, key="gift:w", ref="w", happened_at=AT)
    return {
        "fund": fund.pk, "other": other.pk, "small": small.pk, "case": case.pk, "paid": paid.pk,
        "used": used.pk, "back": back.pk, "expired": held[1].pk, "at_bank": held[2].pk,
        "late": f"gift:{late}",
    }  # fmt: skip


def broken():
    return {(rule.name, fault.row) for rule in RULES for fault in faults(rule)}


@pytest.mark.usefixtures("ids")
def test_whole_books_have_no_fault():
    assert broken() == set()


CORRUPTIONS = {
    "a grant called a use": (
        "update ledger_movement set kind = 'use' where id = %(paid)s", "L1", "movement %(paid)s"),
    "a use called a grant": (
        "update ledger_movement set kind = 'grant' where id = %(used)s",
        "L1", "movement %(used)s"),
    "another resource": (
        "update ledger_movement set resource_id = 'masks' where id = %(paid)s",
        "L2", "movement %(paid)s"),
    "into a fund that is not there": (
        "update ledger_movement set target_id = 0 where id = %(used)s", "L2", "movement %(used)s"),
    "out of a fund that is not there": (
        "update ledger_movement set source_id = 0 where id = %(used)s", "L2", "movement %(used)s"),
    "units never issued": (
        "update ledger_slice set lo = 5000, hi = 5010 where movement_id = %(used)s and place = 0",
        "L3", "slice %(used)s/0"),
    "a slice removed": (
        "delete from ledger_slice where movement_id = %(used)s and place = 1",
        "L4", "movement %(used)s"),
    "all slices removed": (
        "delete from ledger_slice where movement_id = %(used)s", "L4", "movement %(used)s"),
    "a slice at another offset": (
        "update ledger_slice set at = 11 where movement_id = %(used)s and place = 1",
        "L4", "movement %(used)s"),
    "a slice of another fund": (
        "update ledger_slice set fund_id = %(small)s where movement_id = %(used)s and place = 1",
        "L4", "movement %(used)s"),
    "a slice of no movement": (
        "insert into ledger_slice values (0, 0, %(fund)s, 500, 510, 0)", "L4", "slice 0/0"),
    "a movement removed": (
        "delete from ledger_movement where id = %(used)s", "L4", "slice %(used)s/0"),
    "slices of a gift": (
        """insert into ledger_slice select id, 0, %(fund)s, 500, 505, 0 from ledger_movement
           where key = %(late)s""", "L4", "movement"),
    "a stretch moved on": (
        "update ledger_movement set lo = lo + 1 where key = %(late)s", "L6", "movement"),
    "an amount made larger": (
        "update ledger_movement set amount = amount + 1 where key = %(late)s", "L8", "fund"),
    "a tip": ("update ledger_fund set tip = tip + 1 where id = %(fund)s", "L8", "fund %(fund)s"),
    "a count of the taken": (
        "update ledger_fund set taken = taken - 1 where id = %(fund)s", "L8", "fund %(fund)s"),
    "a count of the reserved": (
        "update ledger_fund set reserved = 0 where id = %(fund)s", "L8", "fund %(fund)s"),
    "a reservation removed": (
        "delete from ledger_reservation where id = %(expired)s",
        "L11", "reservation %(expired)s"),
    "an end removed": (
        "delete from ledger_reservationend where reservation_id = %(expired)s",
        "L8", "fund %(fund)s"),
    "a free run removed": (
        "delete from ledger_freerun where fund_id = %(other)s and lo = 0", "L9", "fund %(other)s"),
    "a free run too long": (
        "update ledger_freerun set hi = hi + 1 where fund_id = %(case)s", "L9", "fund %(case)s"),
    "expired at the bank": (
        "insert into ledger_reservationend values (%(at_bank)s, 'expired', 0, null, '', now())",
        "L11", "reservation %(at_bank)s"),
    "posted by another fund's movement": (
        "update ledger_reservationend set movement_id = %(used)s where how = 'posted'",
        "L11", "reservation"),
    "an order of no reservation": (
        "update ledger_reservationorder set reservation_id = 0", "L11", "reservation 0"),
    "a reversal of something else": (
        "update ledger_movement set reverses_id = %(used)s where id = %(back)s",
        "L14", "movement %(back)s"),
    "a reversal of nothing": (
        "update ledger_movement set reverses_id = 0 where id = %(back)s",
        "L14", "movement %(back)s"),
    "money made for a movement to come": (
        "update ledger_movement set for_gift_id = id + 100 where id = %(paid)s",
        "L17", "movement %(paid)s"),
    "a later gift in a sealed month": (
        """update ledger_movement set booked = '2026-07-01',
             recorded_at = now() + interval '1 hour' where key = %(late)s""", "L33", "movement"),
    "a month too late": (
        "update ledger_movement set booked = '2026-09-01' where id = %(paid)s",
        "L33", "movement %(paid)s"),
    "a seal removed": ("delete from ledger_seal", "L33", "movement"),
    "a seal of nobody": ("update ledger_seal set holder_id = 0", "L33", "seal"),
    "another reference": (
        "update ledger_movement set ref = 'V' where id = %(used)s", "L34", "movement %(used)s"),
    "another day": (
        """update ledger_movement set happened_at = happened_at + interval '1 day'
           where key = %(late)s""", "L34", "movement"),
    "a use that was another's": (
        "update ledger_movement set target_id = %(small)s, kind = 'grant' where id = %(used)s",
        "L34", "movement %(used)s"),
    "other content waiting": (
        "update ledger_inbox set key = %(late)s", "L34", "inbox"),
    "money from nowhere": (
        "update ledger_movement set kind = 'gift', source_id = null where id = %(paid)s",
        "conservation", "resource CNY"),
}  # fmt: skip


@pytest.mark.parametrize("what", CORRUPTIONS)
def test_the_check_names(ids, what):
    statement, rule, row = CORRUPTIONS[what]
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(statement, ids)
        assert cursor.rowcount > 0
        cursor.execute("set local session_replication_role = origin")
    found = broken()
    assert any(name == rule and at_fault.startswith(row % ids) for name, at_fault in found), found
