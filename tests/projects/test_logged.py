"""All money that moves stands in the public log, and a stranger can add it up."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from liushui.ledger.models import Movement
from liushui.ledger.services import (
    charge_back,
    grant,
    holder_of_organisation,
    move,
    open_fund,
    refund_gift,
    reverse,
    seal_month,
)
from liushui.ledger.services.freezes import freeze
from liushui.ledger.services.pools import Terms, open_pool, set_terms
from liushui.ledger.states import GENERAL, Kind, Purpose
from liushui.transparency import queries, services
from liushui.transparency.folder import Folder
from liushui.transparency.format.leaves import parsed_leaf
from liushui.transparency.models import DaySum, Entry, Owed
from liushui_verify.cli import main
from tests.ledger.builders import a_used_sink, fen, give
from tests.projects.builders import AT, SETUP, an_open_project, charity
from tests.transparency.conftest import folder as folder  # noqa: PLC0414 - a fixture

pytestmark = pytest.mark.django_db
ORIGIN = "log.example.org/2026"


def leaves() -> list[dict[str, Any]]:
    rows = Entry.objects.order_by("index").values_list("leaf", flat=True)
    return [parsed_leaf(bytes(leaf)) for leaf in rows]


def a_history() -> None:
    """Of each way that money goes: in, matched, on, out, back, and back to its giver."""
    body, partner = charity(), charity(2)
    fund = an_open_project(body).fund
    holder = holder_of_organisation(body.pk)
    general = open_fund(holder, purpose=GENERAL)
    pool = open_pool(SETUP, holder, title="pool", at=AT)
    give(pool.fund, 5_000)
    terms = Terms(
        ratio=(1, 1), opens_at=AT - timedelta(days=9), closes_at=AT + timedelta(days=9),
        fund_ids=frozenset({fund.pk}),
    )  # fmt: skip
    set_terms(SETUP, pool, terms, at=AT)
    first, second = give(fund, 1_000, 500, at=AT)
    give(general, 50)
    use = move(
        fen(1_400), source=fund, target=a_used_sink(fund), kind=Kind.USE, key="u", happened_at=AT
    )
    reverse(use, fen(200), key="r", happened_at=AT)
    there = open_fund(holder_of_organisation(partner.pk), purpose=Purpose("agreement", 1))
    grant(fen(300), source=fund, target=there, key="g", happened_at=AT)
    move(fen(40), source=there, target=a_used_sink(there), kind=Kind.USE, key="v", happened_at=AT)
    freeze(there, fen(10), key="f", happened_at=AT)
    refund_gift(second, fen(100), key="b", happened_at=AT)
    charge_back(first, fen(900), key="c", happened_at=AT)


def test_a_stranger_can_add_up_all_that_moved(folder: Folder) -> None:
    body = charity()
    services.open_the_log(origin=ORIGIN, organisation_code=body.credit_code, at=AT)
    a_history()
    services.sequence_all(at=AT)
    services.publish()
    placed = len(leaves())
    assert services.sequence_all(at=AT) == 0
    assert services.sequence_all(at=AT + timedelta(days=1)) > 0  # the day is over
    assert services.sequence_all(at=AT + timedelta(days=2)) == 0
    services.publish()
    assert queries.faults() == []
    policy = str(folder.path / "policy.txt")
    assert main(["log", str(folder.path), "--policy", policy]) == 0
    said = leaves()
    kinds = Counter(leaf["k"] for leaf in said)
    assert {"donation", "income", "transfer", "expense", "refund", "certificate"} <= set(kinds)
    assert {leaf["why"] for leaf in said if leaf["k"] == "transfer"} >= {"match", "grant"}
    assert all(leaf["k"] == "summary" for leaf in said[placed:])
    moved = Movement.objects.exclude(kind__in=[Kind.GIFT, Kind.FREEZE, Kind.THAW])
    assert Owed.objects.filter(kind="money").count() == moved.count()
    # What goes back to a giver names the gift's own leaf, and nothing else of it.
    back = [leaf for leaf in said if leaf["k"] == "refund"]
    assert all(said[leaf["ref"]]["k"] == "donation" for leaf in back)
    assert sum(leaf["delta"] for leaf in back) == -1_000


def test_what_was_there_before_the_log_adds_up_as_well(folder: Folder) -> None:
    a_history()
    services.open_the_log(origin=ORIGIN, organisation_code=charity().credit_code, at=AT)
    services.sequence_all(at=AT)
    services.sequence_all(at=AT + timedelta(days=1))
    services.publish()
    assert queries.faults() == []
    policy = str(folder.path / "policy.txt")
    assert main(["log", str(folder.path), "--policy", policy]) == 0


def test_a_changed_count_of_the_day_is_found(folder: Folder) -> None:
    del folder
    services.open_the_log(origin=ORIGIN, organisation_code=charity().credit_code, at=AT)
    a_history()
    services.sequence_all(at=AT)
    DaySum.objects.filter(gifts__gt=0).update(gifts=7)
    assert {one.promise for one in queries.faults()} == {
        "what is summed up next is what came since"
    }


def test_a_closed_month_is_in_the_log_by_its_digest(folder: Folder) -> None:
    del folder
    services.open_the_log(origin=ORIGIN, organisation_code=charity().credit_code, at=AT)
    a_history()
    holder = holder_of_organisation(charity().pk)
    seal_month(holder, AT.date(), by="person:1", at=AT + timedelta(days=40))
    services.sequence_all(at=AT)
    [month] = [one for one in leaves() if one["k"] == "doc" and one["path"].startswith("books/")]
    assert month["digest"] == holder.report_set.get().digest.hex()
    assert queries.faults() == []
