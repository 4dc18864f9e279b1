"""What a hostile reader would try: by SQL, past the services, and by threads, past the locks."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import timedelta

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from liushui.kernel.money import MAX_UNITS
from liushui.ledger import queries
from liushui.ledger.errors import (
    KeyReused,
    NotEnoughFree,
    ReservationAtBank,
    ReservationEnded,
)
from liushui.ledger.models import (
    FreeRun,
    Inbox,
    Movement,
    Refused,
    RefusedSettlement,
    ReservationEnd,
    Seal,
)
from liushui.ledger.queries.check import RULES, faults
from liushui.ledger.services import (
    GiftOffer,
    Links,
    accept_gift,
    accept_gifts,
    expire,
    lock_funds,
    move,
    order_payment,
    post_reserved,
    release,
    reserve,
    reverse,
    run_forever,
    seal_month,
    sequence,
    sequence_all,
    sequencer,
)
from liushui.ledger.spans import Span
from liushui.ledger.states import Kind
from tests.deadlines import wait_until
from tests.ledger.builders import AT, a_fund, a_used_sink, fen, give, spans_taken
from tests.ledger.test_bad_rows import insert_movement, insert_slices, refused

LATER = AT + timedelta(days=40)
threads = pytest.mark.django_db(transaction=True)

A_GIFT = """insert into ledger_movement
  (kind, resource_id, amount, target_id, lo, happened_at, booked, key, digest{columns})
  select 'gift', 'CNY', 5, id, tip, {happened}, {booked}, 'forged', sha256('forged'){values}
  from ledger_fund where id = %(fund)s"""


def a_gift(columns="", values="", happened="'2026-07-18 10:00+08'", booked="'2026-07-01'"):
    return A_GIFT.format(columns=columns, values=values, happened=happened, booked=booked)


class Beside:
    """Work in a thread of its own connection; joined, what it answered or raised is known."""

    def __init__(self, work):
        self.answers = []
        pool = ThreadPoolExecutor(1)
        self._future = pool.submit(self._run, work)
        pool.shutdown(wait=False)

    def _run(self, work):
        with closing(connection):
            return work()

    def join(self, seconds):
        error = self._future.exception(seconds)
        self.answers[:] = [error or self._future.result()]


def beside(work):
    started = Beside(work)
    return started, started.answers


def somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute("select exists (select from pg_locks where not granted)")
        return cursor.fetchone()[0]


def broken(*but):
    return [fault for rule in RULES if rule.name not in but for fault in faults(rule)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (a_gift(", recorded_at", ", now() - interval '1 day'"), "recorded when"),
        (a_gift(", recorded_at", ", now() + interval '1 second'"), "recorded when"),
        (a_gift(happened="'infinity'", booked="'infinity'"), "ledger_movement_happened"),
        (a_gift(happened="'-infinity'", booked="'-infinity'"), "ledger_movement_happened"),
        (a_gift(", id", ", 10000000"), "non-DEFAULT"),
        ("""insert into ledger_inbox (key, digest, fund_id, amount, ref, happened_at)
            values ('k', sha256('k'), %(fund)s, 1, '', 'infinity')""", "ledger_inbox_happened"),
        ("""insert into ledger_inbox (key, digest, fund_id, amount, ref, happened_at)
            values ('', sha256('k'), %(fund)s, 1, '', now())""", "ledger_inbox_keyed"),
        ("""insert into ledger_seal (holder_id, month, by, sealed_at)
            values (%(holder)s, 'infinity', 'x', now())""", "ledger_seal_month_over"),
        ("""insert into ledger_seal (holder_id, month, by, sealed_at)
            values (%(holder)s, '2026-07-01', 'x', '2026-07-31 15:59+00')""",
            "ledger_seal_month_over"),
        ("""insert into ledger_fund (holder_id, resource_id, kind, purpose_kind, purpose_id)
            select holder_id, resource_id, kind, purpose_kind, purpose_id from ledger_fund
            on conflict on constraint ledger_fund_identity do update set tip = 5""", "a fund"),
        ("""merge into ledger_fund f using (select 1) one on f.id = %(fund)s
            when matched then update set taken = 0, reserved = 0""", "a fund"),
        ("""insert into ledger_movement (kind, resource_id, amount, target_id, lo, happened_at,
              booked, key, digest) select 'gift', 'CNY', 5, id, tip, now(), '2026-07-01', 'given',
              sha256('k') from ledger_fund where id = %(fund)s
            on conflict (key) do update set amount = 6""", "append-only"),
    ],
)  # fmt: skip
def test_the_database_refuses(statement, words):
    fund = a_fund()
    move(fen(100), source=None, target=fund, kind=Kind.OPENING, key="given", happened_at=AT)
    with refused(words) as cursor:
        cursor.execute(statement, {"fund": fund.pk, "holder": fund.holder_id})


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["transfer", "return", "freeze"])
def test_what_goes_into_a_sink_says_what_became_of_it(kind):
    fund = a_fund()
    give(fund, 100)
    ids = {"fund": fund.pk, "other": a_used_sink(fund).pk}
    with refused("says so by its kind") as cursor:
        movement = insert_movement(cursor, ids, kind=f"'{kind}'")
        insert_slices(cursor, movement, fund.pk, (0, 0, 10, 0))


@pytest.mark.django_db
def test_two_movements_of_one_statement_stand_one_after_the_other():
    fund = a_fund()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """insert into ledger_movement (kind, resource_id, amount, target_id, lo, happened_at,
                 booked, key, digest)
               select 'gift', 'CNY', 10, %s, n * 10, '2026-07-18 10:00+08', '2026-07-01', 'k' || n,
                 sha256('k') from generate_series(2, 0, -1) n""",
            [fund.pk],
        )
    assert queries.balance(fund.pk).tip == 30
    assert broken("L34") == []
    with refused("ledger_movement_chain") as cursor:  # [30, 40) and [50, 60)
        cursor.execute(
            """insert into ledger_movement (kind, resource_id, amount, target_id, lo, happened_at,
                 booked, key, digest)
               select 'gift', 'CNY', 10, %s, n, '2026-07-18 10:00+08', '2026-07-01', 'g' || n,
                 sha256('k') from unnest(array[30, 50]) n""",
            [fund.pk],
        )


@pytest.mark.django_db
def test_slices_of_several_statements_copies_and_savepoints_are_whole_or_refused():
    fund, other = a_fund(), a_fund()
    give(fund, 100)
    ids = {"fund": fund.pk, "other": other.pk}
    with refused("lie in its source") as cursor:
        movement = insert_movement(cursor, ids)
        insert_slices(cursor, movement, fund.pk, (0, 0, 5, 0))
        insert_slices(cursor, movement, fund.pk, (1, 10, 15, 5))
    with refused("takes units of it") as cursor:
        movement = insert_movement(cursor, ids)
        cursor.execute("savepoint before_slices")
        insert_slices(cursor, movement, fund.pk, (0, 0, 10, 0))
        cursor.execute("set constraints all immediate")
        cursor.execute("rollback to before_slices")
    with pytest.raises(psycopg.errors.CheckViolation, match="units that were issued"):
        copy_a_slice_behind_the_end(ids)
    assert broken() == []


def copy_a_slice_behind_the_end(ids):
    columns = "movement_id, place, fund_id, lo, hi, at"
    with transaction.atomic(), connection.cursor() as cursor:
        movement = insert_movement(cursor, ids)
        with cursor.copy(f"copy ledger_slice ({columns}) from stdin") as lines:
            lines.write_row((movement, 0, ids["fund"], 95, 105, 0))


@pytest.mark.django_db
def test_a_reversal_of_a_part_leaves_the_rest_and_is_not_reversed():
    fund, other = a_fund(), a_fund()
    give(fund, 100)
    paid = move(fen(50), source=fund, target=other, kind=Kind.GRANT, key="p", happened_at=AT)
    back = reverse(paid, fen(20), key="b1", happened_at=AT)
    assert spans_taken(reverse(paid, fen(30), key="b2", happened_at=AT)) == [(0, 30)]
    with pytest.raises(ValueError, match="do the thing again"):
        reverse(back, fen(20), key="b3", happened_at=AT)
    with pytest.raises(DatabaseError, match="do the thing again"), transaction.atomic():
        move(
            fen(20), source=fund, target=other, kind=Kind.REVERSAL, key="b4", happened_at=AT,
            pins=[Span(back.lo, back.hi)], links=Links(reverses_id=back.pk),
        )  # fmt: skip


@pytest.mark.django_db
def test_no_pins_are_not_first_in_first_out():
    fund, other = a_fund(), a_fund()
    give(fund, 100)
    with pytest.raises(ValueError, match="pinned units"):
        move(fen(10), source=fund, target=other, kind=Kind.GRANT, key="t", happened_at=AT, pins=[])


@pytest.mark.django_db
def test_one_payment_does_not_answer_for_two_reservations():
    fund, other = a_fund(), a_fund()
    give(fund, 100)
    one, two = (reserve(fen(10), fund=fund, key=key, at=AT) for key in ("r1", "r2"))
    said = {"target": other, "key": "p", "happened_at": AT}
    assert post_reserved(one, **said) == post_reserved(one, **said)
    with pytest.raises(KeyReused):
        post_reserved(two, **said)
    assert queries.balance(fund.pk) == queries.Balance(tip=100, taken=10, reserved=10)


@threads
def test_a_reservation_posts_no_movement_of_before():
    fund, other = a_fund(), a_fund()
    give(fund, 100)
    earlier = move(fen(10), source=fund, target=other, kind=Kind.GRANT, key="t", happened_at=AT)
    held = reserve(fen(10), fund=fund, key="r", at=AT)
    with refused("posts its own movement") as cursor:
        cursor.execute(
            """insert into ledger_reservationend (reservation_id, how, amount, movement_id, at)
               values (%s, 'posted', 10, %s, now())""",
            [held.pk, earlier.pk],
        )


@threads
def test_one_reservation_is_posted_released_and_expired_at_once_and_ends_once():
    fund, other = a_fund(), a_fund()
    give(fund, 100)
    for turn in range(6):
        held = reserve(fen(10), fund=fund, key=f"r{turn}", at=AT)
        key = f"p{turn}"

        def post(held=held, key=key):
            return post_reserved(held, target=other, key=key, happened_at=AT)

        ways = [
            post,
            lambda held=held: release(held, at=AT, why="x"),
            lambda held=held: expire(held, at=AT),
            lambda held=held: order_payment(held, ref="bank", at=AT),
        ]
        ran = [beside(way) for way in ways]
        for thread, _ in ran:
            thread.join(20)
        raised = [a for _, (a,) in ran if isinstance(a, Exception)]
        assert all(isinstance(a, ReservationEnded | ReservationAtBank) for a in raised)
    ends = list(ReservationEnd.objects.values_list("how", flat=True))
    assert len(ends) == 6
    balance = queries.balance(fund.pk)
    assert (balance.reserved, balance.taken) == (0, 10 * ends.count("posted"))
    assert broken() == []


@threads
def test_one_key_for_two_funds_at_once_holds_back_one():
    one, other = a_fund(), a_fund()
    give(one, 100)
    give(other, 100)
    with transaction.atomic():
        reserve(fen(10), fund=one, key="r", at=AT)
        thread, answers = beside(lambda: reserve(fen(10), fund=other, key="r", at=AT))
        wait_until(somebody_waits, what="the other waits for the key")
    thread.join(20)
    assert isinstance(answers[0], KeyReused)


@threads
def test_writers_who_lock_nothing_do_not_spoil_the_free_runs():
    fund, one, other = a_fund(), a_fund(), a_fund()
    give(fund, 1000)

    def take(target, key, lo):
        with transaction.atomic(), connection.cursor() as cursor:
            movement = insert_movement(cursor, {"fund": fund.pk, "other": target}, key=f"'{key}'")
            insert_slices(cursor, movement, fund.pk, (0, lo, lo + 10, 0))
            yield

    first = take(one.pk, "k1", 0)
    next(first)
    thread, answers = beside(lambda: list(take(other.pk, "k2", 200)))
    wait_until(somebody_waits, what="the other waits for the fund")
    assert list(first) == []
    thread.join(20)
    assert answers == [[None]]
    runs = FreeRun.objects.filter(fund=fund.pk).order_by("lo").values_list("lo", "hi")
    assert list(runs) == [(10, 200), (210, 1000)]
    assert broken("L34") == []


@threads
@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
def test_an_old_snapshot_books_nothing_into_a_month_just_sealed(level):
    fund = a_fund()
    began, sealed = threading.Event(), threading.Event()

    def book():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"set transaction isolation level {level}")
            cursor.execute("select count(*) from ledger_seal")
            began.set()
            sealed.wait(20)
            cursor.execute(a_gift(), {"fund": fund.pk})

    thread, answers = beside(book)
    began.wait(20)
    seal_month(fund.holder, AT.date(), by="person:1", at=LATER)
    sealed.set()
    thread.join(20)
    assert "READ COMMITTED" in str(answers[0])
    assert not Movement.objects.exists()


@threads
def test_a_seal_waits_for_a_booking_under_way_and_what_comes_after_stands_later():
    fund = a_fund()
    give(fund, 1)
    with transaction.atomic():
        move(fen(5), source=None, target=fund, kind=Kind.OPENING, key="o", happened_at=AT)
        thread, answers = beside(
            lambda: seal_month(fund.holder, AT.date(), by="person:1", at=LATER)
        )
        wait_until(somebody_waits, what="the seal waits")
        assert not Seal.objects.exists()
    thread.join(20)
    assert isinstance(answers[0], Seal)
    give(fund, 7)
    assert [m.booked.month for m in Movement.objects.order_by("id")] == [7, 7, 8]
    assert broken() == []


@pytest.mark.django_db
def test_a_gift_too_large_for_the_line_pushes_nobody_else_out():
    fund = a_fund()
    give(fund, 10)
    sizes = [MAX_UNITS, 5, MAX_UNITS, MAX_UNITS, 6]
    accept_gifts([GiftOffer(fund.pk, n, f"gift:{i}", f"{i}", AT) for i, n in enumerate(sizes)])
    assert sequence_all() == 5
    refused_keys = set(Refused.objects.values_list("key", "why"))
    assert refused_keys == {(f"gift:{i}", "line_full") for i in (0, 2, 3)}
    assert queries.balance(fund.pk).tip == 21


@pytest.mark.django_db
def test_a_thousand_impossible_gifts_do_not_stop_the_sequencer():
    fund = a_fund()
    offers = [GiftOffer(fund.pk, MAX_UNITS, f"gift:{n}", f"{n}", AT) for n in range(1100)]
    accept_gifts(offers)
    assert sequence() == 2  # the one that fills the line, and the first that does not fit


@pytest.mark.django_db
def test_nothing_is_set_aside_that_can_be_booked():
    fund = a_fund()
    accept_gift(fund_id=fund.pk, amount_minor=5, key="gift:a", ref="a", happened_at=AT)
    sequencer._set_aside_oldest()  # another process had set the bad one aside before it
    assert not Refused.objects.exists()
    assert queries.balance(fund.pk).tip == 5


@threads
@pytest.mark.parametrize("amount", [5, 6])
def test_a_key_that_is_refused_while_it_is_told_again_is_answered(amount):
    said = {"fund_id": 10**9, "key": "gift:a", "ref": "a", "happened_at": AT}
    accept_gift(amount_minor=5, **said)
    done = []

    def refuse_meanwhile(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if not done and ("ledger_offer" in sql or "insert into ledger_inbox" in sql):
            done.append(beside(sequence_all)[0])
            done[0].join(20)
        return answer

    with connection.execute_wrapper(refuse_meanwhile):
        if amount == 5:
            assert accept_gift(amount_minor=amount, **said).fresh
        else:
            assert accept_gifts([GiftOffer(10**9, amount, "gift:a", "a", AT)]) == 1
    assert Inbox.objects.get().amount == amount


@threads
def test_a_gift_told_again_while_it_is_booked_is_booked_once():
    fund = a_fund()
    said = {"fund_id": fund.pk, "amount_minor": 5, "key": "gift:a", "ref": "a", "happened_at": AT}
    accept_gift(**said)
    with transaction.atomic():
        assert sequence(patient=True) == 1
        thread, answers = beside(lambda: accept_gift(**said))
        wait_until(somebody_waits, what="the second telling waits for the first")
    thread.join(20)
    assert answers[0].key == "gift:a"
    sequence_all()
    assert queries.given_to(fund.pk) == queries.Given(amount=5, count=1)
    assert not Refused.objects.exists()


@pytest.mark.django_db
def test_what_is_refused_again_after_it_was_settled_stands_before_a_person_again():
    said = {"fund_id": 10**9, "amount_minor": 5, "key": "gift:a", "ref": "a", "happened_at": AT}
    for _ in range(2):
        accept_gift(**said)
        sequence_all()
    first = Refused.objects.get()
    RefusedSettlement.objects.create(refused=first, how="asked the giver", by="person:1", at=AT)
    accept_gift(**said)
    with refused("booked or refused") as cursor:
        cursor.execute("delete from ledger_inbox")
    sequence_all()
    assert Refused.objects.filter(settlement=None).count() == 1
    assert not Inbox.objects.exists()


@threads
def test_whoever_locks_all_funds_first_pays_from_several_without_a_deadlock():
    funds = [a_fund() for _ in range(4)]
    for fund in funds[:2]:
        give(fund, 200)

    def pay(order, worker):
        for n in range(10):
            with transaction.atomic():
                lock_funds([fund.pk for fund in funds])
                for at in order:
                    move(
                        fen(5), source=funds[at], target=funds[at + 2], kind=Kind.GRANT,
                        key=f"{worker}:{n}:{at}", happened_at=AT,
                    )  # fmt: skip
        return worker

    ran = [beside(lambda: pay([0, 1], "a")), beside(lambda: pay([1, 0], "b"))]
    for thread, _ in ran:
        thread.join(30)
    assert [answers for _, answers in ran] == [["a"], ["b"]]
    assert [queries.balance(fund.pk).held for fund in funds] == [100, 100, 100, 100]


@threads
def test_a_sequencer_waits_for_no_import_and_books_its_rows_once_they_are_there():
    fund = a_fund()
    give(fund, 1)
    with transaction.atomic():
        accept_gifts([GiftOffer(fund.pk, 5, f"gift:i{n}", f"i{n}", AT) for n in range(20)])
        thread, _ = beside(lambda: give(fund, 7))
        thread.join(20)
        assert queries.balance(fund.pk).tip == 8
    sequence_all()
    assert queries.given_to(fund.pk) == queries.Given(amount=108, count=22)
    assert broken() == []


@threads
def test_killed_connections_cost_no_gift_and_no_payment():
    fund, other = a_fund(), a_fund()
    give(fund, 1000)
    stop = threading.Event()
    sequencing, _ = beside(lambda: run_forever(stop.is_set))

    def pay():
        paid = 0
        while not stop.is_set() and paid < 40:
            with suppress(DatabaseError):
                connection.close_if_unusable_or_obsolete()
                key = f"p{paid}"
                move(fen(10), source=fund, target=other, kind=Kind.GRANT, key=key, happened_at=AT)
                paid += 1
        return paid

    paying, paid = beside(pay)
    try:
        for n in range(30):
            accept_gift(
                fund_id=fund.pk, amount_minor=3, key=f"gift:k{n}", ref=f"k{n}", happened_at=AT
            )
            with connection.cursor() as cursor:
                cursor.execute(
                    """select pg_terminate_backend(pid) from pg_stat_activity
                       where datname = current_database() and pid <> pg_backend_pid()
                         and backend_type = 'client backend' order by random() limit 1"""
                )
        paying.join(60)
        wait_until(lambda: not Inbox.objects.exists(), what="all gifts are booked")
    finally:
        stop.set()
    sequencing.join(20)
    assert paid == [40]
    assert queries.balance(fund.pk) == queries.Balance(tip=1090, taken=400, reserved=0)
    assert broken() == []
    with pytest.raises(NotEnoughFree):
        move(fen(691), source=fund, target=other, kind=Kind.GRANT, key="x", happened_at=AT)
