"""The bank's side in rows and bytes: the list that it takes, the results that it gives. Pure."""

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from liushui.base.workbooks import WorkbookRefused, require_modest_workbook
from liushui.disbursing.states import BankFormat, RowResult
from liushui.kernel.clock import CHINA
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.kernel.money import parse_yuan

# As Chinese banks' lists of transfers are titled; the reference comes back with the result.
HEADS = ("序号", "收款人户名", "收款人账号", "开户银行", "金额", "用途", "业务参考号")
MOST_ROWS = 5_000
MOST_BYTES = 5 * 1024 * 1024
_TITLES = {
    "reference": r"业务参考号|参考号|客户参考号|reference",
    "amount": r"金额|交易金额|付款金额|amount",
    "result": r"结果|处理结果|交易结果|状态|交易状态|处理状态|result|status",
    "bank_ref": r"(银行|交易|核心)?流水号?|交易编号|凭证号|bankreference|serial",
    "day": r"(交易|处理|退回|入账)?日期|(交易|处理)时间|date",
    "why": r"(失败|退回|退票)?原因|备注|说明|reason|remark",
}
# The whole cell is one of these words, beside a code of the bank's: “部分成功”, “成功待复核” and
# whatever else is near to one of them is for a person to read.
_CODE = r"\s*(?:[（(\[]?[0-9a-z]{1,12}[)）\]]?)?"
_PAID = re.compile(
    r"(?:\d+\s*[-:：]?\s*)?(?:(?:交易|支付|付款|转账|汇款|处理|入账|已)?成功|全部成功|已付|已付款|已支付|已入账"
    rf"|交易完成|已完成|paid|success|successful|succeeded|completed){_CODE}",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"(?:\d+\s*[-:：]?\s*)?(?:(?:交易|支付|付款|转账|汇款|处理|入账|已)?(?:失败|不成功|未成功|拒绝)|银行拒绝"
    rf"|failed|failure|rejected|declined|unsuccessful)(?:{_CODE}|\s*[:：,，;；(（\[].*)",
    re.IGNORECASE,
)
_BACK = re.compile(
    rf"(?:已|银行|被)?(?:退回|退票|退汇)(?:{_CODE}|\s*[:：,，;；(（\[].*)|returned", re.IGNORECASE
)
_DAY = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})")


class ResultsUnreadable(DomainError):
    """The file is no list of results."""

    code = "results_unreadable"
    message = gettext_noop("This file is not a list of results that can be read here.")
    remedy = gettext_noop(
        "Save the bank's list as .xlsx or .csv with its titles: reference, amount, result."
    )


@dataclass(frozen=True, slots=True)
class BankRow:
    """One transfer as the bank's list says it."""

    holder: str
    number: str
    bank: str
    amount_minor: int
    purpose: str
    reference: str


@dataclass(frozen=True, slots=True)
class ResultTold:
    """What one row of results says. ``amount_minor`` is None where it cannot be read."""

    line: int
    reference: str
    result: RowResult
    amount_minor: int | None
    bank_ref: str
    at: datetime | None
    why: str


def written(rows: Sequence[BankRow], form: str) -> bytes:
    """The file that a bank takes: account numbers as text, amounts with two places."""
    return _xlsx(rows) if form == BankFormat.XLSX else _csv(rows)


def results_in(content: bytes) -> Sequence[ResultTold]:
    """The rows of a list of results, CSV or XLSX. Raises ``ResultsUnreadable``."""
    if not 0 < len(content) <= MOST_BYTES:
        raise ResultsUnreadable
    rows = _of_workbook(content) if content.startswith(b"PK") else _of_text(content)
    for place, row in enumerate(rows[:30]):
        columns = _columns(row)
        if {"reference", "result"} <= set(columns):
            return [
                _told(line, cells, columns)
                for line, cells in enumerate(rows[place + 1 :], place + 2)
                if any(_text(cell) for cell in cells)
            ]
    raise ResultsUnreadable


def _csv(rows: Sequence[BankRow]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADS)
    for place, row in enumerate(rows, 1):
        writer.writerow(
            [place, _plain(row.holder), row.number, _plain(row.bank), _yuan(row.amount_minor),
             _plain(row.purpose), row.reference]
        )  # fmt: skip
    return ("\ufeff" + out.getvalue()).encode()


def _xlsx(rows: Sequence[BankRow]) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        # The same payments make the same bytes: the day of making stands in the batch.
        book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - no moment is meant
        sheet = book.add_worksheet()
        yuan = book.add_format({"num_format": "0.00"})
        for column, head in enumerate(HEADS):
            sheet.write_string(0, column, head)
        for place, row in enumerate(rows, 1):
            sheet.write_number(place, 0, place)
            sheet.write_string(place, 1, row.holder)
            sheet.write_string(place, 2, row.number)
            sheet.write_string(place, 3, row.bank)
            sheet.write_number(place, 4, Fraction(row.amount_minor, 100), yuan)
            sheet.write_string(place, 5, row.purpose)
            sheet.write_string(place, 6, row.reference)
    return out.getvalue()


def _plain(text: str) -> str:
    """Words that begin no formula in the bank's spreadsheet."""
    return text.strip().lstrip("=+-@＝＋－＠\t")


def _yuan(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


def _of_workbook(content: bytes) -> list[Sequence[object]]:
    try:
        require_modest_workbook(content, most_rows=MOST_ROWS + 30)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return list(book.get_sheet_by_index(0).to_python(skip_empty_area=False))
    except (CalamineError, WorkbookRefused, ValueError):
        raise ResultsUnreadable from None


def _of_text(content: bytes) -> list[Sequence[object]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        rows = list(csv.reader(io.StringIO(text)))
        if len(rows) > MOST_ROWS + 30:
            break
        return list(rows)
    raise ResultsUnreadable


def _columns(row: Sequence[object]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        title = re.sub(r"\([^)]*\)|\s", "", _text(cell)).casefold()
        for name, pattern in _TITLES.items():
            if name not in found and re.fullmatch(pattern, title):
                found[name] = place
                break
    return found


def _told(line: int, cells: Sequence[object], columns: dict[str, int]) -> ResultTold:
    def cell(name: str) -> object:
        place = columns.get(name)
        return cells[place] if place is not None and place < len(cells) else ""

    return ResultTold(
        line=line,
        reference=_text(cell("reference"))[:60],
        result=_result(_text(cell("result"))),
        amount_minor=_minor(cell("amount")),
        bank_ref=_text(cell("bank_ref"))[:60],
        at=_moment(cell("day")),
        why=_text(cell("why"))[:200],
    )


def _result(words: str) -> RowResult:
    """What the whole cell says; anything else is unknown, and books nothing."""
    for pattern, result in (
        (_BACK, RowResult.RETURNED),
        (_FAILED, RowResult.FAILED),
        (_PAID, RowResult.PAID),
    ):
        if pattern.fullmatch(words.strip()):
            return result
    return RowResult.UNKNOWN


def _minor(cell: object) -> int | None:
    try:
        return parse_yuan(_text(cell)).minor
    except DomainError:
        return None


def _moment(cell: object) -> datetime | None:
    """The day in China, at noon where no time is told."""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=CHINA)
    found = _DAY.match(_text(cell))
    try:
        day = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None
    return datetime.combine(day, time(12), CHINA) if day else None


def _text(cell: object) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    number = f"{cell:.2f}" if type(cell).__name__ == "float" else str(cell)
    return unicodedata.normalize("NFKC", number.replace("`", "").strip())
