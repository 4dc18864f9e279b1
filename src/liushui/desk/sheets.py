"""Rows written into a sheet: XLSX for people, CSV for other programs.

No cell becomes a formula in either: what others typed must not run on a colleague's machine.
Sums are numbers of yuan to two places, days are days.
"""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Protocol

import xlsxwriter

from liushui.desk.tables import Cell
from liushui.kernel.errors import DomainError, gettext_noop

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
MOST_ROWS_XLSX = 1_048_575
LONGEST_TEXT = 32_000  # a field of XLSX holds 32,767
BOM = "\ufeff"  # without it a spreadsheet takes 中文 for something else
_WIDTH = 24
# OWASP, CSV injection: a field that begins like this is run as a formula.
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Step = Callable[[int], None]


class SheetTooLong(DomainError):
    """XLSX has no room for so many rows."""

    code = "sheet_too_long"
    message = gettext_noop("A spreadsheet has no room for %(rows)s rows.")
    remedy = gettext_noop("Choose CSV, or narrow the list first.")


class SheetKind(Protocol):
    """How one kind of sheet is written: the number of rows written."""

    def __call__(
        self, place: Path, heads: Sequence[str], rows: Iterable[Sequence[Cell]], step: Step
    ) -> int: ...


def write_csv(place: Path, heads: Sequence[str], rows: Iterable[Sequence[Cell]], step: Step) -> int:
    """UTF-8 with its mark in front, lines ended as RFC 4180 says."""
    done = 0
    with place.open("w", encoding="utf-8", newline="") as file:
        file.write(BOM)
        writer = csv.writer(file)
        writer.writerow([_defused(head) for head in heads])
        for done, row in enumerate(rows, 1):
            writer.writerow([_csv_field(cell) for cell in row])
            step(done)
    return done


def write_xlsx(
    place: Path, heads: Sequence[str], rows: Iterable[Sequence[Cell]], step: Step
) -> int:
    """One sheet, its head fixed; written row by row, so that memory stays small."""
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False, "tmpdir": str(place.parent),
    }  # fmt: skip
    done = 0
    with xlsxwriter.Workbook(str(place), options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        yuan = book.add_format({"num_format": "#,##0.00"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(heads) - 1, _WIDTH)
        for place_in_row, head in enumerate(heads):
            sheet.write_string(0, place_in_row, head, bold)
        for done, row in enumerate(rows, 1):
            if done > MOST_ROWS_XLSX:
                raise SheetTooLong(rows=done)
            for place_in_row, cell in enumerate(row):
                if cell.minor is not None:
                    sheet.write_number(done, place_in_row, Fraction(cell.minor, 100), yuan)
                elif cell.day is not None:
                    sheet.write_datetime(done, place_in_row, cell.day, day)
                else:
                    sheet.write_string(done, place_in_row, cell.text[:LONGEST_TEXT])
            step(done)
    return done


KINDS: Mapping[str, tuple[SheetKind, str]] = {
    "xlsx": (write_xlsx, XLSX),
    "csv": (write_csv, CSV),
}


def _csv_field(cell: Cell) -> str:
    is_ours = cell.minor is not None or cell.at is not None
    return cell.plain.replace(",", "") if is_ours else _defused(cell.text)


def _defused(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(_BEGINS_FORMULA) else text
