"""What the books said when a month was closed is kept, and nobody can make it say another thing."""

import argparse
import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from liushui.config import books_out
from liushui.kernel.errors import NotFound
from liushui.ledger.errors import MonthNotSealed
from liushui.ledger.models import Report, Seal
from liushui.ledger.queries import (
    gifts_that_wait,
    holder_of,
    month_ends,
    remade,
    sealed_report,
    trial_balance,
)
from liushui.ledger.services import (
    accept_gift,
    holder_of_organisation,
    keep_reports,
    move,
    seal_month,
)
from liushui.ledger.states import Kind
from tests.ledger.builders import AT, a_fund, a_used_sink, fen, give
from tests.ledger.test_plans import reading
from tests.parties.builders import organisation

pytestmark = pytest.mark.django_db

JULY, AUGUST, SEPTEMBER = (date(2026, month, 1) for month in (7, 8, 9))
LATER = AT + timedelta(days=70)


@pytest.fixture
def fund():
    """A charity's fund: two gifts in July, a use in August of which nobody has told yet."""
    fund = a_fund(holder_of_organisation(organisation().pk))
    give(fund, 60, 40)
    return fund


def use(fund, amount, at, key="use"):
    return move(
        fen(amount), source=fund, target=a_used_sink(fund), kind=Kind.USE, key=key, happened_at=at
    )


def line_of(balance, fund):
    return next(line for line in balance.lines if line.account[1:3] == ("fund", fund.pk))


def test_a_late_fact_stands_in_the_next_month_and_is_named_as_late(fund):
    seal_month(fund.holder, JULY, by="person:1", at=LATER)
    july = bytes(sealed_report(fund.holder_id, JULY).content)
    use(fund, 30, AT)
    assert bytes(sealed_report(fund.holder_id, JULY).content) == july
    assert remade(fund.holder_id, JULY) == july
    august = trial_balance(fund.holder_id, AUGUST)
    line = line_of(august, fund)
    assert (line.opening, line.came, line.left, line.closing) == (100, {}, {"use": 30}, 70)
    (late,) = august.late
    assert (late.month, late.kind, late.amount, late.movements) == (JULY, "use", 30, 1)
    assert august.count == 1


def test_every_month_that_a_seal_closes_has_a_report_of_its_own(fund):
    use(fund, 30, AT + timedelta(days=30))
    seal_month(fund.holder, SEPTEMBER, by="person:1", at=LATER + timedelta(days=10))
    months = list(Report.objects.order_by("month").values_list("month", flat=True))
    assert months == [JULY, AUGUST, SEPTEMBER]
    openings = [line_of(trial_balance(fund.holder_id, month), fund).opening for month in months]
    assert openings == [0, 100, 70]
    assert keep_reports(fund.holder, SEPTEMBER) == 0


def test_a_report_says_what_its_readers_need_and_sums_to_zero(fund):
    use(fund, 30, AT)
    seal_month(fund.holder, JULY, by="person:1", at=LATER)
    said = json.loads(bytes(sealed_report(fund.holder_id, JULY).content))
    own = next(line for line in said["accounts"] if line.get("id") == fund.pk)
    assert own == {
        "account": "fund", "id": fund.pk, "kind": "ordinary", "sink_use": None, "parent": None,
        "purpose": [fund.purpose_kind, fund.purpose_id], "resource": "CNY",
        "opening": 0, "in": {"gift": 100}, "out": {"use": 30}, "closing": 70,
    }  # fmt: skip
    outside = next(line for line in said["accounts"] if line["account"] == "outside")
    assert (outside["kind"], outside["closing"]) == ("gift", -100)
    assert sum(line["closing"] for line in said["accounts"]) == 0
    assert said["movements"]["count"] == 3


def test_the_console_knows_which_months_are_closed_and_what_still_waits(fund):
    accept_gift(fund_id=fund.pk, amount_minor=5, key="gift:w", ref="w", happened_at=AT)
    assert gifts_that_wait(fund.holder_id) == 1
    seal_month(fund.holder, JULY, by="person:1", at=LATER)
    ends = month_ends(fund.holder_id, LATER)
    assert [(end.month, end.sealed_by) for end in ends] == [
        (SEPTEMBER, None), (AUGUST, None), (JULY, "person:1"),
    ]  # fmt: skip


