"""Random bookings over funds and months: statements, flows and past balances against plain sums."""

import random
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liushui.kernel.clock import month_of
from liushui.kernel.errors import DomainError
from liushui.ledger import queries
from liushui.ledger.models import Mark
from liushui.ledger.queries.check import RULES, faults
from liushui.ledger.queries.flows import Months, flows_of, gathered
from liushui.ledger.queries.moments import balances_at
from liushui.ledger.queries.statements import statement, statement_lines
from liushui.ledger.services import move, seal_month
from liushui.ledger.states import Kind
from tests.ledger.builders import a_fund, a_holder, fen, give

MONTHS = [date(2026, month, 1) for month in range(1, 7)]
SEALED_AT = datetime(2026, 12, 1, tzinfo=UTC)


class Books:
    """What happened, as a list of rows: from, to, booked month, units. No intervals, no sums."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        holders = [a_holder(), a_holder()]
        self.funds = [a_fund(holders[n % 2]) for n in range(4)]
        self.holders = {fund.pk: fund.holder_id for fund in self.funds}
        self.rows: list[tuple[int | None, int, date, int]] = []
        self.open_from = dict.fromkeys(self.holders.values(), date(2000, 1, 1))

    def step(self, number: int) -> None:
        at = datetime(2026, self.draw.randint(1, 6), self.draw.randint(1, 28), tzinfo=UTC)
        word = self.draw.choices(["gift", "move", "seal"], [4, 6, 1])[0]
        one, other = self.draw.sample(self.funds, 2)
        units = self.draw.randint(1, 50)
        if word == "seal":
            month = self.draw.choice(MONTHS[:4])
            if month >= self.open_from[one.holder_id]:
                seal_month(one.holder, month, by="person:1", at=SEALED_AT)
                self.open_from[one.holder_id] = date(2026, month.month + 1, 1)
            return
        if word == "gift":
            give(one, units, at=at)
            self._told(None, one.pk, at, units)
            return
        try:
            with transaction.atomic():
                move(fen(units), source=one, target=other, kind=Kind.GRANT
                     if one.holder_id != other.holder_id else Kind.TRANSFER,
                     key=f"m{number}", happened_at=at)  # fmt: skip
        except DomainError:
            return
        self._told(one.pk, other.pk, at, units)

    def _told(self, source: int | None, target: int, at: datetime, units: int) -> None:
        ends = [self.open_from[self.holders[fund]] for fund in (source, target) if fund]
        self.rows.append((source, target, max(month_of(at), *ends), units))

    def held(self, fund: int, before: date) -> int:
        return sum(
            units * ((target == fund) - (source == fund))
            for source, target, booked, units in self.rows
            if booked < before
        )


def agree(books: Books, months: Months) -> None:
    first, last = months.first or date(2000, 1, 1), months.last or date(2100, 1, 1)
    within = [row for row in books.rows if first <= row[2] <= last]
    found = flows_of(books.holders, months)
    sums: Counter[tuple[int | None, int]] = Counter()
    for source, target, _booked, units in within:
        sums[source, target] += units
    assert {(edge.source, edge.target): edge.amount for edge in found.edges} == sums
    assert sum(edge.count for edge in found.edges) == len(within)
    for fund, node in found.nodes.items():
        assert node.opening == books.held(fund, first)
        lines = list(statement_lines(fund, months))
        assert Counter(line.amount for line in lines) == Counter(
            units * (1 if target == fund else -1)
            for source, target, _booked, units in within
            if fund in (source, target)
        )
        assert (lines[-1].balance if lines else node.opening) == node.closing
        page = statement(fund, months, limit=3)
        rows = list(page.lines)
        while page.next is not None:
            page = statement(fund, months, after=page.next, limit=3)
            rows += page.lines
        assert rows == lines
    by_holder = gathered(found, books.holders)
    assert sum(node.closing for node in by_holder.nodes.values()) == sum(
        node.closing for node in found.nodes.values()
    )


@pytest.mark.django_db
@settings(
    max_examples=6,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32 - 1), steps=st.integers(20, 60))
def test_statements_flows_and_marks_agree_with_plain_sums(seed: int, steps: int) -> None:
    with transaction.atomic():
        books = Books(random.Random(seed))  # noqa: S311 - a history can be told again
        for number in range(steps):
            books.step(number)
        for months in (Months(), Months(MONTHS[2]), Months(MONTHS[1], MONTHS[3])):
            agree(books, months)
        last = Mark.objects.latest("at").at
        later = last.replace(year=last.year + 1)
        assert balances_at(books.holders, later) == queries.balances(books.holders)
        assert [fault for rule in RULES for fault in faults(rule)] == []
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
        transaction.set_rollback(True)
