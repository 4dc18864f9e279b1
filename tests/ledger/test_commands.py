"""What the command line says of the books."""

import argparse
import json

import pytest

from liushui.config.commands import trace
from liushui.kernel.errors import NotFound
from liushui.ledger.services import move
from liushui.ledger.states import Kind
from tests.ledger.builders import AT, a_fund, a_used_sink, fen, give

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
