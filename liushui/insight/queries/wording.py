"""What facts are called on public pages, in the reader's language."""

from collections.abc import Sequence
from typing import Any

from babel.lists import format_list
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from liushui.ledger.states import EndKind, Kind

_STAGES = {
    EndKind.USED: "used",
    EndKind.FEE: "used",
    EndKind.RESTING: "wait",
    EndKind.FROZEN: "wait",
}


def text_of(thing: Any, *names: str) -> str:
    """The first of these texts that is there in the reader's language; else the Chinese one."""
    if _reads_english():
        for name in names:
            if getattr(thing, f"{name}_en", ""):
                return str(getattr(thing, f"{name}_en"))
    return str(getattr(thing, names[0]))


def listed(names: Sequence[str]) -> str:
    """``校车、午餐和项目费用``, ``buses, lunches, and fees``."""
    return format_list(list(names), locale="en" if _reads_english() else "zh_Hans")


def others_word(number: int) -> str:
    """What a group of small ends is called in a drawing; the table keeps all of them."""
    return ngettext("%(number)d other", "%(number)d others", number) % {"number": number}


def stage_of(end: EndKind) -> str:
    """Which of the six stages an end is drawn in."""
    return _STAGES.get(end, "back")


def end_word(end: EndKind) -> str:
    """The word beside the stage's mark, where it says more than the stage."""
    return {
        EndKind.USED: _("Used"),
        EndKind.RESTING: _("Waiting"),
        EndKind.FROZEN: _("Frozen"),
        EndKind.REFUNDED: _("Returned"),
        EndKind.CHARGED_BACK: _("Charged back"),
        EndKind.COVERED: _("Covered by another gift"),
        EndKind.FEE: _("Fee"),
        EndKind.WRITTEN_OFF: _("Written off"),
        EndKind.CONVERTED: _("Converted"),
        EndKind.ADVANCE_REPAID: _("Advance repaid"),
    }[end]


def kind_word(kind: str) -> str:
    """What an entry is called."""
    return {
        Kind.GIFT: _("Gift"),
        Kind.RECEIPT: _("Receipt"),
        Kind.HOURS: _("Hours"),
        Kind.OPENING: _("Opening balance"),
        Kind.ADVANCE: _("Advance"),
        Kind.REBASING: _("New unit"),
        Kind.MATCH: _("Match"),
        Kind.TRANSFER: _("Payment onward"),
        Kind.USE: _("Use"),
        Kind.RETURN: _("Money that came back"),
        Kind.REFUND: _("Refund"),
        Kind.CHARGE_BACK: _("Charge-back"),
        Kind.FEE: _("Fee"),
        Kind.WRITE_OFF: _("Write-off"),
        Kind.REVERSAL: _("Reversal"),
        Kind.COVER: _("Cover"),
        Kind.FREEZE: _("Freeze"),
        Kind.THAW: _("Thaw"),
        Kind.CORRECTION: _("Correction"),
        Kind.CONVERSION: _("Conversion"),
        Kind.ADVANCE_REPAYMENT: _("Advance repaid"),
    }[Kind(kind)]


def kind_stage(kind: str) -> str:
    """Which of the six stages an entry is drawn in."""
    return {
        Kind.MATCH: "match",
        Kind.TRANSFER: "transit",
        Kind.COVER: "transit",
        Kind.USE: "used",
        Kind.FEE: "used",
        Kind.FREEZE: "wait",
        Kind.THAW: "wait",
    }.get(Kind(kind), "gift" if kind in _FROM_OUTSIDE else "back")


_FROM_OUTSIDE = frozenset({Kind.GIFT, Kind.RECEIPT, Kind.HOURS, Kind.OPENING, Kind.ADVANCE})


def _reads_english() -> bool:
    return (get_language() or "").startswith("en")
