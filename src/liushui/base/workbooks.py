"""Workbooks from people, looked over before they are unfolded.

A workbook of a thousand bytes can name a cell in the last row of the last column, or unfold to
gigabytes; whoever reads it then fills the memory of the whole site.
"""

import io
import re
import zipfile
import zlib

from liushui.kernel.errors import DomainError, gettext_noop

MOST_BYTES = 32 * 1024 * 1024
MOST_PARTS = 200
MOST_ROWS, MOST_COLUMNS = 20_000, 702  # to column ZZ
_WORKBOOK = "xl/workbook.xml"
# Of rows and cells alone: the themes of common programs have an r="50000" of another meaning.
_PLACE = re.compile(
    rb"""<(?:[A-Za-z]+:)?(?:row|c)\b[^>]*?\sr\s*=\s*["']\s*([A-Za-z]*)([0-9]+)\s*["']"""
)
_COUNTED = re.compile(rb"<(?:[A-Za-z]+:)?(row|c)\b")


class WorkbookRefused(DomainError):
    """No .xlsx workbook, or one that is far larger inside than a sheet of people ever is."""

    code = "workbook_refused"
    message = gettext_noop("This is not a workbook that can be read here.")
    remedy = gettext_noop("Save the sheet alone as .xlsx, without empty rows far below, or as CSV.")


def require_workbook(content: bytes) -> None:
    """Raise ``WorkbookRefused`` unless this is an .xlsx by its table of contents.

    Quick enough for a request; whoever unfolds it asks for a modest one first.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            if _WORKBOOK not in book.namelist():
                raise WorkbookRefused
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        raise WorkbookRefused from None


def require_modest_workbook(
    content: bytes, *, most_rows: int = MOST_ROWS, most_bytes: int = MOST_BYTES
) -> None:
    """Raise ``WorkbookRefused`` unless this is an .xlsx that unfolds to a modest sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            parts = book.infolist()
            names = {part.filename for part in parts}
            if _WORKBOOK not in names or len(names) != len(parts) or len(parts) > MOST_PARTS:
                raise WorkbookRefused
            room = most_bytes
            for part in parts:
                with book.open(part) as opened:
                    unfolded = opened.read(room + 1)  # never by what the archive says of itself
                room -= len(unfolded)
                if room < 0:
                    raise WorkbookRefused
                if part.filename.endswith(".xml"):
                    _require_modest_places(unfolded, most_rows)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError):
        raise WorkbookRefused from None
    except RuntimeError:  # locked with a password
        raise WorkbookRefused from None


def _require_modest_places(xml: bytes, most_rows: int) -> None:
    if b"\0" in xml:  # another encoding, in which no place would be seen
        raise WorkbookRefused
    for place in _PLACE.finditer(xml):
        if int(place[2][:9]) > most_rows or len(place[1]) > len("ZZ"):
            raise WorkbookRefused
    if sum(kind[1] == b"row" for kind in _COUNTED.finditer(xml)) > most_rows:
        raise WorkbookRefused
