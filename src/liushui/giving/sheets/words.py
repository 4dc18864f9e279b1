"""What was understood of a list, in the reader's language: for the screen and for the report."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from liushui.giving.sheets.claims import Claim, ClaimKind
from liushui.giving.sheets.reading import Columns, RowKind, Sheet
from liushui.kernel.money import format_yuan

Line = tuple[str, str]


def row_words(kind: RowKind) -> str:
    """What a part of a row was taken for, where it is not a gift."""
    return {
        RowKind.TITLE: _("heading"),
        RowKind.HEADER: _("column titles"),
        RowKind.GIFT: _("gift"),
        RowKind.TOTAL: _("total claimed"),
        RowKind.NOTE: _("note"),
        RowKind.BLANK: "",
        RowKind.NAME_ALONE: _("not imported: a name without an amount"),
        RowKind.AMOUNT_ALONE: _("not imported: an amount without a name"),
        RowKind.AMOUNT_WRONG: _("not imported: the amount cannot be read or is not above zero"),
        RowKind.NUMBER_CUT: _("not imported: the spreadsheet cut off digits of the order number"),
    }[kind]


def claim_words(claim: Claim, found: int) -> str:
    """One claim against what was found."""
    said, have = _figure(claim.kind, claim.figure), _figure(claim.kind, found)
    if claim.running:
        return _("%(said)s is a running total over several lists: not compared") % {"said": said}
    if claim.agrees_with(found):
        return _("claimed %(said)s, found %(have)s: right") % {"said": said, "have": have}
    return _("claimed %(said)s, found %(have)s: wrong") % {"said": said, "have": have}


def understood(sheet: Sheet) -> Sequence[Line]:
    """The lines that say how the list was read and what it claims of itself."""
    lines = [
        (_("Heading"), sheet.title),
        (_("Column titles"), _("row %(row)s") % {"row": sheet.header_row}),
        (_("Columns"), "; ".join(_columns(group) for group in sheet.groups)),
        (_("Day"), sheet.day.isoformat() if sheet.day else _("not given")),
        (_("Gifts found"), str(len(sheet.gifts))),
        (_("Sum found, in yuan"), format_yuan(sheet.sum_minor)),
    ]
    for claim in sheet.claims:
        label = _("Count claimed") if claim.kind == ClaimKind.COUNT else _("Sum claimed")
        place = _("row %(row)s") % {"row": claim.row}
        lines.append((f"{label} ({place})", claim_words(claim, sheet.found(claim.kind))))
    lines += [
        (_("Cannot be read"), _("row %(row)s") % {"row": p.row} + f": {row_words(p.kind)}")
        for p in sheet.unread
    ]
    return lines


def planned(known: int, gone: int, *, is_reissue: bool) -> Sequence[Line]:
    """The lines that say how the list stands to what was imported before."""
    lines = [(_("In the books already"), str(known))]
    if is_reissue:
        lines.append((_("Corrects a list imported before"), _("only what is new is imported")))
        lines.append((_("Imported before and not in this list"), str(gone)))
    return lines


def came_of(count: int, *, is_refused: bool, is_done: bool) -> Line:
    """The line that says what was done."""
    if is_refused:
        return _("Imported now"), _("nothing: see the differences above")
    return (_("Imported now") if is_done else _("Would be imported")), str(count)


def gift_words(*, is_known: bool, is_done: bool) -> str:
    """The verdict beside a gift."""
    if is_known:
        return _("imported before")
    return _("imported") if is_done else _("not imported")


def fault_words(*, is_twice: bool) -> str:
    """The verdict beside a gift whose order number stands for another one."""
    if is_twice:
        return _("not imported: the order number stands twice in the list")
    return _("not imported: under this order number another sum was imported")


def refused_words(code: str) -> str:
    """The verdict beside a gift that the books refused."""
    return _("not imported: refused (%(code)s); run it again") % {"code": code}


def doubt_words(answer: str, reference: str) -> str:
    """The verdict beside a gift that resembles one which came another way."""
    if answer == "same":
        return _("left out: it is gift %(reference)s") % {"reference": reference}
    if answer == "another":
        return _("not imported")
    return _("waits for you: is it gift %(reference)s?") % {"reference": reference}


def doubts_line(count: int, *, is_left: bool) -> Line:
    """How many gifts resemble one that came another way, and what becomes of them."""
    said = str(count)
    if is_left:
        return _("May have come another way as well"), _("%(count)s, left out") % {"count": said}
    return _("May have come another way as well"), _("%(count)s, booked") % {"count": said}


def _columns(group: Columns) -> str:
    words = _("names in %(name)s, amounts in %(amount)s") % {
        "name": _letter(group.name),
        "amount": _letter(group.amount),
    }
    return words if group.day is None else f"{words}, {_letter(group.day)}"


def _letter(column: int) -> str:
    """0 is A, 26 is AA, as spreadsheets name their columns."""
    letters, rest = "", column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def _figure(kind: ClaimKind, figure: int) -> str:
    return format_yuan(figure) if kind == ClaimKind.SUM else str(figure)
