"""A list is booked as it was shown, and looked at again for what else is in its file."""

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from liushui.base.home import Home
from liushui.giving.models import GiftImport, GiftOrder, ImportSource
from liushui.giving.sheets.cells import ROW_LIMIT, SheetTooLong, rows_in
from liushui.giving.states import ImportState
from liushui.ledger.queries import given_to
from liushui.ledger.services import sequence_all
from tests.giving import builders as giving
from tests.giving.test_lists import HEAD, ROWS, a_csv, booked, brought, importer, page, worked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_home_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.HOME = Home(tmp_path / "home")


def test_a_list_that_reads_otherwise_than_it_was_shown_is_not_booked() -> None:
    """The channel's columns may be said anew beside another list, while this one waits."""
    project = giving.project()
    client = importer(project.organisation)
    head, rows = HEAD + ",活动目标", [f"{row},9999.00" for row in ROWS]
    one = brought(client, project, a_csv(rows, head))
    source = ImportSource.objects.get()
    source.columns = {"number": "订单号", "donor": "捐款人", "amount": "活动目标"}
    source.save()
    one = booked(client, one)
    assert (one.state, one.booked_count) == (ImportState.STOPPED, 0)
    assert not GiftOrder.objects.exists()
    assert "looked at again" in page(client, one)


def looked(client: Client, one: GiftImport, **said: str) -> GiftImport:
    answer = client.post(f"/console/imports/{one.key}/look/", {"source": "腾讯公益", **said})
    assert answer.status_code == 302
    worked()
    one.refresh_from_db()
    return one


def two_worksheets() -> Any:
    book = openpyxl.Workbook()
    for title, amount in (("一月", 500), ("二月", 20)):
        sheet = book.create_sheet(title)
        sheet.append(["捐款人", "支付金额(元)", "捐款日期"])
        for n in range(3):
            sheet.append([f"林晓{n}{title}", amount, "2026-03-01"])
    del book["Sheet"]
    held = io.BytesIO()
    book.save(held)
    return SimpleUploadedFile("两月.xlsx", held.getvalue())


def test_of_two_worksheets_both_are_booked_one_after_the_other() -> None:
    project = giving.project()
    client = importer(project.organisation)
    one = brought(client, project, two_worksheets())
    one = booked(client, looked(client, one, worksheet="一月"))
    assert (one.state, one.booked_minor) == (ImportState.BOOKED, 1500_00)
    one = looked(client, one, worksheet="二月")
    assert (one.state, one.found_minor) == (ImportState.LOOKED, 60_00)
    one = booked(client, one)
    sequence_all()
    assert one.state == ImportState.BOOKED
    assert given_to(project.fund_id).amount == 1560_00


def test_a_gift_of_a_day_to_come_is_not_booked_and_says_so() -> None:
    project = giving.project()
    client = importer(project.organisation)
    rows = [*ROWS, "`99,林晓雨,13800001111,100.00,2099-03-01"]
    one = booked(client, brought(client, project, a_csv(rows)))
    assert (one.booked_count, one.booked_minor) == (3, 450_50)
    report = client.get(f"/console/long-work/{one.work_key}/result/")
    lines = list(openpyxl.load_workbook(io.BytesIO(report.content))["Rows"].values)
    assert "day_to_come" in str(lines[4][5])


def test_a_list_of_more_rows_than_are_read_is_refused_whole() -> None:
    with pytest.raises(SheetTooLong):
        rows_in(b"a,1\n" * (ROW_LIMIT + 1), "long.csv")
