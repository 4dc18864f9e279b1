"""Gifts get their place once, in order, whoever runs beside and whatever dies."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from liushui.kernel.money import MAX_UNITS
from liushui.ledger import queries
from liushui.ledger.errors import KeyReused, NotEnoughFree
from liushui.ledger.models import Inbox, Movement, Refused
from liushui.ledger.queries.check import RULES, faults
from liushui.ledger.services import (
    GiftOffer,
    accept_gift,
    accept_gifts,
    move,
    open_fund,
    place_gifts,
    run_forever,
    seal_month,
    sequence,
    sequence_all,
    sink,
)
from liushui.ledger.states import Kind, Purpose, SinkUse
from tests.deadlines import wait_until
from tests.ledger.builders import AT, a_fund, a_holder, fen


def offer(fund_id, amount, number, at=AT):
    return GiftOffer(fund_id, amount, f"gift:S{number}", f"S{number}", at)


def accept(one):
    return accept_gift(
        fund_id=one.fund_id, amount_minor=one.amount_minor, key=one.key, ref=one.ref,
        happened_at=one.happened_at,
    )  # fmt: skip


@pytest.mark.django_db
def test_batches_continue_each_line_where_the_last_one_ended():
    one, other = a_fund(), a_fund()
    accept_gifts([offer([one, other][n % 2].pk, n + 1, n) for n in range(10)])
    assert [sequence(4), sequence(4), sequence(4), sequence(4)] == [4, 4, 2, 0]
    assert queries.balance(one.pk).tip == 1 + 3 + 5 + 7 + 9
    lines = Movement.objects.filter(target=other).order_by("lo").values_list("amount", flat=True)
    assert list(lines) == [2, 4, 6, 8, 10]


@pytest.mark.django_db
def test_a_gift_told_again_after_it_was_booked_is_answered_and_dropped():
    fund = a_fund()
    assert accept(offer(fund.pk, 5, 1)).fresh
    sequence_all()
    assert not accept(offer(fund.pk, 5, 1)).fresh
    with connection.cursor() as cursor:  # told again while it was being booked
        cursor.execute(
            """insert into ledger_inbox (key, digest, fund_id, amount, ref, happened_at)
               select key, digest, target_id, amount, ref, happened_at from ledger_movement"""
        )
    assert sequence() == 1
    assert queries.balance(fund.pk).tip == 5
    assert not Refused.objects.exists()


@pytest.mark.django_db
def test_what_cannot_be_booked_is_kept_for_a_person_and_stops_nobody():
    fund, full = a_fund(), a_fund()
    used = sink(fund.holder, SinkUse.USED, purpose=Purpose("general"))
    accept_gifts([offer(full.pk, MAX_UNITS, 1)])
    sequence_all()
    bad = [offer(10**9, 5, 2), offer(used.pk, 5, 3), offer(full.pk, 1, 4)]
    accept_gifts([*bad, offer(fund.pk, 5, 5)])
    assert sequence_all() == 4
    assert dict(Refused.objects.values_list("key", "why")) == {
        "gift:S2": "fund_unknown", "gift:S3": "fund_not_ordinary", "gift:S4": "line_full",
    }  # fmt: skip
    assert queries.balance(fund.pk).tip == 5
    assert not Inbox.objects.exists()


@pytest.mark.django_db
def test_a_row_that_no_rule_foresaw_is_set_aside_and_the_others_go_on():
    fund = a_fund()
    accept_gifts([offer(fund.pk, 1, n) for n in range(8)])
    with connection.cursor() as cursor:
        cursor.execute("alter table ledger_movement add constraint odd check (ref <> 'S5')")
    run_forever(lambda: not Inbox.objects.exists())
    assert queries.given_to(fund.pk) == queries.Given(amount=7, count=7)
    assert Refused.objects.get().key == "gift:S5"


@pytest.mark.django_db
def test_a_list_is_accepted_whole_or_not_at_all():
    fund = a_fund()
    accept(offer(fund.pk, 5, 1))
    with pytest.raises(KeyReused):
        accept_gifts([offer(fund.pk, 7, 2), offer(fund.pk, 6, 1)])
    assert accept_gifts([offer(fund.pk, 7, 2), offer(fund.pk, 5, 1)]) == 1


@pytest.mark.django_db
def test_a_list_that_nobody_waits_before_is_placed_at_once_as_the_sequencer_would():
    one, other = a_fund(), a_fund()
    accept_gifts([offer([one, other][n % 2].pk, n + 1, n) for n in range(4)])
    sequence_all()
    assert place_gifts([offer([one, other][n % 2].pk, n + 1, n) for n in range(4, 10)])
    assert not Inbox.objects.exists()
    lines = Movement.objects.filter(target=other).order_by("lo").values_list("lo", "amount", "ref")
    assert list(lines) == [(0, 2, "S1"), (2, 4, "S3"), (6, 6, "S5"), (12, 8, "S7"), (20, 10, "S9")]
    assert queries.balance(one.pk).tip == 1 + 3 + 5 + 7 + 9
    told = Movement.objects.get(ref="S9")
    assert (told.key, told.happened_at, told.kind) == ("gift:S9", AT, Kind.GIFT)
    assert not place_gifts([offer(other.pk, 10, 9)])  # told again, as any list may be
    assert sequence_all() == 0
    assert not [one for rule in RULES for one in faults(rule)]


@pytest.mark.django_db
def test_a_list_goes_behind_those_that_wait():
    fund = a_fund()
    accept(offer(fund.pk, 5, 1))
    sequence_all()
    accept(offer(fund.pk, 7, 2))
    assert not place_gifts([offer(fund.pk, 1, 3)])
    assert sequence_all() == 2
    lines = Movement.objects.filter(target=fund).order_by("lo").values_list("ref", flat=True)
    assert list(lines) == ["S1", "S2", "S3"]


@pytest.mark.django_db
def test_of_a_list_in_which_one_cannot_be_booked_the_others_are():
    fund, full = a_fund(), a_fund()
    used = sink(fund.holder, SinkUse.USED, purpose=Purpose("general"))
    accept_gifts([offer(full.pk, MAX_UNITS, 1)])
    sequence_all()
    assert not place_gifts([offer(full.pk, 1, 2), offer(fund.pk, 5, 3), offer(used.pk, 1, 4)])
    assert sequence_all() == 3
    assert queries.balance(fund.pk).tip == 5
    refused = Refused.objects.order_by("key").values_list("key", "why")
    assert list(refused) == [("gift:S2", "line_full"), ("gift:S4", "fund_not_ordinary")]


@pytest.mark.django_db
def test_a_list_under_a_key_that_stands_for_something_else_is_refused_whole():
    fund = a_fund()
    accept(offer(fund.pk, 5, 1))
    sequence_all()
    with pytest.raises(KeyReused), transaction.atomic():
        place_gifts([offer(fund.pk, 2, 2), offer(fund.pk, 6, 1)])
    assert queries.balance(fund.pk).tip == 5
    assert not Inbox.objects.exists()


@pytest.mark.django_db
def test_a_list_that_names_one_gift_twice_books_it_once():
    fund = a_fund()
    accept(offer(fund.pk, 5, 1))
    sequence_all()
    place_gifts([offer(fund.pk, 3, 2), offer(fund.pk, 3, 2)])
    sequence_all()
    assert queries.balance(fund.pk).tip == 8


@pytest.mark.django_db(transaction=True)
def test_a_list_waits_for_the_sequencers_turn():
    fund = a_fund()
    accept(offer(fund.pk, 5, 1))
    found = []

    def other():
        with closing(connection):
            found.append(place_gifts([offer(fund.pk, 2, 2)]))

    beside = threading.Thread(target=other)
    with transaction.atomic():
        assert sequence() == 1
        beside.start()
        beside.join(10)
    sequence_all()
    assert found == [False]  # what the other one books still waits in its eyes
    lines = Movement.objects.filter(target=fund).order_by("lo").values_list("ref", flat=True)
    assert list(lines) == ["S1", "S2"]


@pytest.mark.django_db
def test_a_late_gift_is_booked_in_the_first_open_month_of_its_holder_alone():
    sealed, open_one = a_fund(), a_fund()
    seal_month(sealed.holder, AT.date(), by="person:1", at=AT + timedelta(days=40))
    accept_gifts([offer(sealed.pk, 1, 1), offer(open_one.pk, 1, 2)])
    sequence_all()
    booked = Movement.objects.order_by("id").values_list("booked", flat=True)
    assert [day.month for day in booked] == [8, 7]


@pytest.mark.django_db
def test_lag_counts_what_waits():
    fund = a_fund()
    now = datetime.now(UTC)  # noqa: TID251 - compared with the database's clock
    assert queries.sequencer_lag(now) == queries.Lag(0.0, 0)
    accept_gifts([offer(fund.pk, 1, 1), offer(fund.pk, 1, 2)])
    lag = queries.sequencer_lag(now + timedelta(hours=1))
    assert lag.waiting == 2
    assert lag.seconds == pytest.approx(3600, abs=60)
    assert queries.is_waiting("S1")


@pytest.mark.django_db(transaction=True)
def test_a_kill_between_any_two_statements_loses_and_doubles_nothing():
    fund = a_fund()
    accept_gifts([offer(fund.pk, 1, n) for n in range(20)])

    class Killed(Exception):
        pass

    class Fuse:
        def __init__(self, statements):
            self.left = statements

        def __call__(self, execute, sql, params, many, context):
            if self.left == 0:
                raise Killed
            self.left -= 1
            return execute(sql, params, many, context)

    def sequence_until_killed(statements):
        with connection.execute_wrapper(Fuse(statements)):
            while True:
                sequence(5)

    for statements in range(12):
        with pytest.raises(Killed):
            sequence_until_killed(statements)
    sequence_all()
    assert queries.given_to(fund.pk) == queries.Given(amount=20, count=20)
    assert [fault for rule in RULES for fault in faults(rule)] == []


@pytest.mark.django_db(transaction=True)
def test_only_one_sequencer_passes_the_fence():
    fund = a_fund()
    accept(offer(fund.pk, 1, 1))
    assert sequence() == 1
    accept(offer(fund.pk, 1, 2))
    found = []

    def other():
        with closing(connection):
            found.append(sequence())

    with transaction.atomic():
        assert sequence() == 1
        beside = threading.Thread(target=other)
        beside.start()
        beside.join(10)
    assert found == [0]


@pytest.mark.django_db(transaction=True)
def test_booking_everything_waits_for_a_sequencer_that_is_at_it():
    fund = a_fund()
    accept(offer(fund.pk, 1, 1))
    assert sequence() == 1
    found = []

    def other():
        with closing(connection):
            found.append(sequence_all())

    beside = threading.Thread(target=other)
    accept(offer(fund.pk, 1, 2))
    with transaction.atomic():
        assert sequence(1) == 1
        accept(offer(fund.pk, 1, 3))
        beside.start()
        wait_until(somebody_waits_for_a_lock, what="the other waits at the fence")
    beside.join(10)
    assert found == [1]
    assert queries.balance(fund.pk).tip == 3


def somebody_waits_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute("select exists (select from pg_locks where not granted)")
        return cursor.fetchone()[0]


def with_own_connection(work, *words):
    with closing(connection):
        return work(*words)


def send(source, targets, kind, worker, amount):
    """Send the amount 25 times, or as often as it is there; how often."""
    sent = 0
    for number in range(25):
        target = targets[(worker + number) % len(targets)]
        key = f"{kind}:{worker}:{number}"
        with suppress(NotEnoughFree):
            move(fen(amount), source=source, target=target, kind=kind, key=key, happened_at=AT)
            sent += 1
    return sent


@pytest.mark.django_db(transaction=True)
def test_payers_beside_a_sequencer_overdraw_nothing_and_never_deadlock():
    holder = a_holder()
    pot = open_fund(holder, purpose=Purpose("project", 1))
    sinks = [sink(holder, SinkUse.USED, purpose=Purpose("project", n)) for n in range(3)]
    accept_gifts([offer(pot.pk, 500, n) for n in range(4)])
    sequence_all()
    stop = threading.Event()
    with ThreadPoolExecutor(8) as crowd:

        def start(work, *words):
            return crowd.submit(with_own_connection, work, *words)

        sequencers = [start(run_forever, stop.is_set) for _ in range(2)]
        payers = [start(send, pot, sinks, Kind.USE, worker, 40) for worker in range(4)]
        returns = [start(send, sinks[n], [pot], Kind.RETURN, n, 10) for n in range(2)]
        for number in range(4, 40):
            accept(offer(pot.pk, 7, number))
        try:
            sent = [payer.result(60) for payer in payers]
            for back in returns:
                back.result(60)
        finally:
            stop.set()
        for sequencer in sequencers:
            sequencer.result(60)
    sequence_all()
    assert queries.given_to(pot.pk) == queries.Given(amount=4 * 500 + 36 * 7, count=40)
    assert queries.balance(pot.pk).taken == sum(sent) * 40
    assert [fault for rule in RULES for fault in faults(rule)] == []
