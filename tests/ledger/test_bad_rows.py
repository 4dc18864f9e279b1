"""Rows that faulty code might write, each refused by the database itself (L1-L4, L6, L8, L33)."""

from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

from liushui.kernel.errors import DomainError
from liushui.ledger.services import move
from liushui.ledger.states import Kind
from tests.ledger.builders import AT, a_fund, a_used_sink, fen, give

pytestmark = pytest.mark.django_db

MOVEMENT = {
    "kind": "'grant'", "resource_id": "'CNY'", "amount": "10", "source_id": "%(fund)s",
    "target_id": "%(other)s", "lo": "0", "happened_at": "'2026-07-18 10:00+08'",
    "booked": "'2026-07-01'", "key": "'k'", "digest": "sha256('k')",
}  # fmt: skip


@pytest.fixture
def ids():
    """A fund of 1,000 units of which a movement took [0, 100), another, and a sink."""
    fund, other = a_fund(), a_fund()
    give(fund, 600, 400)
    sink = a_used_sink(fund)
    move(fen(100), source=fund, target=sink, kind=Kind.USE, key="u", happened_at=AT)
    return {"fund": fund.pk, "other": other.pk, "sink": sink.pk, "holder": fund.holder_id}


@contextmanager
def refused(*words):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            yield cursor
            cursor.execute("set constraints all immediate")
    except (DatabaseError, DomainError) as error:  # said again in a person's words, or not
        said = str(error.__cause__ or error)
    else:
        pytest.fail("the database took it")
    assert any(word in said for word in words), said


def insert_movement(cursor, ids, **changes):
    row = MOVEMENT | changes
    cursor.execute(
        f"insert into ledger_movement ({', '.join(row)}) values ({', '.join(row.values())}) "
        "returning id",
        ids,
    )
    return cursor.fetchone()[0]


def insert_slices(cursor, movement, fund, *spans):
    cursor.execute(
        """insert into ledger_slice (movement_id, fund_id, place, lo, hi, at)
           select %s, %s, * from unnest(%s::int[], %s::bigint[], %s::bigint[], %s::bigint[])""",
        [movement, fund, *(list(column) for column in zip(*spans, strict=True))],
    )


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"source_id": "null"}, "ledger_movement_from_outside"),
        ({"kind": "'gift'"}, "ledger_movement_from_outside"),
        ({"kind": "'lost'"}, "ledger_movement_kind"),
        ({"source_id": "%(other)s"}, "ledger_movement_between_two"),
        ({"amount": "0"}, "ledger_movement_amount"),
        ({"amount": "-10"}, "ledger_movement_amount"),
        ({"amount": "9007199254740992"}, "ledger_movement_"),
        ({"amount": "null"}, "null value"),
        ({"lo": "null"}, "null value"),
        ({"lo": "-10"}, "ledger_movement_"),
        ({"hi": "20"}, "cannot insert a non-DEFAULT value"),
        ({"lo": "5"}, "ledger_movement_"),
        ({"target_id": "null"}, "null value"),
        ({"target_id": "0"}, "ledger_movement_target"),
        ({"resource_id": "'masks'"}, "ledger_movement_"),
        ({"booked": "'2026-07-02'"}, "ledger_movement_booked_month"),
        ({"booked": "'2026-06-01'"}, "booked is the month"),
        ({"booked": "'2026-08-01'"}, "booked is the month"),
        ({"digest": "'short'"}, "ledger_movement_digest"),
        ({"key": "'u'"}, "ledger_movement_key"),
        ({"covers_lo": "0"}, "ledger_movement_covers_units"),
        ({"kind": "'reversal'"}, "ledger_movement_reversal"),
        ({"target_id": "%(sink)s", "lo": "100"}, "says so by its kind"),
        ({"kind": "'use'"}, "goes into the sink"),
        ({"kind": "'use'", "source_id": "%(sink)s"}, "sink"),
    ],
)
def test_a_bad_movement_is_refused(ids, changes, constraint):
    with refused(constraint) as cursor:
        insert_movement(cursor, ids, **changes)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        ((0, 5_000, 5_010, 0), ("units that were issued",)),  # of a line of 1,000
        ((0, 995, 1_005, 0), ("units that were issued",)),
        ((0, 200, 200, 0), ("ledger_slice_range",)),  # empty
        ((0, None, 10, 0), ("null value",)),
        ((0, 210, 200, 0), ("lower bound", "ledger_slice_range")),
        ((0, 50, 60, 0), ("ledger_slice_taken_once",)),
        ((0, 95, 105, 0), ("ledger_slice_taken_once",)),
    ],
)
def test_a_bad_slice_is_refused(ids, span, words):
    with refused(*words) as cursor:
        movement = insert_movement(cursor, ids)
        insert_slices(cursor, movement, ids["fund"], span)


