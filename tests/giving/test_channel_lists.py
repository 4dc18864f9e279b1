"""Lists as channels export them: encodings, phones, order numbers, columns that a person named."""

import pytest

from liushui.giving.sheets.cells import SheetUnreadable, number_of, rows_in
from liushui.giving.sheets.choosing import the_list
from liushui.giving.sheets.reading import ColumnsMissing, RowKind, headings_in, understand

LIST = "捐款人,捐款人手机,订单号,金额\n林晓雨,138 0000 1111,`42000012,100.00\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("comma", [",", "\t"])
def test_a_csv_is_read_whatever_wrote_it(encoding: str, comma: str) -> None:
    content = LIST.replace(",", comma).encode(encoding)
    _, sheet = the_list(rows_in(content, "List.CSV"))
    (gift,) = sheet.gifts
    assert (gift.name, gift.amount_minor, gift.number) == ("林晓雨", 100_00, "42000012")
    assert gift.phone == "138 0000 1111"


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(SheetUnreadable):
        rows_in(b"\xff\xff\xff,\x80", "a.csv")


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("4200001234202603010001", "4200001234202603010001"),
        (" ＡＢ－12 ", "ab-12"),
        ("`0042", "0042"),
        (42.0, "42"),
        (999_999_999_999_999.0, "999999999999999"),
        (4.200001234202603e21, None),
        ("", ""),
    ],
)
def test_a_number_that_a_spreadsheet_cut_is_not_guessed(cell: object, number: str | None) -> None:
    assert number_of(cell) == number


def test_a_cut_number_is_said_beside_its_row() -> None:
    sheet = understand([["姓名", "订单号", "金额"], ["林晓雨", 4.2e21, 5], ["王志远", "7", 6]])
    assert [piece.kind for piece in sheet.unread] == [RowKind.NUMBER_CUT]
    assert [gift.number for gift in sheet.gifts] == ["7"]


def test_columns_that_a_person_named_are_taken_and_no_others() -> None:
    rows = [["备注"], ["谁", "多少（万元）", "哪天", "金额"], ["林晓雨", "0.5", "2026-03-01", "9"]]
    columns = {"donor": "谁", "amount": "多少(万元)", "day": "哪天"}
    (gift,) = understand(rows, columns).gifts
    assert (gift.amount_minor, str(gift.day)) == (5000_00, "2026-03-01")
    with pytest.raises(ColumnsMissing):
        understand(rows, columns | {"phone": "电话"})
    assert headings_in(rows) == ["谁", "多少（万元）", "哪天", "金额"]
