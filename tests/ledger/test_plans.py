"""Traces read by index, and only rows on their way."""

import pytest
from django.db import connection

from liushui.ledger.queries import tracing
from liushui.ledger.services import GiftOffer, accept_gifts, move, sequence_all
from liushui.ledger.states import Kind
from tests.ledger.builders import AT, a_fund, a_used_sink, fen

pytestmark = pytest.mark.django_db

WALKS = {
    "forward": (tracing._ENDS.replace("{start}", tracing._FROM_GIFT), {"ref": "P7", "net": True}),
    "backward": (tracing._BACKWARD.replace("{start}", tracing._OF_REF), {"ref": "U", "net": True}),
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