def test_a_slice_of_a_fund_that_does_not_exist_is_refused(ids):
    with refused("foreign key") as cursor:
        insert_slices(cursor, insert_movement(cursor, ids), 0, (0, 200, 210, 0))


@pytest.mark.parametrize(
    "spans",
    [
        [(0, 200, 209, 0)],  # too few
        [(0, 200, 211, 0)],  # too many
        [(1, 200, 210, 0)],  # not numbered from 0
        [(0, 300, 305, 0), (1, 200, 205, 5)],  # descending
        [(0, 200, 205, 0), (1, 205, 210, 5)],  # neighbours not merged
        [(0, 200, 205, 0), (1, 300, 305, 6)],  # wrong offset
    ],
)
def test_a_movement_that_is_not_whole_is_refused(ids, spans):
    with refused("lie in its source, ascending") as cursor:
        insert_slices(cursor, insert_movement(cursor, ids), ids["fund"], *spans)


def test_a_whole_movement_by_hand_is_taken_and_one_without_slices_is_not(ids):
    with transaction.atomic(), connection.cursor() as cursor:
        spans = [(0, 200, 204, 0), (1, 300, 306, 4)]
        insert_slices(cursor, insert_movement(cursor, ids), ids["fund"], *spans)
        cursor.execute("set constraints all immediate")
    with refused("takes units of it") as cursor:
        insert_movement(cursor, ids, key="'k2'", lo="10")


def test_slices_cannot_be_added_to_an_old_movement(ids):
    with refused("lie in its source") as cursor:
        cursor.execute("select id from ledger_movement where key = 'u'")
        insert_slices(cursor, cursor.fetchone()[0], ids["fund"], (1, 200, 210, 100))


@pytest.mark.parametrize(
    "statement",
    [
        "update ledger_movement set amount = 1",
        "delete from ledger_movement",
        "truncate ledger_movement cascade",
        "update ledger_slice set lo = 1",
        "delete from ledger_slice",
        "update ledger_fund set tip = tip + 1",
        "update ledger_fund set taken = 0",
        "update ledger_fund set reserved = 1",
        "update ledger_fund set holder_id = holder_id + 1",
        "delete from ledger_fund",
        "update ledger_freerun set hi = hi + 1",
        "delete from ledger_freerun",
        "insert into ledger_freerun select id, 0, 1 from ledger_fund",
        "update ledger_holder set facility_id = 0",
        "delete from ledger_resource",
        "insert into ledger_holder (kind) values ('organisation')",
        """insert into ledger_fund (holder_id, resource_id, kind, purpose_kind, purpose_id, tip)
           values (%(holder)s, 'CNY', 'ordinary', 'general', 0, 100)""",
        """insert into ledger_fund (holder_id, resource_id, kind, purpose_kind, purpose_id)
           values (%(holder)s, 'CNY', 'sink', 'general', 0)""",
        """insert into ledger_fund (holder_id, resource_id, kind, purpose_kind, purpose_id)
           select holder_id, resource_id, kind, purpose_kind, purpose_id from ledger_fund
           where id = %(fund)s""",
    ],
)
def test_facts_and_counts_refuse_every_change(ids, statement):
    with refused("append-only", "ledger", "a fund", "opens empty") as cursor:
        cursor.execute(statement, ids)


def test_an_accepted_gift_cannot_be_lost(ids):
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into ledger_inbox (key, digest, fund_id, amount, ref, happened_at)
               values ('gift:x', sha256('x'), %(fund)s, 5, 'x', now())""",
            ids,
        )
    for statement in (
        "delete from ledger_inbox",
        "update ledger_inbox set amount = 1",
        "truncate ledger_inbox",
    ):
        with refused("append-only", "booked or refused") as cursor:
            cursor.execute(statement)
