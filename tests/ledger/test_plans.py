"""Traces read by index, and only rows on their way."""

from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import connection

from liushui.ledger import queries
from liushui.ledger.models import Fund
from liushui.ledger.services import GiftOffer, accept_gifts, move, sequence_all
from liushui.ledger.spans import Span
from liushui.ledger.states import Kind, Purpose
from tests.ledger.builders import AT, a_fund, a_used_sink, fen

pytestmark = pytest.mark.django_db

PAGES = {
    "forward": lambda: queries.trace_forward_page("WHOLE", after=15_000, limit=10),
    "backward": lambda: queries.trace_backward_page("HALF", after=5_000, limit=10),
    "fund": lambda: queries.trace_backward_of_fund_page(
        Fund.objects.get(sink_use="used").pk, after=5_000, limit=10
    ),
}
WALKS = {
    "forward": lambda: queries.trace_forward("P7"),
    "backward": lambda: queries.trace_backward("U"),
    "fund": lambda: queries.trace_backward_of_fund(Fund.objects.get(purpose_id=-1).pk),
}


@pytest.fixture
def books():
    """2,000 gifts through two funds into 200 uses, and statistics of them."""
    first, second = a_fund(), a_fund()
    case, hospital = a_used_sink(second), a_used_sink(second, purpose=Purpose("case", -1))
    accept_gifts([GiftOffer(first.pk, 10, f"gift:P{n}", f"P{n}", AT) for n in range(2000)])
    sequence_all()
    for n in range(40):
        move(fen(500), source=first, target=second, kind=Kind.GRANT, key=f"t{n}", happened_at=AT)
    for n in range(200):
        ref = "U" if n == 100 else f"U{n}"
        target = hospital if n == 100 else case
        move(fen(99), source=second, target=target, kind=Kind.USE, key=ref, happened_at=AT, ref=ref)
    with connection.cursor() as cursor:
        cursor.execute("analyze ledger_movement, ledger_slice, ledger_freerun, ledger_fund")


@pytest.fixture
def long_books():
    """A gift of 20,000 units that went in pieces of 5, and 2,000 gifts of which one use was made.

    Every second piece was pinned, so that the use has 1,000 slices.
    """
    whole, small = a_fund(), a_fund()
    case = a_used_sink(small)
    accept_gifts([GiftOffer(whole.pk, 20_000, "gift:WHOLE", "WHOLE", AT)])
    accept_gifts([GiftOffer(small.pk, 10, f"gift:Q{n}", f"Q{n}", AT) for n in range(2000)])
    sequence_all()
    spans = [Span(n * 10, n * 10 + 5) for n in range(2000)]
    for fund, ref in ((whole, "PIECES"), (small, "HALF")):
        move(
            fen(10_000), source=fund, target=case if fund == small else a_fund(),
            kind=Kind.USE if fund == small else Kind.GRANT, key=ref, happened_at=AT, ref=ref,
            pins=spans,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("analyze ledger_movement, ledger_slice, ledger_freerun, ledger_fund")


@pytest.mark.usefixtures("long_books")
@pytest.mark.parametrize("direction", PAGES)
def test_a_page_costs_its_own_rows_and_not_the_whole(direction):
    with reading() as read:
        page = PAGES[direction]()
    assert len(page.rows) == 10
    assert page.next is not None
    assert read.sequential == 0
    assert read.rows <= 6_000


@pytest.mark.usefixtures("long_books")
def test_pages_of_many_windows_are_the_whole_trace():
    whole = queries.trace_forward("WHOLE")
    rows, after, pages = [], 0, 0
    while after is not None:
        page = queries.trace_forward_page("WHOLE", after=after, limit=900)
        after, pages = page.next, pages + 1
        rows += page.rows
    assert pages == 5
    assert {row.fund_id for row in rows} == {end.fund_id for end in whole}
    assert sum(row.amount for row in rows) == sum(end.amount for end in whole) == 20_000


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize("walk", WALKS)
def test_a_trace_touches_only_rows_on_its_way(walk):
    with reading() as read:
        assert WALKS[walk]()
    assert read.sequential == 0
    assert read.rows <= 200


@dataclass
class Read:
    """What a block read of the ledger's tables and indexes: whole-table scans, and rows."""

    sequential: int = 0
    rows: int = 0


@contextmanager
def reading():
    read = Read()
    with connection.cursor() as cursor:
        # As autovacuum does: not by what other tests left in its memory.
        cursor.execute(
            """select string_agg(relname::text, ', ') from pg_class
               where relkind = 'r' and relname like 'ledger%'"""
        )
        cursor.execute(f"analyze {cursor.fetchone()[0]}")
        cursor.execute("set local enable_seqscan = off")  # as if the tables were large
        before = counted(cursor)
        yield read
        after = counted(cursor)
    read.sequential, read.rows = after[0] - before[0], after[1] - before[1]


def counted(cursor):
    cursor.execute(
        """select sum(pg_stat_get_xact_numscans(c.oid)) filter (where relkind = 'r'),
             sum(pg_stat_get_xact_tuples_returned(c.oid))
           from pg_class c where relkind in ('r', 'i') and relname like 'ledger%'"""
    )
    return cursor.fetchone()
