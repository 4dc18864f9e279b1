"""A deed killed between any two writes leaves all of it or nothing, and can be asked again."""

from datetime import timedelta

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, connection, connections, transaction

from liushui.ledger.models import RecallHold
from liushui.ledger.queries.check import RULES, faults
from liushui.ledger.services import (
    ask_back,
    bear_kept_fee,
    charge_back,
    confirm_paid_back,
    correct_target,
    freeze_gift,
    move,
    open_fund,
    recall_gift,
    refund_gift,
    repay_advances,
    return_owed,
    thaw,
    win_dispute,
    withdraw_recall,
)
from liushui.ledger.states import GENERAL, Kind
from tests.ledger.builders import AT, a_fund, a_used_sink, fen, give
from tests.properties.test_ledger_histories import dump

WRITES = ("insert", "update", "delete", "savepoint", "release")


class Killed(Exception):
    """The process ends here."""


class Killer:
    """Ends the work before its ``after``-th writing statement."""

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self, execute, sql, params, many, context):
        if sql.strip().lower().startswith(WRITES):
            if not self.left:
                raise Killed
            self.left -= 1
        return execute(sql, params, many, context)


def said(key):
    return {"key": key, "happened_at": AT + timedelta(hours=1)}


@pytest.fixture
def deeds():
    """One of each deed, ready to be done: by name."""
    fund, partner, village = a_fund(), a_fund(), a_fund()
    home, right = open_fund(fund.holder, purpose=GENERAL), a_fund(fund.holder)
    lin, chen, wang, zhao = give(fund, 60, 60, 60, 60)
    give(home, 70)
    move(fen(60), source=fund, target=partner, kind=Kind.GRANT, key="g1", happened_at=AT)
    move(fen(30), source=partner, target=village, kind=Kind.GRANT, key="g2", happened_at=AT)
    case = a_used_sink(fund)
    move(fen(90), source=fund, target=case, kind=Kind.USE, key="u", happened_at=AT)
    (froze,) = freeze_gift(zhao, **said("f0"), amount=fen(20))
    charge_back(wang, fen(30), **said("cb0"))
    bear_kept_fee(home.holder, fen(90), **said("fee0"))
    give(home, 15)
    asked = ask_back(lin, fen(10), key="ask0", by="person:1", why="duplicate", at=AT)
    let = ask_back(lin, fen(10), key="ask1", by="person:1", why="duplicate", at=AT)
    hold = RecallHold.objects.get(recall=asked)
    money = {"wrong": fund, "right": right}
    return {
        "freeze": lambda: freeze_gift(zhao, **said("f"), amount=fen(10)),
        "thaw": lambda: thaw(froze, **said("t"), amount=fen(15)),
        "recall": lambda: recall_gift(lin, fen(35), **said("r")),
        "ask": lambda: ask_back(
            lin, fen(40), key="ask", by="person:1", why="duplicate", at=AT
        ),
        "paid back": lambda: confirm_paid_back(hold, **said("p")),
        "withdraw": lambda: withdraw_recall(let, **said("w")),
        "refund": lambda: refund_gift(zhao, fen(40), **said("refund")),
        "charge back": lambda: charge_back(zhao, fen(60), **said("cb")),
        "owed": lambda: return_owed(chen, fen(60), **said("owed")),
        "won": lambda: win_dispute("cb0", **said("won")),
        "repay": lambda: repay_advances(fund.holder, fen(5), **said("repay")),
        "fee": lambda: bear_kept_fee(fund.holder, fen(30), **said("fee")),
        "correct": lambda: correct_target(wang, fen(10), **money, **said("c")),
    }  # fmt: skip


NAMES = (
    "freeze", "thaw", "recall", "ask", "paid back", "withdraw", "refund", "charge back", "owed",
    "won", "repay", "fee", "correct",
)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_a_deed_killed_between_any_two_writes_leaves_nothing_of_it(deeds, name):
    before, writes = dump(), 0
    while True:
        killer = Killer(writes)
        try:
            with transaction.atomic(), connection.execute_wrapper(killer):
                deeds[name]()
        except Killed:
            assert dump() == before
            writes += 1
            continue
        break
    assert writes >= 2
    done = dump()
    assert done != before
    deeds[name]()
    assert dump() == done
    assert [fault for rule in RULES for fault in faults(rule)] == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["recall", "charge back", "won", "ask"])
def test_a_deed_whose_backend_dies_leaves_nothing_of_it_and_is_done_when_asked_again(deeds, name):
    before = dump()
    for writes in (1, 4, 7):
        dies = pytest.raises((OperationalError, InterfaceError))
        with dies, connection.execute_wrapper(Terminator(writes)):
            deeds[name]()
        connections.close_all()
        assert dump() == before
    deeds[name]()
    assert dump() != before
    assert [fault for rule in RULES for fault in faults(rule)] == []


class Terminator(Killer):
    """Has another session end this one's backend before its ``after``-th writing statement."""

    def __call__(self, execute, sql, params, many, context):
        if sql.strip().lower().startswith(WRITES):
            if not self.left:
                with connection.wrap_database_errors:
                    terminate(connection.connection.info.backend_pid)
            self.left -= 1
        return execute(sql, params, many, context)


def terminate(pid):
    conninfo = connection.connection.info.dsn
    with psycopg.connect(conninfo, autocommit=True) as other:
        other.execute("select pg_terminate_backend(%s, 5000)", [pid])
