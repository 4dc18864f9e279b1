"""Understanding a published list: its title, its header, its gifts, and what it claims."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from liushui.giving.sheets.cells import (
    TEN_THOUSAND_YUAN,
    YUAN,
    Row,
    date_of,
    folded,
    full_date_in,
    minor_of,
    name_of,
    number_of,
    text_of,
)
from liushui.giving.sheets.claims import Claim, ClaimKind, claims_in, is_total_row
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.kernel.money import MAX_UNITS

_NAME_WORDS = re.compile(
    r"捐赠人|捐款人|捐赠者|捐款者|捐赠方|捐赠单位|捐款单位|捐赠企业|姓名|名称|donor|name"
)
_AMOUNT_WORDS = re.compile(r"金额|捐款额|捐赠额|善款|amount|sum")
_DATE_WORDS = re.compile(r"日期|时间|date")
_PHONE_WORDS = re.compile(r"手机|电话|联系方式|phone|mobile")
_NUMBER_WORDS = re.compile(r"订单号|交易号|流水号|单号|ordernumber|transaction")
_NO_NAME = re.compile(f"{_AMOUNT_WORDS.pattern}|{_PHONE_WORDS.pattern}|{_NUMBER_WORDS.pattern}")
FIELDS = ("donor", "amount", "day", "phone", "number")
_HEADER_LIMIT = 24
_HEADINGS_WITHIN = 20


class HeaderMissing(DomainError):
    """No row names both a donor's and an amount's column."""

    code = "sheet_header_missing"
    message = gettext_noop("No row of the sheet names a column of donors and one of amounts.")
    remedy = gettext_noop("Give the columns a header such as 捐赠人 and 金额.")


class ColumnsMissing(DomainError):
    """No row has the headings that this source's lists are said to have."""

    code = "sheet_columns_missing"
    message = gettext_noop("No row of the sheet has these headings: %(headings)s.")
    remedy = gettext_noop("Look at the file and say how its columns are called.")


class SheetUnclear(DomainError):
    """Not exactly one worksheet of the file holds gifts."""

    code = "sheet_unclear"
    message = gettext_noop("%(count)s worksheets of this file hold gifts: %(sheets)s.")
    remedy = gettext_noop("Say which worksheet it is: --sheet NAME, or its field on the page.")


class RowKind(StrEnum):
    TITLE = "title"
    HEADER = "header"
    GIFT = "gift"
    TOTAL = "total"
    NOTE = "note"
    BLANK = "blank"
    NAME_ALONE = "name_alone"
    AMOUNT_ALONE = "amount_alone"
    AMOUNT_WRONG = "amount_wrong"
    NUMBER_CUT = "number_cut"


UNREAD = frozenset(
    {RowKind.NAME_ALONE, RowKind.AMOUNT_ALONE, RowKind.AMOUNT_WRONG, RowKind.NUMBER_CUT}
)


