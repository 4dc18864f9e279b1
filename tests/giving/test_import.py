"""A small list of our own with the shape of the published ones; its names are invented."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from liushui.config import cli
from liushui.giving.models import GiftOrder, ImportedSheet, Payment
from liushui.giving.services import import_gifts, plan_import
from liushui.giving.sheets.cells import SheetUnreadable, read_rows
from liushui.giving.sheets.reading import understand
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.ledger.models import Movement
from liushui.ledger.queries import given_to
from liushui.ledger.services import sequence_all
from liushui.parties.access import Right
from liushui.parties.queries import person_name
from tests.giving import builders as giving
from tests.parties import builders as parties

BEGINS_WITH = (giving.project,)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("begun")]

TITLE = "汀石公益基金会接收社会捐赠明细（测试账户）"
GIFTS: list[list[object]] = [
    ["林溪纺织有限公司", 50000.0],
    ["林\u3000晓雨\u3000", 100.0],
    ["林晓雨", 100.0],
    ["王志远 ", "1,000.50"],
    ["赵明", 0.01],
]
FOOTER: list[object] = ["共计6人次", "总金额51200.51"]
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def _write(
        gifts: Sequence[Sequence[object]],
        footer: Sequence[object] = FOOTER,
        *,
        title: str = TITLE,
        name: str = "list.xlsx",
        heads: Sequence[str] = ("捐赠人", "金额"),
    ) -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(str(path)) as book:
            page = book.add_worksheet(title[:20])
            rows = [[title], heads, *gifts, footer]
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
            book.add_worksheet("Sheet2")
        return path

    return _write


def run(capsys: pytest.CaptureFixture[str], path: Path, project: str, *words: str) -> dict:
    capsys.readouterr()
    status = cli.main(["import", "gifts", str(path), "--project", project, "--json", *words])
    output = capsys.readouterr()
    assert status == 0, output.err
    return json.loads(output.out)


def refused(capsys: pytest.CaptureFixture[str], path: Path, project: str, *words: str) -> str:
    assert cli.main(["import", "gifts", str(path), "--project", project, *words]) == 1
    return capsys.readouterr().err


def test_a_list_is_imported_and_its_wrong_count_said(
    capsys: pytest.CaptureFixture[str], write: Write
) -> None:
    wanted = giving.project()
    path = write(GIFTS)
    said = run(capsys, path, wanted.number)
    assert (said["found"], said["found_minor"], said["imported"]) == (5, 51200_51, 5)
    assert said["claims"] == [
        {"kind": "count", "claimed": 6, "found": 5, "agrees": False},
        {"kind": "sum", "claimed": 51200_51, "found": 51200_51, "agrees": True},
    ]
    assert given_to(wanted.fund_id).amount == 51200_51
    assert given_to(wanted.fund_id).count == 5
    references = set(GiftOrder.objects.values_list("reference", flat=True))
    assert {movement.ref for movement in Movement.objects.all()} == references


def test_a_second_run_adds_nothing(capsys: pytest.CaptureFixture[str], write: Write) -> None:
    wanted = giving.project()
    run(capsys, write(GIFTS), wanted.number)
    again = run(capsys, write(GIFTS, name="the same.xlsx"), wanted.number)
    assert (again["known"], again["imported"], again["is_reissue"]) == (5, 0, False)
    assert given_to(wanted.fund_id).count == 5
    assert ImportedSheet.objects.count() == 1


def test_an_import_that_was_killed_goes_on(
    capsys: pytest.CaptureFixture[str], write: Write
) -> None:
    wanted = giving.project()
    (rows,) = [rows for rows in read_rows(write(GIFTS)).values() if rows]
    plan = plan_import(giving.SETUP, understand(rows), project=wanted.number)
    part = replace(plan, known=dict.fromkeys(plan.prints[3:], "the part that was not reached"))
    assert import_gifts(giving.SETUP, part, at=giving.now()).count == 3
    said = run(capsys, write(GIFTS), wanted.number)
    assert (said["known"], said["imported"]) == (3, 2)
    assert given_to(wanted.fund_id).amount == 51200_51


def test_two_runs_of_one_plan_write_it_once(write: Write) -> None:
    wanted = giving.project()
    (rows,) = [rows for rows in read_rows(write(GIFTS)).values() if rows]
    plan = plan_import(giving.SETUP, understand(rows), project=wanted.number)
    counts = [import_gifts(giving.SETUP, plan, at=giving.now()).count for _ in range(2)]
    assert counts == [5, 0]
    assert GiftOrder.objects.count() == 5


def test_a_dry_run_writes_nothing(capsys: pytest.CaptureFixture[str], write: Write) -> None:
    wanted = giving.project()
    path = write(GIFTS)
    words = ["import", "gifts", str(path), "--project", wanted.number, "--dry-run"]
    assert cli.main(words) == 0
    said = capsys.readouterr().out
    assert "claimed 6, found 5: wrong" in said
    assert "claimed 51,200.51, found 51,200.51: right" in said
    assert "Would be imported: 5" in said
    assert not GiftOrder.objects.exists()
    assert [file.name for file in path.parent.iterdir()] == ["list.xlsx"]


def test_the_report_has_a_verdict_beside_each_row(
    capsys: pytest.CaptureFixture[str], write: Write
) -> None:
    wanted = giving.project()
    said = run(capsys, write(GIFTS), wanted.number)
    book = openpyxl.load_workbook(said["report"])
    rows = [[cell.value for cell in row] for row in book["Rows"].iter_rows()]
    assert [row[2] for row in rows] == [
        "heading", "column titles", *["imported"] * 5, "total claimed",
    ]  # fmt: skip
    assert {row[3] for row in rows[2:7]} == set(
        GiftOrder.objects.values_list("reference", flat=True)
    )
    summary = {row[0].value: row[1].value for row in book["Summary"].iter_rows()}
    assert summary["Count claimed (row 8)"] == "claimed 6, found 5: wrong"


def test_donors_are_sealed_and_shown_masked(
    capsys: pytest.CaptureFixture[str], write: Write
) -> None:
    run(capsys, write(GIFTS), giving.project().number)
    orders = GiftOrder.objects.select_related("donor").order_by("id")
    assert [order.donor_display for order in orders][1:3] == ["林**", "林**"]
    assert "林溪纺织" not in orders[0].donor_display
    assert orders[1].donor is not None
    assert person_name(giving.SETUP, orders[1].donor) == "林晓雨"
    assert orders[1].donor_id != orders[2].donor_id


def test_who_gave_twice_by_one_phone_is_one_giver_to_a_pool_and_a_name_alone_is_none(
    write: Write,
) -> None:
    rows = [
        ["林晓雨", 5, "13800138001"],
        ["林 晓雨", 6, "138 0013 8001"], ["赵明", 7, "13800138002"], ["赵明", 8, ""],
    ]  # fmt: skip
    wanted = giving.project()
    path = write(rows, [], heads=("捐赠人", "金额", "手机号"))
    (found,) = [rows for rows in read_rows(path).values() if rows]
    plan = plan_import(giving.SETUP, understand(found), project=wanted.number)
    import_gifts(giving.SETUP, plan, at=giving.now())
    sequence_all()
    given = Movement.objects.filter(target=wanted.fund_id).order_by("amount")
    one, same, other, unknown = given.values_list("giver", flat=True)
    assert one == same
    assert one != other
    assert unknown is None


def test_a_corrected_list_adds_only_what_is_new(
    capsys: pytest.CaptureFixture[str], write: Write
) -> None:
    wanted = giving.project()
    run(capsys, write(GIFTS), wanted.number)
    corrected = [*GIFTS[:3], ["陈立", 5.0], *GIFTS[3:]]
    path = write(corrected, ["共计6人次", "总金额51205.51"])
    said = run(capsys, path, wanted.number)
    assert (said["is_reissue"], said["known"], said["imported"]) == (True, 5, 1)
    assert run(capsys, path, wanted.number)["imported"] == 0
    assert run(capsys, write(GIFTS), wanted.number)["imported"] == 0
    assert given_to(wanted.fund_id).amount == 51205_51
    last = ImportedSheet.objects.order_by("id").last()
    assert last is not None
    assert last.corrects_id is not None


def test_a_correction_that_drops_a_gift_waits_for_a_person(
    capsys: pytest.CaptureFixture[str], write: Write
) -> None:
    wanted = giving.project()
    run(capsys, write(GIFTS), wanted.number)
    path = write([*GIFTS[:4], ["赵明", 0.02]], ["共计5人次", "总金额51200.52"])
    assert "sheet_differs" in refused(capsys, path, wanted.number)
    assert given_to(wanted.fund_id).count == 5
    assert run(capsys, path, wanted.number, "--despite-differences")["imported"] == 1


def test_the_same_gifts_under_another_heading_ask_a_person(
    capsys: pytest.CaptureFixture[str], write: Write
) -> None:
    wanted = giving.project()
    run(capsys, write(GIFTS), wanted.number)
    path = write([*GIFTS, ["陈立", 1]], ["", ""], title="第二期捐赠公示")
    assert "--as reissue" in refused(capsys, path, wanted.number)
    assert run(capsys, path, wanted.number, "--as", "new")["imported"] == 6
    assert given_to(wanted.fund_id).count == 11


def test_the_same_list_for_another_project_asks_a_person(
    capsys: pytest.CaptureFixture[str], write: Write
) -> None:
    first = giving.project()
    second = giving.project(first.organisation, title="另一个项目")
    run(capsys, write(GIFTS), first.number)
    assert "sheet_elsewhere" in refused(capsys, write(GIFTS), second.number)
    assert run(capsys, write(GIFTS), second.number, "--as", "new")["imported"] == 5


def test_a_wrong_sum_or_an_unread_row_is_not_imported_unseen(
    capsys: pytest.CaptureFixture[str], write: Write
) -> None:
    wanted = giving.project()
    path = write(GIFTS, ["共计5人次", "总金额99999.00"])
    assert "48,798.49" in refused(capsys, path, wanted.number)
    path = write([*GIFTS[:2], ["陈立", ""], *GIFTS[2:]])
    assert "sheet_differs" in refused(capsys, path, wanted.number)
    assert not GiftOrder.objects.exists()
    report = path.with_name("list.report.xlsx")
    rows = openpyxl.load_workbook(report)["Rows"].iter_rows(values_only=True)
    assert "not imported: a name without an amount" in {row[2] for row in rows}
    assert run(capsys, path, wanted.number, "--despite-differences")["unread"] == [5]


def test_a_gift_happened_on_the_day_of_its_list(
    capsys: pytest.CaptureFixture[str], write: Write
) -> None:
    wanted = giving.project()
    run(capsys, write(GIFTS, title="2020年1月29日捐赠公示"), wanted.number)
    days = set(Payment.objects.values_list("paid_at", flat=True))
    assert days == {datetime(2020, 1, 29, 4, 0, tzinfo=UTC)}
    movement = Movement.objects.first()
    assert movement is not None
    assert movement.happened_at in days
    path = write(GIFTS, title="无日期", name="b.xlsx")
    run(capsys, path, wanted.number, "--as", "new", "--on", "2020-02-01")
    assert Payment.objects.filter(paid_at__date="2020-02-01").count() == 5


def test_only_who_may_import_for_the_organisation_does(write: Write) -> None:
    wanted = giving.project()
    (rows,) = [rows for rows in read_rows(write(GIFTS)).values() if rows]
    sheet = understand(rows)
    reader = parties.holder(parties.zhao(), wanted.organisation, Right.GIFT_READ)
    with pytest.raises(NotAllowed):
        plan_import(reader, sheet, project=wanted.number)
    with pytest.raises(NotFound):
        plan_import(giving.SETUP, sheet, project="P1999001")
    wang = parties.holder(parties.wang(), wanted.organisation, Right.GIFT_IMPORT)
    plan = plan_import(wang, sheet, project=wanted.number)
    assert import_gifts(wang, plan, at=giving.now()).count == 5


def test_files_that_are_no_lists_are_refused_in_words(
    capsys: pytest.CaptureFixture[str], write: Write, tmp_path: Path
) -> None:
    wanted = giving.project()
    text = tmp_path / "list.txt"
    text.write_text("林晓雨 100")
    assert "cannot be opened" in refused(capsys, text, wanted.number)
    assert "no worksheet" in refused(capsys, write(GIFTS), wanted.number, "--sheet", "x")
    assert "names a column" in refused(capsys, write([], []), wanted.number)
    with pytest.raises(SheetUnreadable):
        read_rows(tmp_path / "absent.xlsx")


def test_an_import_of_many_rows_asks_few_questions(
    write: Write, django_assert_max_num_queries: Callable[..., object]
) -> None:
    wanted = giving.project()
    gifts = [[f"捐赠人{n}", n + 1] for n in range(600)]
    (rows,) = [rows for rows in read_rows(write(gifts, ["", ""])).values() if rows]
    plan = plan_import(giving.SETUP, understand(rows), project=wanted.number)
    with django_assert_max_num_queries(60):
        import_gifts(giving.SETUP, plan, at=giving.now())


def test_of_two_lists_in_one_file_one_must_be_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    wanted = giving.project()
    path = tmp_path / "two.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name in ("一月", "二月"):
            page = book.add_worksheet(name)
            page.write_row(0, 0, ["捐赠人", "金额"])
            page.write_row(1, 0, ["林晓雨", 5])
    assert "2 worksheets" in refused(capsys, path, wanted.number)
    assert run(capsys, path, wanted.number, "--sheet", "二月")["imported"] == 1