def test_an_open_month_has_no_report(fund):
    with pytest.raises(MonthNotSealed):
        sealed_report(fund.holder_id, JULY)
    with pytest.raises(MonthNotSealed):
        keep_reports(fund.holder, JULY)
    assert line_of(trial_balance(fund.holder_id, JULY), fund).closing == 100


def test_who_never_held_a_fund_has_no_books():
    with pytest.raises(NotFound):
        holder_of(organisation_id=organisation().pk)


FORGED = "insert into ledger_report (holder_id, month, seal_id, content, digest) "
REFUSED = {
    "another content": (
        "update ledger_report set content = 'x', digest = sha256('x')", "append-only"),
    "no report any more": ("delete from ledger_report", "append-only"),
    "a report of an open month": (
        FORGED + "select holder_id, '2026-08-01', id, 'x', sha256('x') from ledger_seal",
        "its seal closed"),
    "a digest of something else": (
        FORGED + "select holder_id, '2026-06-01', id, 'x', sha256('y') from ledger_seal",
        "ledger_report_digest"),
    "a second report of a month": (
        FORGED + "select holder_id, month, seal_id, content, digest from ledger_report",
        "ledger_report_once"),
    "a seal without a report": (
        """insert into ledger_seal (holder_id, month, by, sealed_at)
           select holder_id, '2026-08-01', by, sealed_at from ledger_seal""",
        "says what it held"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_the_database_refuses(fund, what):
    statement, words = REFUSED[what]
    seal_month(fund.holder, JULY, by="person:1", at=LATER)
    with (
        pytest.raises(IntegrityError, match=words),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"{statement}; set constraints all immediate")


def parsed(*words):
    parser = argparse.ArgumentParser()
    books_out.configure_report(parser)
    return parser.parse_args(words)


def test_the_command_writes_the_report_byte_for_byte(fund, capsys):
    code = fund.holder.organisation.credit_code
    with pytest.raises(MonthNotSealed):
        books_out.report(parsed(code, "2026-07"))
    seal_month(fund.holder, JULY, by="person:1", at=LATER)
    kept = bytes(sealed_report(fund.holder_id, JULY).content).decode()
    assert books_out.report(parsed(code, "2026-07")) == 0
    assert capsys.readouterr().out == kept + "\n"


def test_the_command_says_when_the_rows_say_another_thing(fund, capsys):
    seal_month(fund.holder, JULY, by="person:1", at=LATER)
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("update ledger_movement set amount = amount + 1 where kind = 'gift'")
        cursor.execute("set local session_replication_role = origin")
    assert books_out.report(parsed(fund.holder.organisation.credit_code, "2026-07")) == 1
    assert "ledger check" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["2026-13", "2026-7", "juli", "2026-07-01"])
def test_a_month_is_written_as_year_and_month(text):
    with pytest.raises(SystemExit):
        parsed("code", text)


def test_closing_twice_closes_once(fund):
    first = seal_month(fund.holder, JULY, by="person:1", at=LATER)
    assert seal_month(fund.holder, JULY, by="person:2", at=LATER) == first
    assert Seal.objects.count() == Report.objects.count() == 1


def test_a_closing_reads_its_own_month_and_not_the_years_before(fund):
    """In a year of its own: an index still counts what other tests took back from their months."""
    for month in range(1, 13):
        give(fund, *[1] * 100, at=AT.replace(year=2013, month=month))
    end = AT.replace(year=2014, month=1)
    seal_month(fund.holder, date(2013, 10, 1), by="person:1", at=end)
    with reading() as read:
        seal_month(fund.holder, date(2013, 11, 1), by="person:1", at=end)
    assert trial_balance(fund.holder_id, date(2013, 11, 1)).count == 100
    assert read.sequential + read.rows <= 600  # a table of a few rows may be read whole
