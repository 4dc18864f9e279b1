"""What the command line says of the books."""

import argparse
import json
import uuid

import pytest

from liushui.config import books_out
from liushui.config.commands import ledger, trace
from liushui.kernel.errors import NotFound
from liushui.ledger.models import FreeRun, Movement
from liushui.ledger.services import accept_gift, move, reverse
from liushui.ledger.spans import Span
from liushui.ledger.states import Kind
from tests.ledger.builders import AT, a_fund, a_used_sink, fen, give, spans_taken

pytestmark = pytest.mark.django_db


def parsed(command, *words):
    parser = argparse.ArgumentParser()
    command.configure(parser)
    return parser.parse_args(words)


@pytest.fixture
def gifts():
    """Three gifts, and a use U of two and a half of them."""
    fund = a_fund()
    refs = give(fund, 10, 10, 10)
    move(
        fen(25), source=fund, target=a_used_sink(fund), kind=Kind.USE, key="U", happened_at=AT,
        ref="U",
    )  # fmt: skip
    return refs


def test_a_trace_is_told_whole_or_in_pages_of_the_same_form(gifts, capsys):
    assert trace.tell(parsed(trace, "use", "U", "--json")) == 0
    whole = json.loads(capsys.readouterr().out)
    assert [(row["gift"], row["amount"]) for row in whole] == list(
        zip(gifts, [10, 10, 5], strict=True)
    )
    trace.tell(parsed(trace, "use", "U", "--json", "--limit", "2"))
    first = capsys.readouterr()
    assert first.err == "more: --after 20\n"
    trace.tell(parsed(trace, "use", "U", "--json", "--limit", "2", "--after", "20"))
    last = capsys.readouterr()
    assert last.err == ""
    assert json.loads(first.out) + json.loads(last.out) == whole
    trace.tell(parsed(trace, "gift", gifts[2], "--json", "--limit", "1"))
    assert [row["amount"] for row in json.loads(capsys.readouterr().out)] == [5]


def test_a_trace_of_nothing_is_not_found_and_a_page_behind_the_end_is_empty(gifts, capsys):
    with pytest.raises(NotFound):
        trace.tell(parsed(trace, "gift", "LS-20260718-00000000-X"))
    assert trace.tell(parsed(trace, "gift", gifts[0], "--json", "--after", "10")) == 0
    assert capsys.readouterr().out == "[]\n"
    assert trace.run(parsed(trace, "gift", gifts[0], "--after", "-1")) == 2


def test_the_export_holds_every_fact_of_every_movement(gifts, capsys):
    fund = Movement.objects.filter(ref=gifts[0]).get().target
    other = a_fund()
    paid = move(
        fen(3), source=fund, target=other, kind=Kind.GRANT, key="T", happened_at=AT,
        group=uuid.uuid4(), pins=[Span(26, 27), Span(28, 30)],
    )  # fmt: skip
    reverse(paid, fen(2), key="R", happened_at=AT)
    accept_gift(
        fund_id=fund.pk, amount_minor=1, key="gift:w", ref="w", happened_at=AT
    )  # it waits, and the export says so
    assert books_out.export(parsed(ledger, "export")) == 0
    told = capsys.readouterr()
    assert told.err == "not in the journal: 1 gifts that wait, 0 offers refused\n"
    lines = [json.loads(line) for line in told.out.splitlines()]
    assert len(lines) == 6
    for line, movement in zip(lines, Movement.objects.order_by("id"), strict=True):
        spans = [list(span) for span in spans_taken(movement)]
        assert line == {
            "id": movement.pk,
            "kind": movement.kind,
            "at": "2026-07-18T10:00:00+08:00",
            "booked": "2026-07",
            "amount": movement.hi - movement.lo,
            "resource": "CNY",
            "source": movement.source_id,
            "target": movement.target_id,
            "in": [movement.lo, movement.hi],
            "out": spans,
            "group": str(movement.group_id) if movement.group_id else None,
            "reverses": movement.reverses_id,
            "covers": None,
            "for_gift": None,
            "made_from": None,
            "lot": None,
            "ref": movement.ref or None,
        }
    assert free_of(lines) == units_of(FreeRun.objects.values_list("fund_id", "lo", "hi"))


def free_of(lines):
    """The free units of every fund, from the lines alone."""
    free = set()
    for line in lines:
        free -= {(line["source"], unit) for lo, hi in line["out"] for unit in range(lo, hi)}
        free |= {(line["target"], unit) for unit in range(*line["in"])}
    return free


def units_of(runs):
    return {(fund, unit) for fund, lo, hi in runs for unit in range(lo, hi)}
