"""The answer to a published list: the list itself, and a verdict beside each of its rows."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from liushui.giving.sheets.cells import Row
from liushui.giving.sheets.reading import Sheet

Verdicts = Mapping[tuple[int, int], tuple[str, str]]


def write_report(
    path: Path,
    rows: Sequence[Row],
    sheet: Sheet,
    verdicts: Verdicts,
    words: Sequence[tuple[str, str]],
) -> None:
    """Write the list with its verdicts, and a first page of what was understood.

    ``verdicts`` gives words and a reference for (row, group); ``words`` are the first page's lines.
    Cells are written as text and numbers only: a name that looks like a formula stays a name.
    """
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        first = book.add_worksheet("Summary")
        first.set_column(0, 1, 40)
        for number, (label, text) in enumerate(words):
            first.write_string(number, 0, label)
            first.write_string(number, 1, text)
        page = book.add_worksheet("Rows")
        width = max((len(row) for row in rows), default=0)
        page.set_column(0, width + 2 * len(sheet.groups), 24)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                _write_cell(page, number, column, cell)
            for group in range(len(sheet.groups)):
                verdict, reference = verdicts.get((number + 1, group), ("", ""))
                page.write_string(number, width + 2 * group, verdict)
                page.write_string(number, width + 2 * group + 1, reference)


def _write_cell(page: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: object) -> None:
    if isinstance(cell, bool) or cell is None:
        return
    if isinstance(cell, int | float):
        page.write_number(row, column, cell)
    elif isinstance(cell, date | datetime):
        page.write_string(row, column, cell.isoformat())
    else:
        page.write_string(row, column, str(cell))
