"""Which form a file has, whatever its name says."""

import io
import zipfile
import zlib

from python_calamine import CalamineError, CalamineWorkbook

from liushui.base.workbooks import WorkbookRefused, require_modest_workbook
from liushui.reconciling.reading import bank, bills, funds
from liushui.reconciling.reading.camt import is_camt, read_camt
from liushui.reconciling.reading.cells import MOST_ROWS, Row, decoded, rows_of_text
from liushui.reconciling.reading.papers import Paper
from liushui.reconciling.reading.refusals import StatementUnreadable
from liushui.reconciling.states import AccountKind

MOST_BYTES = 10 * 1024 * 1024
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_ALIPAYS = tuple(word.encode("gb18030") for word in ("业务明细查询", "账务明细查询"))
_ZIP = b"PK\x03\x04"


def read_statement(content: bytes, kind: str, number: str) -> Paper:
    """Understand the statement of the account with this number.

    Raises ``StatementUnreadable``, ``RowUnreadable``, ``StatementOfAnother``,
    ``StatementForeign``: it is taken whole or not at all.
    """
    if not content or len(content) > MOST_BYTES:
        raise StatementUnreadable
    if is_camt(content):
        _require(kind == AccountKind.BANK)
        return read_camt(content, number)
    if content.startswith(_ZIP):
        inner = _bill_in(content)
        if inner is None:
            _require(kind == AccountKind.BANK)
            return _of_workbook(content, number)
        content = inner
    if content.startswith(_OLD_WORKBOOK):
        _require(kind == AccountKind.BANK)
        return bank.understand(_rows_in(content), number)
    return _of_text(decoded(content), kind, number)


def _of_text(text: str, kind: str, number: str) -> Paper:
    rows = rows_of_text(text)
    if bills.is_wechat(rows):
        _require(kind == AccountKind.WECHAT)
        return bills.read_wechat(rows, number)
    if funds.is_wechat_funds(rows):
        _require(kind == AccountKind.WECHAT)
        return funds.read_wechat_funds(rows)
    if funds.is_alipay_funds(text):
        _require(kind == AccountKind.ALIPAY)
        return funds.read_alipay_funds(rows_of_text(text), number)
    if bills.is_alipay(text):
        _require(kind == AccountKind.ALIPAY)
        return bills.read_alipay(rows_of_text(text), number)
    _require(kind == AccountKind.BANK)
    return bank.understand(rows, number)


def _require(fits: bool) -> None:  # noqa: FBT001 - one question, asked where it is answered
    if not fits:
        raise StatementUnreadable


def _of_workbook(content: bytes, number: str) -> Paper:
    try:
        require_modest_workbook(content)
    except WorkbookRefused:
        raise StatementUnreadable from None
    return bank.understand(_rows_in(content), number)


def _rows_in(content: bytes) -> list[Row]:
    """The rows of the first worksheet that holds any."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MOST_ROWS)
            if rows:
                return list(rows)
    except (CalamineError, OSError, ValueError):
        raise StatementUnreadable from None
    raise StatementUnreadable


def _bill_in(content: bytes) -> bytes | None:
    """The trade bill within Alipay's archive; none where the file is a workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.infolist()[:20]:
                if not part.filename.casefold().endswith(".csv"):
                    continue
                with archive.open(part) as opened:
                    unfolded = opened.read(MOST_BYTES + 1)
                if len(unfolded) > MOST_BYTES:
                    raise StatementUnreadable
                if any(mark in unfolded[:2000] for mark in _ALIPAYS):
                    return unfolded
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError):
        raise StatementUnreadable from None
    except RuntimeError:  # locked with a password
        raise StatementUnreadable from None
    return None
