"""The check names what is wrong with closed months, planted with the triggers switched off."""

from datetime import date, timedelta

import pytest
from django.db import connection

from liushui.ledger.models import Report
from liushui.ledger.queries.check import RULES, faults
from liushui.ledger.services import move, seal_month
from liushui.ledger.states import Kind
from tests.ledger.builders import AT, a_fund, a_used_sink, fen, give

pytestmark = pytest.mark.django_db

MONTH = "(select id from ledger_report where month = '2026-07-01')"
NEXT = "(select id from ledger_report where month = '2026-08-01')"


@pytest.fixture
def reports():
    """A holder's July with a gift and a use, and August, both closed: their reports by month."""
    fund = a_fund()
    give(fund, 100)
    move(fen(30), source=fund, target=a_used_sink(fund), kind=Kind.USE, key="use", happened_at=AT)
    seal_month(fund.holder, date(2026, 8, 1), by="person:1", at=AT + timedelta(days=70))
    return {f"{report.month:%m}": report.pk for report in Report.objects.all()}


def broken():
    return {(rule.demands, fault.row) for rule in RULES for fault in faults(rule)}


def forged(of, old, new):
    """A statement that puts other words into a report, and the digest that fits them."""
    content = f"convert_to(replace(convert_from(content, 'UTF8'), '{old}', '{new}'), 'UTF8')"
    return (
        f"update ledger_report set content = {content}, digest = sha256({content}) where id = {of}"
    )


FORGERIES = {
    "a report removed": (f"delete from ledger_report where id = {NEXT}", "has its report", "seal"),
    "other bytes": (
        f"update ledger_report set content = content || ' ' where id = {MONTH}",
        "the bytes of its digest", "07"),
    "bytes that nobody can read": (
        f"update ledger_report set content = '\\xff' where id = {MONTH}",
        "the bytes of its digest", "07"),
    "another use": (forged(MONTH, '"use":30', '"use":31'), "what came and left", "07"),
    "a gift of another kind": (forged(MONTH, '"gift":100', '"receipt":100'), "came and left", "07"),
    "a fund left out": (forged(NEXT, '"account":"fund"', '"account":"holder"'), "opens with", "08"),
    "another opening": (forged(NEXT, '"opening":70', '"opening":71'), "opens with", "08"),
    "a movement in a closed month": (
        "update ledger_movement set booked = '2026-08-01' where kind = 'use'",
        "what came and left", "07"),
}  # fmt: skip


@pytest.mark.usefixtures("reports")
def test_whole_months_have_no_fault():
    assert broken() == set()


@pytest.mark.parametrize("what", FORGERIES)
def test_the_check_names(reports, what):
    statement, demand, row = FORGERIES[what]
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table ledger_report drop constraint ledger_report_digest")
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(statement)
        assert cursor.rowcount > 0
        cursor.execute("set local session_replication_role = origin")
    at_fault = row if row == "seal" else f"report {reports[row]}"
    found = broken()
    assert any(demand in demands and said.startswith(at_fault) for demands, said in found), found
