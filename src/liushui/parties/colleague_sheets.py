"""Sheets of colleagues, read as people fill them in. Knows no table and no request."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from python_calamine import CalamineError, CalamineWorkbook

from liushui.base.workbooks import require_modest_workbook
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.parties.services.inviting import SheetRow

MOST_ROWS = 500
_PHONE = ("手机", "电话", "phone", "mobile")
_POST = ("岗位", "职务", "post", "title")
_UNTIL = ("截止", "到期", "止", "until", "end")
Cells = Sequence[object]


class SheetOfColleaguesUnreadable(DomainError):
    """No sheet, or a sheet whose first row names no phone and no post."""

    code = "colleague_sheet_unreadable"
    message = gettext_noop("The sheet has no row that names a column of phones and one of posts.")
    remedy = gettext_noop("Give the columns the headings 手机号 and 岗位, and if wanted 截止日.")


class SheetTooLong(DomainError):
    """More rows than one person checks at once."""

    code = "colleague_sheet_too_long"
    message = gettext_noop("The sheet has more than %(most)s rows.")
    remedy = gettext_noop("Split it into several sheets.")


def rows_of_sheet(name: str, content: bytes) -> list[SheetRow]:
    """The rows below the heading, empty ones left out, numbered as in the sheet.

    Raises ``SheetOfColleaguesUnreadable``, ``SheetTooLong`` and ``WorkbookRefused``.
    """
    rows = _cells_of_csv(content) if name.lower().endswith(".csv") else _cells_of_book(content)
    for number, row in enumerate(rows):
        names = [_text(cell).casefold() for cell in row]
        phone, post = _column(names, _PHONE), _column(names, _POST)
        if phone is None or post is None:
            continue
        until = _column(names, _UNTIL)
        found = list(_rows(rows[number + 1 :], number + 2, (phone, post, until)))
        if len(found) > MOST_ROWS:
            raise SheetTooLong(most=MOST_ROWS)
        return found
    raise SheetOfColleaguesUnreadable


def _rows(
    rows: Sequence[Cells], first: int, columns: tuple[int, int, int | None]
) -> Iterator[SheetRow]:
    phone, post, until = columns
    for number, row in enumerate(rows, first):
        cells = [*row, *[""] * (max(phone, post, until or 0) + 1 - len(row))]
        if not any(_text(cell) for cell in cells):
            continue
        end = None if until is None else cells[until]
        yield SheetRow(
            number=number,
            phone=_text(cells[phone]),
            title=_text(cells[post]),
            until=_day(end),
            problem="day" if _text(end or "") and _day(end) is None else "",
        )


def _cells_of_book(content: bytes) -> list[Cells]:
    require_modest_workbook(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        if not book.sheet_names:
            raise SheetOfColleaguesUnreadable
        return list(book.get_sheet_by_index(0).to_python(skip_empty_area=False, nrows=5000))
    except (CalamineError, OSError, ValueError):
        raise SheetOfColleaguesUnreadable from None


def _cells_of_csv(content: bytes) -> list[Cells]:
    """As spreadsheets write it: UTF-8 with or without its mark, else GB 18030."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return list(csv.reader(io.StringIO(content.decode(encoding))))
        except (UnicodeDecodeError, csv.Error):
            continue
    raise SheetOfColleaguesUnreadable


def _column(names: Sequence[str], words: Sequence[str]) -> int | None:
    return next((i for i, name in enumerate(names) if any(word in name for word in words)), None)


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def _day(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    try:
        return date.fromisoformat(_text(cell).replace("/", "-"))
    except ValueError:
        return None