@dataclass(frozen=True, slots=True)
class Columns:
    """One group of columns, counted from zero; several may stand side by side."""

    name: int
    amount: int
    day: int | None = None
    decimals: int = YUAN
    phone: int | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """One group's part of one row, rows counted from one as in the spreadsheet."""

    row: int
    group: int
    kind: RowKind
    name: str = ""
    amount_minor: int = 0
    day: date | None = None
    phone: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What we understood. ``pieces`` covers every row: nothing is passed over in silence."""

    title: str
    header_row: int
    groups: tuple[Columns, ...]
    pieces: tuple[Piece, ...]
    claims: tuple[Claim, ...]
    day: date | None

    @property
    def gifts(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind == RowKind.GIFT]

    @property
    def unread(self) -> list[Piece]:
        """Parts of rows that look like a gift and cannot be read as one."""
        return [piece for piece in self.pieces if piece.kind in UNREAD]

    @property
    def sum_minor(self) -> int:
        return sum(gift.amount_minor for gift in self.gifts)

    def found(self, kind: ClaimKind) -> int:
        """What stands against a claim of this kind."""
        return self.sum_minor if kind == ClaimKind.SUM else len(self.gifts)


def understand(rows: Sequence[Row], columns: Mapping[str, str] | None = None) -> Sheet:
    """Read a worksheet, by the headings that ``columns`` gives our fields, else by their words.

    Raises ``HeaderMissing`` when nothing says which columns are which, ``ColumnsMissing`` when no
    row has all the headings that were given.
    """
    header, groups = _named_header(rows, columns) if columns else _header(rows)
    last = max(
        (n for n, row in enumerate(rows) if n > header and _has_gift(row, groups)), default=header
    )
    pieces = [
        piece
        for number, row in enumerate(rows)
        for piece in _pieces(row, number, header=header, last=last, groups=groups)
    ]
    gifts = {piece.row for piece in pieces if piece.kind == RowKind.GIFT}
    prose = [(n + 1, _line(row)) for n, row in enumerate(rows) if n + 1 not in gifts]
    return Sheet(
        title=" ".join(line for n, line in prose if n <= header and line),
        header_row=header + 1,
        groups=groups,
        pieces=tuple(pieces),
        claims=tuple(claim for n, line in prose if n != header + 1 for claim in claims_in(line, n)),
        day=_day_of(rows, header, last),
    )


def _header(rows: Sequence[Row]) -> tuple[int, tuple[Columns, ...]]:
    for number, row in enumerate(rows):
        groups = tuple(_groups(row))
        if groups:
            return number, groups
    raise HeaderMissing


def _named_header(
    rows: Sequence[Row], columns: Mapping[str, str]
) -> tuple[int, tuple[Columns, ...]]:
    wanted = {field: folded(columns[field]) for field in FIELDS if columns.get(field)}
    for number, row in enumerate(rows):
        labels = [folded(text_of(cell)) for cell in row]
        if all(label in labels for label in wanted.values()):
            at = {field: labels.index(label) for field, label in wanted.items()}
            decimals = TEN_THOUSAND_YUAN if "万" in wanted["amount"] else YUAN
            return number, (
                Columns(at["donor"], at["amount"], at.get("day"), decimals,
                        at.get("phone"), at.get("number")),
            )  # fmt: skip
    raise ColumnsMissing(headings=", ".join(columns[field] for field in wanted))


def headings_in(rows: Sequence[Row]) -> Sequence[str]:
    """The texts of the row that looks most like a header: where a person picks columns from."""
    likely = max(rows[:_HEADINGS_WITHIN], key=_texts, default=())
    return [text for cell in likely if (text := text_of(cell))]


def _texts(row: Row) -> int:
    return sum(isinstance(cell, str) and 0 < len(text_of(cell)) <= _HEADER_LIMIT for cell in row)


def _groups(row: Row) -> Iterator[Columns]:
    """Each donor column with the next amount column to its right, and a date column if any."""
    labels = [folded(text_of(cell)) for cell in row]
    starts = [n for n, label in enumerate(labels) if _is_label(label, _NAME_WORDS, _NO_NAME)]
    for start, end in zip(starts, [*starts[1:], len(labels)], strict=False):
        between = range(start + 1, end)
        amount = next((n for n in between if _is_label(labels[n], _AMOUNT_WORDS)), None)
        if amount is None:
            continue
        around = [*between, *range(start)] if len(starts) == 1 else between
        day, phone, number = (
            next((n for n in around if _is_label(labels[n], words)), None)
            for words in (_DATE_WORDS, _PHONE_WORDS, _NUMBER_WORDS)
        )
        decimals = TEN_THOUSAND_YUAN if "万" in labels[amount] else YUAN
        yield Columns(start, amount, day, decimals, phone, number)


def _is_label(label: str, words: re.Pattern[str], but: re.Pattern[str] | None = None) -> bool:
    if not 0 < len(label) <= _HEADER_LIMIT or (but is not None and but.search(label)):
        return False
    return bool(words.search(label))


def _has_gift(row: Row, groups: Sequence[Columns]) -> bool:
    return any(_piece(row, 0, n, columns).kind == RowKind.GIFT for n, columns in enumerate(groups))


def _pieces(
    row: Row, number: int, *, header: int, last: int, groups: Sequence[Columns]
) -> Iterator[Piece]:
    """The parts of one row. Outside the list, text is title or note, never half a gift."""
    line = _line(row)
    if not line:
        yield Piece(number + 1, 0, RowKind.BLANK)
    elif number < header:
        yield Piece(number + 1, 0, RowKind.TITLE, line)
    elif number == header or _repeats(row, groups):
        yield Piece(number + 1, 0, RowKind.HEADER, line)
    elif number > last and not any(minor_of(_at(row, c.amount), c.decimals) for c in groups):
        kind = RowKind.TOTAL if claims_in(line, number) else RowKind.NOTE
        yield Piece(number + 1, 0, kind, line)
    else:
        parts = [_piece(row, number + 1, n, columns) for n, columns in enumerate(groups)]
        full = [part for part in parts if part.kind != RowKind.BLANK]
        yield from full or [Piece(number + 1, 0, RowKind.NOTE, line)]


def _repeats(row: Row, groups: Sequence[Columns]) -> bool:
    """Whether the row is the header again, as on a second page."""
    cell = _at(row, groups[0].amount)
    return (
        isinstance(cell, str)
        and bool(_AMOUNT_WORDS.search(folded(cell)))
        and (tuple(_groups(row)) == tuple(groups))
    )


def _piece(row: Row, number: int, group: int, columns: Columns) -> Piece:
    name = name_of(_at(row, columns.name))
    cell = _at(row, columns.amount)
    amount_minor = minor_of(cell, columns.decimals)
    day = date_of(_at(row, columns.day)) if columns.day is not None else None
    phone = text_of(_at(row, columns.phone)) if columns.phone is not None else ""
    other = number_of(_at(row, columns.number)) if columns.number is not None else ""
    kind = RowKind.GIFT
    if not name and not text_of(cell):
        kind = RowKind.BLANK
    elif is_total_row(name):
        kind = RowKind.TOTAL
    elif not text_of(cell):
        kind = RowKind.NAME_ALONE
    elif amount_minor is None or amount_minor > MAX_UNITS:
        kind = RowKind.AMOUNT_WRONG
    elif not name:
        kind = RowKind.AMOUNT_ALONE
    elif other is None:
        kind = RowKind.NUMBER_CUT
    return Piece(number, group, kind, name, amount_minor or 0, day, phone, other or "")


def _at(row: Row, column: int) -> object:
    return row[column] if column < len(row) else ""


def _line(row: Row) -> str:
    return " ".join(text for cell in row if (text := text_of(cell)))


def _day_of(rows: Sequence[Row], header: int, last: int) -> date | None:
    """The day that the list is about: the title's, its year taken from the signature if need be."""
    above = [_line(row) for row in rows[:header]]
    below = [day for row in rows[last + 1 :] for cell in row if (day := date_of(cell))]
    signed = below[-1] if below else None
    for line in above:
        if (day := full_date_in(line)) is not None:
            return day
    short = next((m for line in above if (m := _SHORT_DAY.search(folded(line)))), None)
    if short is None or signed is None:
        return signed
    try:
        day = signed.replace(month=int(short[1]), day=int(short[2]))
    except ValueError:
        return signed
    return day if day <= signed else day.replace(year=day.year - 1)


_SHORT_DAY = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})日")
