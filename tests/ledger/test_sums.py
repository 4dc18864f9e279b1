"""What a fund held at any second, its statement, and flows that balance at each node."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from liushui.kernel.errors import NotFound
from liushui.ledger import queries
from liushui.ledger.models import Mark
from liushui.ledger.queries.check import RULES, faults
from liushui.ledger.queries.flows import Months, flows_of, gathered, movements_between
from liushui.ledger.queries.moments import balance_at, standing_at
from liushui.ledger.queries.statements import statement, statement_lines
from liushui.ledger.services import move, release, reserve, reverse
from liushui.ledger.states import Kind
from tests.ledger.builders import AT, a_fund, a_used_sink, fen, give
from tests.ledger.test_plans import reading

pytestmark = pytest.mark.django_db

JULY, AUGUST, SEPTEMBER = (datetime(2026, month, 18, 2, tzinfo=UTC) for month in (7, 8, 9))


@pytest.fixture
def books():
    """A project, a partner and a case over three months; the use is told before its payment."""
    project, partner = a_fund(), a_fund()
    case = a_used_sink(partner)
    give(project, 1_000, 500, at=JULY)
    paid = _moved(700, project, partner, "pay", AUGUST)
    _moved(300, partner, case, "use", JULY, Kind.USE)
    give(project, 250, at=SEPTEMBER)
    reverse(paid, fen(200), key="back", happened_at=SEPTEMBER)
    return project, partner, case


def _moved(units, source, target, key, at, kind=Kind.GRANT):
    return move(fen(units), source=source, target=target, kind=kind, key=key, happened_at=at)


def test_a_statement_leads_from_what_it_opened_with_to_what_it_closes_with(books):
    project, _, _ = books
    august = statement(project.pk, Months(date(2026, 8, 1), date(2026, 9, 1)), limit=50)
    assert (august.sums.opening, august.sums.came, august.sums.went) == (1_500, 450, 700)
    assert [(line.kind, line.amount, line.balance) for line in august.lines] == [
        ("grant", -700, 800),
        ("gift", 250, 1_050),
        ("reversal", 200, 1_250),
    ]
    assert august.lines[-1].balance == august.sums.closing == queries.balance(project.pk).held


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_the_pages_of_a_statement_are_all_of_it(books, limit):
    for fund in books:
        whole, after, pages = list(statement_lines(fund.pk)), None, []
        while True:
            page = statement(fund.pk, after=after, limit=limit)
            pages += page.lines
            after = page.next
            if after is None:
                break
            assert len(page.lines) == limit
        assert pages == whole
        assert [line.balance for line in whole][-1] == queries.balance(fund.pk).held
        for before, line in pairwise(whole):
            assert line.balance == before.balance + line.amount


def test_every_node_of_a_period_balances(books):
    ids = [fund.pk for fund in books]
    project, partner, case = ids
    whole = flows_of(ids)
    assert {fund: node.closing for fund, node in whole.nodes.items()} == {
        fund: queries.balance(fund).held for fund in ids
    }
    july = flows_of(ids, Months(date(2026, 7, 1), date(2026, 7, 31)))
    august = flows_of(ids, Months(date(2026, 8, 1), date(2026, 8, 31)))
    assert july.nodes[partner].closing == august.nodes[partner].opening == -300
    assert {(edge.source, edge.target, edge.amount) for edge in august.edges} == {
        (project, partner, 700)
    }
    assert july.nodes[case].came == 300


def test_flows_between_holders_leave_out_what_moves_within_one(books):
    project, partner, case = books
    holders = {fund.pk: fund.holder_id for fund in books}
    found = gathered(flows_of(holders), holders)
    assert {(e.source, e.target, e.amount) for e in found.edges} == {
        (None, project.holder_id, 1_750),
        (project.holder_id, partner.holder_id, 700),
        (partner.holder_id, project.holder_id, 200),
    }
    assert partner.holder_id == case.holder_id
    assert found.nodes[partner.holder_id].closing == 500


def test_entries_of_a_period_are_those_booked_in_it(books):
    project, partner, _ = books
    september = Months(date(2026, 9, 1), date(2026, 9, 30))
    gifts = movements_between(None, project.pk, months=september)
    assert [gift.amount for gift in gifts] == [250]
    assert [m.kind for m in movements_between(project.pk, partner.pk, months=september)] == [
        "reversal"
    ]
    newest, *older = movements_between(None, project.pk, limit=2)
    assert [newest.amount, *(gift.amount for gift in older)] == [250, 500]
    (first,) = movements_between(None, project.pk, before=older[-1].pk)
    assert first.amount == 1_000


def test_a_fund_is_known_at_every_second():
    fund, other = a_fund(), a_fund()
    give(fund, 100)
    held = reserve(fen(40), fund=fund, key="r", at=AT)
    _moved(25, fund, other, "t", AT)
    release(held, at=AT, why="not needed")
    mark = Mark.objects.filter(fund=fund).latest("at").at
    second = timedelta(seconds=1)
    assert balance_at(fund.pk, mark + second) == queries.balance(fund.pk)
    assert balance_at(other.pk, mark + second).held == 25
    assert balance_at(fund.pk, Mark.objects.filter(fund=fund).earliest("at").at).tip == 0
    assert sum(row.standing for row in standing_at(mark + second)) == 100
    with pytest.raises(NotFound):
        balance_at(0, mark)


@pytest.mark.django_db(transaction=True)
def test_a_past_moment_stays_what_it_was():
    fund, other = a_fund(), a_fund()
    known = []
    for step in range(3):
        give(fund, 100)
        _moved(10 + step, fund, other, f"t{step}", AT)
        known.append((_next_second(), queries.balance(fund.pk)))
    for moment, balance in known:
        assert balance_at(fund.pk, moment) == balance


def _next_second():
    """The database's clock at its next full second."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_sleep(1.001 - extract(milliseconds from clock_timestamp())::int"
                       " % 1000 / 1000.0), date_trunc('second', clock_timestamp())")  # fmt: skip
        return cursor.fetchone()[1]


@pytest.mark.parametrize("table", ["ledger_flow", "ledger_mark"])
def test_sums_are_kept_by_the_ledger_alone(books, table):
    del books
    with (
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="keep its sums"),
        transaction.atomic(),
    ):
        cursor.execute(f"delete from {table}")


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("update ledger_flow set amount = amount - 1 where source_id is not null", "flows"),
        ("delete from ledger_flow where kind = 'use'", "flows"),
        ("update ledger_flow set last_id = last_id + 1 where kind = 'use'", "flows"),
        ("update ledger_mark set tip = tip + 1", "marks"),
        ("delete from ledger_mark", "marks"),
        ("update ledger_mark set taken = taken + 1 where tip > 0", "marks"),
    ],
)  # fmt: skip
def test_the_check_names_a_sum_that_is_not_so(books, fault, rule):
    del books
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(fault)
        cursor.execute("set local session_replication_role = default")
    assert {one.name for one in RULES if list(faults(one))} == {rule}


def test_statements_and_moments_read_only_their_own_rows():
    fund, other = a_fund(), a_fund()
    give(fund, *range(1, 400))
    for step in range(100):
        _moved(1, fund, other, f"t{step}", AT)
    middle = statement(fund.pk, limit=150).next
    with reading() as read:
        page = statement(fund.pk, after=middle, limit=10)
        balance_at(fund.pk, AT)
        movements_between(None, fund.pk, limit=10)
    assert len(page.lines) == 10
    assert read.sequential == 0
    assert read.rows <= 250
