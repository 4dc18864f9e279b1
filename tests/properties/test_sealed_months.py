"""Random histories with late facts: what a seal closed stays, and every month is what rows say."""

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liushui.kernel.clock import month_after
from liushui.kernel.errors import DomainError
from liushui.ledger.models import Report
from liushui.ledger.queries.check import RULES, faults
from liushui.ledger.queries.reports import HOLDER, OUTSIDE, remade, trial_balance
from liushui.ledger.services import (
    accept_gift,
    move,
    open_fund,
    reverse,
    seal_month,
    sequence_all,
    sink,
)
from liushui.ledger.states import Kind, Purpose, SinkUse
from tests.ledger.builders import a_holder, fen

MONTHS = [date(2026, number, 1) for number in range(1, 7)]
OVER = datetime(2026, 7, 1, tzinfo=UTC)
WORDS = {"gift": 6, "transfer": 5, "use": 3, "take_back": 2, "seal": 3}


@dataclass
class Row:
    """A movement as a clerk would write it down."""

    booked: date
    source: int | None
    target: int
    kind: str
    amount: int


class Clerk:
    """Keeps rows and closed months on paper, and adds up by hand."""

    def __init__(self, holder_of):
        self.holder_of = holder_of
        self.rows: list[Row] = []
        self.closed = defaultdict(list)

    def book(self, movement):
        """When it happened, or the first month that is open to both."""
        month = movement.happened_at.date().replace(day=1)
        for fund in (movement.source_id, movement.target_id):
            for sealed in self.closed[self.holder_of.get(fund)]:
                month = max(month, month_after(sealed))
        row = Row(month, movement.source_id, movement.target_id, movement.kind, movement.amount)
        self.rows.append(row)
        assert movement.booked == month

    def accounts(self, holder, month):
        """Opening, in by kind, out by kind and closing of each account of this holder's books."""
        lines = defaultdict(lambda: [0, {}, {}])
        for row in self.rows:
            own = {f for f in (row.source, row.target) if self.holder_of.get(f) == holder}
            if not own or row.booked > month:
                continue
            for fund, side, sign in ((row.source, 2, -1), (row.target, 1, 1)):
                line = lines[self.name(fund, own, row)]
                if row.booked < month:
                    line[0] += sign * row.amount
                else:
                    line[side][row.kind] = line[side].get(row.kind, 0) + row.amount
        return {
            name: (opening, came, left, opening + sum(came.values()) - sum(left.values()))
            for name, (opening, came, left) in lines.items()
            if opening or came or left
        }

    def name(self, fund, own, row):
        if fund in own:
            return "fund", fund, ""
        if fund is None:
            return OUTSIDE, 0, row.kind
        return HOLDER, self.holder_of[fund], ""


class History:
    def __init__(self):
        self.holders = [a_holder(), a_holder(), a_holder()]
        self.funds = [
            open_fund(self.holders[n % 3], purpose=Purpose("project", n)) for n in range(4)
        ]
        self.sinks = [
            sink(holder, SinkUse.USED, purpose=Purpose("general")) for holder in self.holders
        ]
        self.clerk = Clerk({f.pk: f.holder_id for f in [*self.funds, *self.sinks]})
        self.moved = []
        self.kept = {}

    def take(self, word, number, draw):
        at = datetime.combine(draw.choice(MONTHS), datetime.min.time(), UTC).replace(day=9)
        try:
            with transaction.atomic():
                movement = getattr(self, word)(f"{word}{number}", at, draw)
        except DomainError:
            return
        if movement is not None:
            self.clerk.book(movement)

    def gift(self, ref, at, draw):
        fund = draw.choice(self.funds)
        accept_gift(
            fund_id=fund.pk, amount_minor=draw.randint(1, 60), key=ref, ref=ref, happened_at=at
        )
        sequence_all()
        return fund.movements_in.get(key=ref)

    def transfer(self, ref, at, draw):
        source, target = draw.sample(self.funds, 2)
        across = source.holder_id != target.holder_id
        kind = Kind.GRANT if across else Kind.TRANSFER
        return self.move(ref, at, (source, target, kind), draw)

    def use(self, ref, at, draw):
        fund = draw.choice(self.funds)
        (target,) = (one for one in self.sinks if one.holder_id == fund.holder_id)
        return self.move(ref, at, (fund, target, Kind.USE), draw)

    def move(self, ref, at, way, draw):
        source, target, kind = way
        moved = move(
            fen(draw.randint(1, 30)), source=source, target=target, kind=kind, key=ref,
            happened_at=at,
        )  # fmt: skip
        self.moved.append(moved)
        return moved

    def take_back(self, ref, at, draw):
        if not self.moved:
            return None
        return reverse(draw.choice(self.moved), fen(draw.randint(1, 5)), key=ref, happened_at=at)

    def seal(self, _ref, _at, draw):
        holder, month = draw.choice(self.holders), draw.choice(MONTHS)
        seal_month(holder, month, by="person:1", at=OVER)
        if month not in self.clerk.closed[holder.pk]:
            self.clerk.closed[holder.pk].append(month)
        for report in Report.objects.filter(holder=holder):
            self.kept.setdefault((holder.pk, report.month), bytes(report.content))


def require_the_clerks_books(history):
    for holder in history.holders:
        for month in MONTHS:
            balance = trial_balance(holder.pk, month)
            told = {
                line.account[1:]: (line.opening, line.came, line.left, line.closing)
                for line in balance.lines
            }
            assert told == history.clerk.accounts(holder.pk, month)
            for part in (lambda line: line.opening, lambda line: line.closing):
                assert sum(part(line) for line in balance.lines) == 0
    require_mirrors(history)


def require_mirrors(history):
    """What one holder has of another, the other has of the one, with the sign turned."""
    seen = {
        (holder.pk, line.account.id): line.closing
        for holder in history.holders
        for line in trial_balance(holder.pk, MONTHS[-1]).lines
        if line.account.of == HOLDER
    }
    for (one, other), units in seen.items():
        assert seen.get((other, one), 0) == -units


@pytest.mark.django_db
@settings(
    max_examples=8,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32 - 1), steps=st.integers(30, 70))
def test_a_closed_month_says_for_ever_what_it_said(seed, steps):
    draw = random.Random(seed)  # noqa: S311 - a history can be told again
    with transaction.atomic():
        history = History()
        words = draw.choices(list(WORDS), list(WORDS.values()), k=steps)
        for number, word in enumerate(["gift", "gift", *words]):
            history.take(word, number, draw)
        kept = {(r.holder_id, r.month): bytes(r.content) for r in Report.objects.all()}
        assert kept == history.kept
        assert {key: remade(*key) for key in kept} == kept
        require_the_clerks_books(history)
        months = [rule for rule in RULES if rule.name == "L33"]
        assert [fault for rule in months for fault in faults(rule)] == []
        transaction.set_rollback(True)
