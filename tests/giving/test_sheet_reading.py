"""Reading lists as charities publish them. The names here are invented."""

from datetime import date

import pytest

from liushui.giving.sheets.cells import full_date_in, minor_of, name_of
from liushui.giving.sheets.claims import ClaimKind, claims_in, is_total_row
from liushui.giving.sheets.reading import HeaderMissing, RowKind, understand


@pytest.mark.parametrize(
    ("cell", "minor"),
    [
        (0.01, 1),
        (314540755.69, 31454075569),
        (0.1 + 0.2, 30),
        (100, 10000),
        ("1,234.50", 123450),
        ("￥１２．３４", 1234),
        ("12.34元", 1234),
        ("1.5万元", 1500000),
        (0.0, None),
        (-5.0, None),
        ("12.345", None),
        ("约100", None),
        ("", None),
        (True, None),
        (None, None),
    ],
)
def test_an_amount_is_read_to_the_fen_or_not_at_all(cell: object, minor: int | None) -> None:
    assert minor_of(cell) == minor


def test_a_column_of_ten_thousands() -> None:
    assert minor_of(8.5, decimals=6) == 8_500_000
    assert minor_of("0.000001", decimals=6) == 1
    assert minor_of("0.0000001", decimals=6) is None


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("林\u3000晓", "林晓"),
        ("  汀石公益基金会\u3000\u3000", "汀石公益基金会"),
        ("Lin\xa0 Xiao ", "Lin Xiao"),
        (12.0, "12"),
    ],
)
def test_a_name_loses_only_its_stray_spaces(cell: object, name: str) -> None:
    assert name_of(cell) == name


def test_claims_are_found_in_prose() -> None:
    count, total = claims_in("共计2856人次 总金额314540755.69", 5)
    assert (count.kind, count.figure) == (ClaimKind.COUNT, 2856)
    assert (total.kind, total.figure, total.running) == (ClaimKind.SUM, 31454075569, False)
    (running,) = claims_in("1月29日，累计收到社会捐款8550.11万元。", 5)
    assert (running.figure, running.running, running.within_minor) == (8550_11 * 10**4, True, 5000)
    assert running.agrees_with(8550_11 * 10**4 + 5000)
    assert not running.agrees_with(8550_11 * 10**4 + 5001)
    both = claims_in("本期共收到捐款12笔，合计人民币1,234.50元", 5)
    assert [c.figure for c in both] == [12, 123450]
    assert claims_in("咨询电话 010-12345678", 5) == []
    assert claims_in("合计 3.5亿元", 1)[0].figure == 35_000_000_000


def test_a_donor_is_not_taken_for_a_total() -> None:
    assert is_total_row("合　计：")
    assert is_total_row("共计2856人次")
    assert not is_total_row("共计划科技公司")
    assert not is_total_row("汀石公益基金会")


def test_dates_are_real_days() -> None:
    assert full_date_in("二〇二〇 2020年1月29日发布") == date(2020, 1, 29)
    assert full_date_in("2020-13-40") is None


NOTICE = [
    ["汀石公益基金会接收捐赠现金公示", "", "", ""],
    ["（1月29日）", "", "", ""],
    ["累计收到社会捐款8550.11万元。", "", "", ""],
    ["", "", "", ""],
    ["捐赠人", "金额(元)", "捐赠人", "金额（元）"],
    ["林　晓\u3000", 100.0, "王决", "1,000.00"],
    ["林晓", 100.0, "赵审", 0.01],
    ["陈陌", 66.6, "", ""],
    ["", "", "", ""],
    ["共计5人次", "总金额1266.61", "", ""],
    ["注：其它明细见附件。", "", "", ""],
    ["汀石公益基金会", "", "", ""],
    [date(2020, 1, 30), "", "", ""],
]


def test_a_notice_with_two_groups_of_columns() -> None:
    sheet = understand(NOTICE)
    assert sheet.header_row == 5
    assert [(g.row, g.group, g.name, g.amount_minor) for g in sheet.gifts] == [
        (6, 0, "林晓", 100_00),
        (6, 1, "王决", 1000_00),
        (7, 0, "林晓", 100_00),
        (7, 1, "赵审", 1),
        (8, 0, "陈陌", 66_60),
    ]
    assert sheet.title.startswith("汀石公益基金会接收捐赠现金公示")
    assert sheet.day == date(2020, 1, 29)
    assert sheet.unread == []
    checked = [claim for claim in sheet.claims if not claim.running]
    assert all(claim.agrees_with(sheet.found(claim.kind)) for claim in checked)
    assert len(checked) == 2
    assert {piece.row for piece in sheet.pieces} == set(range(1, 14))


def test_what_cannot_be_read_is_said() -> None:
    sheet = understand(
        [
            ["序号", "捐赠日期", "捐赠单位（个人）", "捐赠金额"],
            [1, date(2020, 2, 1), "林晓", 5.0],
            [2, "2020-02-02", "王决", ""],
            [3, "", "", 7.0],
            [4, "", "赵审", "一百"],
            ["序号", "捐赠日期", "捐赠单位（个人）", "捐赠金额"],
            [5, "", "陈陌", 6.0],
            ["", "", "合计", 11.0],
        ]
    )
    assert [(p.row, p.kind) for p in sheet.unread] == [
        (3, RowKind.NAME_ALONE),
        (4, RowKind.AMOUNT_ALONE),
        (5, RowKind.AMOUNT_WRONG),
    ]
    assert [(g.name, g.day) for g in sheet.gifts] == [("林晓", date(2020, 2, 1)), ("陈陌", None)]
    assert [(c.kind, c.figure) for c in sheet.claims] == [(ClaimKind.SUM, 11_00)]


def test_a_column_in_ten_thousands_says_so_in_its_header() -> None:
    sheet = understand([["姓名", "金额（万元）"], ["林晓", 1.2]])
    assert sheet.sum_minor == 12_000_00


def test_a_signature_of_january_dates_a_december_list() -> None:
    rows = [["12月31日捐赠公示", ""], ["姓名", "金额"], ["林晓", 1], ["2021年1月2日", ""]]
    assert understand(rows).day == date(2020, 12, 31)


def test_a_list_without_a_header_is_refused() -> None:
    with pytest.raises(HeaderMissing):
        understand([["林晓", 1.0], ["捐赠人", "地址"]])
