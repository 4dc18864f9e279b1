"""Cells of a spreadsheet as people fill them in: names with stray spaces, amounts as text."""

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from liushui.kernel.errors import DomainError, gettext_noop

Cell = object
Row = Sequence[Cell]

YUAN = 2
TEN_THOUSAND_YUAN = 6
ROW_LIMIT = 1_000_000
_CUT_FROM = 10**15
_NUMBER = re.compile(r"(\d+)(?:\.(\d+))?")
_HAN = re.compile(r"(?<=[\u3400-\u9fff·]) (?=[\u3400-\u9fff·])")


class SheetUnreadable(DomainError):
    """The file is not a spreadsheet that we can open."""

    code = "sheet_unreadable"
    message = gettext_noop("“%(name)s” cannot be opened as a spreadsheet.")
    remedy = gettext_noop("Save it as .xlsx, .xls, .ods or .csv and try again.")


class SheetNotNamed(DomainError):
    """The workbook has no worksheet of this name."""

    code = "sheet_not_named"
    message = gettext_noop("The workbook has no worksheet “%(sheet)s”.")
    remedy = gettext_noop("Choose one of: %(sheets)s.")


class SheetTooLong(DomainError):
    """More rows than are read: what lies beyond them would be passed over in silence."""

    code = "sheet_too_long"
    message = gettext_noop("This list has more than %(most)s rows.")
    remedy = gettext_noop("Split it, and bring one part after the other.")


def read_rows(path: Path, sheet: str | None = None) -> dict[str, list[Row]]:
    """The rows of each worksheet (or of the one named), from its first row and column."""
    try:
        content = path.read_bytes()
    except OSError:
        raise SheetUnreadable(name=path.name) from None
    return rows_in(content, path.name, sheet)


def rows_in(content: bytes, name: str, sheet: str | None = None) -> dict[str, list[Row]]:
    """The same for a file that is not on the disk. A CSV is one worksheet without a name.

    Raises ``SheetUnreadable``, ``SheetNotNamed`` and ``SheetTooLong``.
    """
    if name.lower().endswith(".csv"):
        return {"": _rows_of_csv(content, name)}
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = workbook.sheet_names
        if sheet is not None and sheet not in names:
            raise SheetNotNamed(sheet=sheet, sheets=", ".join(names))
        return {
            name: _whole(
                workbook.get_sheet_by_name(name).to_python(
                    skip_empty_area=False, nrows=ROW_LIMIT + 1
                )
            )
            for name in names
            if sheet in {None, name}
        }
    except CalamineError:
        raise SheetUnreadable(name=name) from None


def _rows_of_csv(content: bytes, name: str) -> list[Row]:
    """As platforms export them: UTF-8 with or without its mark, or GBK; tabs or commas."""
    try:
        text = _decoded(content)
        head = text[:4096]
        comma = "\t" if head.count("\t") > head.count(",") else ","
        lines = csv.reader(io.StringIO(text), delimiter=comma, strict=True)
        return _whole(list(islice(lines, ROW_LIMIT + 1)))
    except (UnicodeDecodeError, csv.Error):
        raise SheetUnreadable(name=name) from None


def _whole(rows: Sequence[Row]) -> list[Row]:
    if len(rows) > ROW_LIMIT:
        raise SheetTooLong(most=ROW_LIMIT)
    return list(rows)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def text_of(cell: Cell) -> str:
    """The cell as clean text: every kind of space is one space, none at the ends."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return " ".join(str(cell).split())


def name_of(cell: Cell) -> str:
    """A donor's name: as ``text_of``, and without the spaces that only align 汉字."""
    return _HAN.sub("", text_of(cell))


def folded(text: str) -> str:
    """The form in which texts are compared: full and half width, case and spaces aside."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def number_of(cell: Cell) -> str | None:
    """Another book's number of a gift; ``None`` where the spreadsheet cut its digits off.

    A spreadsheet keeps 15 digits of a number, and some exports put a mark before it so that it
    stays text.
    """
    if isinstance(cell, int | float) and abs(cell) >= _CUT_FROM:
        return None
    return folded(text_of(cell)).lstrip("`'")


def date_of(cell: Cell) -> date | None:
    """The cell's day, if it holds a date and nothing else."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    return full_date_in(text_of(cell)) if isinstance(cell, str) else None


def full_date_in(text: str) -> date | None:
    """The first day with its year in a text: 2020年1月29日, 2020-01-29, 2020.1.29."""
    found = re.search(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})", folded(text))
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def minor_of(cell: Cell, decimals: int = YUAN) -> int | None:
    """The cell's amount in fen; ``None`` if it is no amount above zero that fits whole fen.

    ``decimals`` is how many places the column's unit has above one fen: 2 for 元, 6 for 万元. A
    spreadsheet keeps 15 digits; what lies beyond them is noise of its arithmetic, not money.
    """
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return None
    text = f"{cell:.15g}" if isinstance(cell, int | float) else folded(cell)
    plain = text.removeprefix("¥").removeprefix("rmb").removesuffix("元").replace(",", "")
    if plain.endswith("万"):
        plain, decimals = plain.removesuffix("万"), TEN_THOUSAND_YUAN
    found = _NUMBER.fullmatch(plain)
    if found is None:
        return None
    whole, part = found[1], (found[2] or "").rstrip("0")
    if len(part) > decimals:
        return None
    return int(whole + part.ljust(decimals, "0")) or None
