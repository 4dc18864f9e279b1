"""The provider's side of a surge, and after it: its bill beside payments, ledger and queues."""

import itertools
import random
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import Error, connection
from django.utils.timezone import now

from liushui.config.bench.figures import quantile
from liushui.config.bench.orders import place_orders
from liushui.config.drill.kills import ask_again, wait_for
from liushui.config.figures import Figure
from liushui.config.simulators.wechat_pay.provider import Mode
from liushui.giving.queries import gift_order_by_ref
from liushui.giving.services import begin_payment, place_order, query_order
from liushui.kernel.money import Money
from liushui.ledger.queries import given_to
from liushui.ledger.queries.check import RULES, faults
from liushui.parties.actors import Actor
from liushui.projects.queries import project_for

if TYPE_CHECKING:
    from pathlib import Path

    from liushui.config.drill.scene import Scene
    from liushui.config.drill.surge import Told
    from liushui.ledger.queries.checks.rule import Fault, Rule

_PAID = 200
AMOUNT_MINOR = 43_21
_LOOK_SECONDS = 0.1
_MOODS = {Mode.AT_ONCE: 940, Mode.TWICE: 20, Mode.REPLAYED: 15, Mode.LATE: 20, Mode.WRONG_AMOUNT: 5}
_BOOKED = """
select substring(key from 6), amount, count(*) over (partition by ref)
from ledger_movement where kind = 'gift'"""
_PAYMENTS = """
select o.reference, p.amount_minor, p.finding from giving_payment p
join giving_giftorder o on o.id = p.order_id"""
_QUEUED = """
select distinct o.reference from giving_paymentnotice n join giving_giftorder o on o.id = n.order_id
where n.outcome = 'amount_differs'
union select o.reference from giving_giftorder o where o.state in ('needs_decision')"""
_LEFT = """
select (select count(*) from giving_word), (select count(*) from giving_stuckword),
  (select count(*) from ledger_inbox), (select count(*) from ledger_refused)"""


def pay_unseen(stage: "Scene", count: int) -> dict[str, int]:
    """Orders that are paid, and of which no call-back ever comes: reference and fen."""
    unseen = {}
    for _ in range(count):
        order = place_order(
            Actor.stranger(), project=stage.project, amount=Money(AMOUNT_MINOR), at=now()
        )
        begin_payment(Actor.stranger(), order.reference, at=now())
        stage.provider.pay(order.reference, at=now(), mode=Mode.NEVER)
        unseen[order.reference] = AMOUNT_MINOR
    return unseen


def orders_for(stage: "Scene", count: int) -> "Path":
    """So many placed, each with the mood in which the provider calls back: the file of them."""
    project = project_for(Actor.system("drill"), stage.project)
    draw = random.Random("moods")  # noqa: S311 - the same each time
    lines = stage.state.parent / "orders"
    with lines.open("w") as to:
        for first in range(0, count, 20_000):
            some = min(20_000, count - first)
            placed = place_orders([project.pk], some, tag="S", first=first)
            moods = draw.choices(list(_MOODS), list(_MOODS.values()), k=some)
            to.writelines(
                f"{reference} {minor} {mood}\n"
                for (reference, minor), mood in zip(placed, moods, strict=True)
            )
    return lines


def ask_about_missing(unseen: Mapping[str, int]) -> None:
    """What the clock does each minute, without waiting for it.

    An order may be asked about once in a few seconds, so each try comes a minute later.
    """
    for reference in unseen:
        ask_again(partial(_ask_about, reference, itertools.count(2)))


def _ask_about(reference: str, minutes: Iterator[int]) -> None:
    order = gift_order_by_ref(reference)
    assert order is not None, "it was placed"
    query_order(order, at=now() + timedelta(minutes=next(minutes)))


def agreement(told: "Mapping[str, Told]", unseen: Mapping[str, int]) -> Iterator[Figure]:
    """Compare them gift by gift; what must be nothing has 0 as its limit."""
    wait_for(_is_settled, "what was accepted is settled and placed")
    bill = {reference: one.minor for reference, one in told.items()} | dict(unseen)
    booked = {reference: (minor, times) for reference, minor, times in _rows(_BOOKED)}
    payments = {reference: minor for reference, minor, finding in _rows(_PAYMENTS) if not finding}
    queued = {reference for (reference,) in _rows(_QUEUED)}
    answered = {reference for reference, one in told.items() if one.status == _PAID}
    apart = {one for one, minor in bill.items() if booked.get(one, (0, 0))[0] != minor}
    calls = sum(one.calls for one in told.values())
    times = [one.milliseconds for one in told.values()] or [0]
    left = _rows(_LEFT)[0]
    yield Figure("paid at the provider", len(bill), "gifts", 1, at_least=True)
    yield Figure("call-backs", calls, "call-backs")
    yield Figure("until answered, p50", quantile(times, 0.5), "ms")
    yield Figure("until answered, p99", quantile(times, 0.99), "ms")
    yield Figure(
        "found by asking", len(unseen.keys() & booked), "gifts", len(unseen), at_least=True
    )
    yield Figure("answered and not in the ledger", len(answered - booked.keys()), "gifts", 0)
    yield Figure("accepted and not sequenced", len(payments.keys() ^ booked.keys()), "gifts", 0)
    yield Figure("booked and not on the bill", len(booked.keys() - bill.keys()), "gifts", 0)
    yield Figure("in the ledger more than once", sum(n > 1 for _, n in booked.values()), "gifts", 0)
    yield Figure("differences", len(apart), "gifts")
    yield Figure("differences without a queue entry", len(apart - queued), "gifts", 0)
    yield Figure("the bill without differences, less the ledger",
                 sum(minor for one, minor in bill.items() if one not in apart)
                 - sum(minor for minor, _ in booked.values()), "fen", 0)  # fmt: skip
    names = ("waiting", "stuck", "not placed", "refused by the ledger")
    for name, count in zip(names, left, strict=True):
        yield Figure(name, count, "gifts", 0)
    broken = sum(len(ask_again(partial(_faults, rule))) for rule in RULES)
    yield Figure("faults that 'ledger check' finds", broken, "rows", 0)


def _faults(rule: "Rule") -> list["Fault"]:
    return list(faults(rule))


def _rows(sql: str) -> list[Any]:
    return ask_again(partial(_rows_now, sql))


def _rows_now(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _is_settled() -> bool:
    waiting, _stuck, inbox, _refused = _rows(_LEFT)[0]
    return bool(waiting == inbox == 0)


@contextmanager
def watched(stage: "Scene") -> Iterator[list[tuple[int, int]]]:
    """Look at the project's shown total again and again; each pair by which it fell."""
    falls: list[tuple[int, int]] = []
    told = threading.Event()
    thread = threading.Thread(target=_watch, args=(stage, told, falls), name="watcher")
    thread.start()
    try:
        yield falls
    finally:
        told.set()
        thread.join()


def _watch(stage: "Scene", told: threading.Event, falls: list[tuple[int, int]]) -> None:
    project = ask_again(partial(project_for, Actor.system("drill"), stage.project))
    fund, highest = project.fund_id, 0
    while not told.wait(_LOOK_SECONDS):
        try:
            shown = given_to(fund).amount
        except Error:
            connection.close()
            continue
        if shown < highest:
            falls.append((highest, shown))
        highest = max(highest, shown)
    connection.close()
