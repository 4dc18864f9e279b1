"""Cells of bills and lists: days, times and amounts in every spelling that banks use."""

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time

from liushui.kernel.clock import CHINA
from liushui.kernel.money import MAX_UNITS
from liushui.reconciling.reading.refusals import StatementUnreadable

Cell = object
Row = Sequence[Cell]
MOST_ROWS = 60_000
_NOON = time(12)
_DAY = re.compile(r"(\d{4})(?:[-/.]|\s*年\s*)?(\d{1,2})(?:[-/.]|\s*月\s*)?(\d{1,2})(?:\s*日)?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_DIGITS = re.compile(r"\d{5,6}")
_AMOUNT = re.compile(r"([+-]?)(\d+)(?:\.(\d*))?")
_ENCODINGS = ("utf-8-sig", "gb18030")


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, or a code of 汉字 of before."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: Sequence[str] = ("utf-16",)
    else:
        encodings = _ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise StatementUnreadable


def rows_of_text(text: str) -> list[Row]:
    """The rows of a text with separators: the one that the most lines have."""
    lines = text.splitlines()[:50]
    comma = max(",\t;|", key=lambda mark: sum(mark in line for line in lines))
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=comma))
    except csv.Error:
        raise StatementUnreadable from None
    if len(rows) > MOST_ROWS:
        raise StatementUnreadable
    return list(rows)


def text_of(cell: Cell) -> str:
    """The cell as clean text, without the marks that keep spreadsheets from guessing."""
    if isinstance(cell, bool) or cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.15g}"
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    return " ".join(str(cell).replace("`", "").strip('="').split())


def folded(cell: Cell) -> str:
    """The form in which titles are compared: width, case, spaces and brackets aside."""
    plain = "".join(unicodedata.normalize("NFKC", text_of(cell)).split()).casefold()
    return re.sub(r"\([^)]*\)|\[[^\]]*\]|:$", "", plain.replace("(付)", "付"))


def minor_of(cell: Cell) -> int | None:
    """The amount in fen with its sign; nothing where none stands. Raises ``ValueError``."""
    text = unicodedata.normalize("NFKC", text_of(cell)).replace(",", "").replace(" ", "")
    plain = text.removeprefix("¥").removeprefix("CNY").removeprefix("RMB").removesuffix("元")
    if plain in {"", "-", "--", "/"}:
        return None
    found = _AMOUNT.fullmatch(plain)
    part = (found[3] or "").rstrip("0") if found else ""
    if found is None or len(part) > len("00"):
        raise ValueError("no amount in whole fen")
    minor = int(found[2]) * 100 + int((part + "00")[:2])
    if minor > MAX_UNITS:
        raise ValueError("more than the books hold")
    return -minor if found[1] == "-" else minor


def day_of_cell(cell: Cell) -> date | None:
    """The day with which the cell begins, if it does."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = _DAY.match(unicodedata.normalize("NFKC", text_of(cell)))
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def moment_of(day_cell: Cell, time_cell: Cell = "") -> datetime | None:
    """Day and time in China; noon where no time is told."""
    day = day_of_cell(day_cell)
    if day is None:
        return None
    if isinstance(day_cell, datetime) and day_cell.time() != time.min:
        return day_cell.replace(tzinfo=CHINA)
    if isinstance(time_cell, time):
        return datetime.combine(day, time_cell, tzinfo=CHINA)
    at = _clock(text_of(time_cell) or _rest(text_of(day_cell)))
    return datetime.combine(day, at, tzinfo=CHINA)


def _clock(text: str) -> time:
    """``9:10:11``, ``091011`` or, where a spreadsheet took it for a number, ``91011``."""
    found, digits = _CLOCK.search(text), _DIGITS.search(text)
    parts = list(found.groups()) if found else []
    if not parts and digits:
        plain = digits[0].zfill(6)
        parts = [plain[:2], plain[2:4], plain[4:]]
    try:
        return time(*(int(part or 0) for part in parts)) if parts else _NOON  # type: ignore[arg-type]
    except ValueError:
        return _NOON


def _rest(text: str) -> str:
    """What follows a day in the same cell."""
    found = _DAY.match(text)
    return text[found.end() :] if found else ""
