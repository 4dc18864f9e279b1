"""Traces read by index, and only rows on their way."""

import pytest
from django.db import connection

from liushui.ledger import queries
from liushui.ledger.models import Fund
from liushui.ledger.queries import tracing
from liushui.ledger.services import GiftOffer, accept_gifts, move, sequence_all
from liushui.ledger.spans import Span
from liushui.ledger.states import Kind
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
    "forward": (tracing._ENDS.replace("{start}", tracing._FROM_GIFT), {"ref": "P7", "net": True}),
    "backward": (tracing._GIVERS.replace("{start}", tracing._OF_REF), {"ref": "U", "net": True}),
}


@pytest.fixture
def books():
    """2,000 gifts through two funds into 200 uses, and statistics of them."""
    first, second = a_fund(), a_fund()
    case = a_used_sink(second)
    accept_gifts([GiftOffer(first.pk, 10, f"gift:P{n}", f"P{n}", AT) for n in range(2000)])
    sequence_all()
    for n in range(40):
        move(fen(500), source=first, target=second, kind=Kind.TRANSFER, key=f"t{n}", happened_at=AT)
    for n in range(200):
        ref = "U" if n == 100 else f"U{n}"
        move(fen(99), source=second, target=case, kind=Kind.USE, key=ref, happened_at=AT, ref=ref)
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
            kind=Kind.USE if fund == small else Kind.TRANSFER, key=ref, happened_at=AT, ref=ref,
            pins=spans,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("analyze ledger_movement, ledger_slice, ledger_freerun, ledger_fund")


@pytest.mark.usefixtures("long_books")
@pytest.mark.parametrize("direction", PAGES)
def test_a_page_costs_its_own_rows_and_not_the_whole(direction):
    asked = []

    def keep(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        page = PAGES[direction]()
    assert len(page.rows) == 10
    assert page.next is not None
    walks = [(sql, params) for sql, params in asked if "lateral" in sql or "freerun" in sql]
    read = 0
    for sql, params in walks:
        for node in scans(sql, params):
            assert node["Node Type"] != "Seq Scan", node
            passed = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
            read += passed * node["Actual Loops"]
    assert read <= 4_000


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


def scans(sql, bound):
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")  # as if the tables were large
        cursor.execute(f"explain (analyze, format json, timing off) {sql}", bound)
        (top,) = cursor.fetchone()[0]
    pending = [top["Plan"]]
    while pending:
        node = pending.pop()
        pending += node.get("Plans", [])
        if str(node.get("Relation Name", "")).startswith("ledger_"):
            yield node


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize("walk", WALKS)
def test_a_trace_touches_only_rows_on_its_way(walk):
    for node in scans(*WALKS[walk]):
        assert node["Node Type"] != "Seq Scan", node
        assert node["Actual Rows"] + node.get("Rows Removed by Filter", 0) <= 100, node
