"""The check names what is wrong with returns, planted here with the triggers switched off."""

from datetime import timedelta

import pytest
from django.db import connection

from liushui.ledger.models import RecallHold
from liushui.ledger.queries.check import RULES, faults
from liushui.ledger.services import (
    ask_back,
    bear_kept_fee,
    charge_back,
    confirm_paid_back,
    correct_target,
    freeze,
    freeze_gift,
    move,
    open_fund,
    repay_advances,
    reverse,
    thaw,
    withdraw_recall,
)
from liushui.ledger.states import GENERAL, Kind
from tests.ledger.builders import AT, a_fund, a_used_sink, fen, give

pytestmark = pytest.mark.django_db


def said(key):
    return {"key": key, "happened_at": AT + timedelta(hours=1)}


@pytest.fixture
def ids():
    """Books in which all that comes back has come back once."""
    fund, partner = a_fund(), a_fund()
    home, right = open_fund(fund.holder, purpose=GENERAL), a_fund(fund.holder)
    lin, chen, wang = give(fund, 100, 100, 100)
    give(home, 30)
    grant = move(fen(80), source=fund, target=partner, kind=Kind.GRANT, key="g", happened_at=AT)
    case = a_used_sink(fund)
    used = move(fen(60), source=fund, target=case, kind=Kind.USE, key="u", happened_at=AT)
    lost = charge_back(chen, fen(100), **said("cb"))
    back = reverse(lost[0], fen(10), **said("back"))
    again = charge_back(chen, fen(10), **said("cb2"))
    give(home, 30)
    repaid = repay_advances(fund.holder, fen(8), **said("repay"))
    bear_kept_fee(fund.holder, fen(3), **said("fee"))
    frozen = freeze_gift(wang, **said("f"), amount=fen(20))[0]
    thawed = thaw(frozen, **said("t"), amount=fen(5))
    freeze(fund, fen(5), **said("court"))
    correct_target(wang, fen(10), wrong=fund, right=right, **said("c"))
    asked = [
        ask_back(lin, fen(amount), key=f"ask{amount}", by="person:1", why="duplicate", at=AT)
        for amount in (20, 30, 10)
    ]
    paid, open_hop, let = [RecallHold.objects.get(recall=recall) for recall in asked]
    confirm_paid_back(paid, **said("paid"))
    withdraw_recall(let.recall, **said("let"))
    return {
        "fund": fund.pk, "grant": grant.pk, "used": used.pk, "own": lost[0].pk,
        "cover": lost[-1].pk, "back": back.pk, "again": again[0].pk, "repaid": repaid[0].pk,
        "frozen": frozen.pk, "thawed": thawed.pk, "paid": paid.pk, "open": open_hop.pk,
        "let": let.pk, "gift": lost[-1].covers_gift_id, "home": home.pk,
        "other": grant.target_id,
    }  # fmt: skip


def broken():
    return {(rule.name, fault.row) for rule in RULES for fault in faults(rule)}


@pytest.mark.usefixtures("ids")
def test_books_in_which_money_came_back_have_no_fault():
    assert broken() == set()


CORRUPTIONS = {
    "a thaw called a reversal": (
        "update ledger_movement set kind = 'reversal' where id = %(thawed)s",
        "L12", "movement %(thawed)s"),
    "a reversal called a thaw": (
        "update ledger_movement set kind = 'thaw' where id = %(back)s",
        "L12", "movement %(back)s"),
    "a hop of another gift": (
        "update ledger_recall set gift_id = %(gift)s", "L15", "hop %(open)s"),
    "a hop that reverses something else": (
        "update ledger_recallhold set reverses_id = %(used)s where id = %(open)s",
        "L15", "hop %(open)s"),
    "a hop whose end was removed": (
        "delete from ledger_recallholdend where hold_id = %(let)s", "L15", "hop %(let)s"),
    "a hop that ended while it holds": (
        "insert into ledger_recallholdend values (%(open)s, 'withdrawn', null, now())",
        "L15", "hop %(open)s"),
    "a hop paid by another movement": (
        "update ledger_recallholdend set movement_id = %(back)s where hold_id = %(paid)s",
        "L15", "hop %(paid)s"),
    "a hop that is not reserved": (
        """delete from ledger_reservationend where reservation_id =
           (select reservation_id from ledger_recallhold where id = %(paid)s)""",
        "L15", "hop %(paid)s"),
    "given back and returned": (
        "update ledger_movement set kind = 'return', reverses_id = null where id = %(back)s",
        "L17", "movement %(back)s"),
    "a cover of more than the gift": (
        """update ledger_movement set covers_lo = covers_lo + 100, covers_hi = covers_hi + 100
           where id = %(cover)s""", "L17", "movement %(cover)s"),
    "a cover of what did not come from outside": (
        "update ledger_movement set covers_gift_id = %(grant)s where id = %(cover)s",
        "L17", "movement %(cover)s"),
    "a repayment of a gift": (
        """update ledger_movement set covers_gift_id = %(gift)s, covers_lo = 0, covers_hi = 8
           where id = %(repaid)s""", "L17", "movement %(repaid)s"),
    "another holder's cover": (
        "update ledger_movement set source_id = %(other)s where id = %(cover)s",
        "L17", "movement %(cover)s"),
    "coverage removed": (
        "delete from ledger_coverage where cover_id = %(cover)s", "L17", "movement %(cover)s"),
    "coverage too short": (
        "update ledger_coverage set hi = hi - 1 where cover_id = %(cover)s",
        "L17", "movement %(cover)s"),
    "coverage of another": (
        "update ledger_coverage set cover_id = %(own)s where cover_id = %(cover)s",
        "L17", "movement %(own)s"),
    "covered twice": (
        """update ledger_movement set covers_gift_id = %(gift)s, covers_lo = c.lo,
             covers_hi = c.lo + amount from (select lo from ledger_coverage
             where covered_id = %(gift)s limit 1) c where id = %(repaid)s""",
        "L17", "movement %(gift)s"),
    "covered and charged back": (
        """update ledger_movement set covers_lo = 100 - amount, covers_hi = 100
           where id = %(cover)s""", "L17", "movement %(gift)s"),
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
    assert (rule, row % ids) in found, found
