"""What facts are called on public pages, in the reader's language."""

from collections.abc import Sequence
from typing import Any

from babel.lists import format_list
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from liushui.ledger.states import FROM_OUTSIDE, EndKind, Kind

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
        EndKind.COVERED: _("Returned, and covered"),
        EndKind.COVERING: _("Paid in place of a returned gift"),
        EndKind.FEE: _("Fee"),
        EndKind.WRITTEN_OFF: _("Written off"),
        EndKind.CONVERTED: _("Converted"),
        EndKind.ADVANCE_REPAID: _("Advance repaid"),
    }[end]


def kind_word(kind: str) -> str:
    """What an entry is called."""
    return {
        Kind.GIFT: pgettext("kind of entry", "Gift"),
        Kind.RECEIPT: pgettext("kind of entry", "Receipt"),
        Kind.HOURS: pgettext("kind of entry", "Hours"),
        Kind.EARNED: pgettext("kind of entry", "Points earned"),
        Kind.OPENING: pgettext("kind of entry", "Opening balance"),
        Kind.ADVANCE: pgettext("kind of entry", "Advance"),
        Kind.REBASING: pgettext("kind of entry", "New unit"),
        Kind.MATCH: pgettext("kind of entry", "Match"),
        Kind.TRANSFER: pgettext("kind of entry", "Moved within the organisation"),
        Kind.GRANT: pgettext("kind of entry", "Payment onward"),
        Kind.USE: pgettext("kind of entry", "Use"),
        Kind.PROVIDER_PAYMENT: pgettext("kind of entry", "Payment to the provider"),
        Kind.SPENT: pgettext("kind of entry", "Points spent"),
        Kind.RETURN: pgettext("kind of entry", "Money that came back"),
        Kind.REFUND: pgettext("kind of entry", "Refund"),
        Kind.CHARGE_BACK: pgettext("kind of entry", "Charge-back"),
        Kind.FEE: pgettext("kind of entry", "Fee"),
        Kind.WRITE_OFF: pgettext("kind of entry", "Write-off"),
        Kind.REVERSAL: pgettext("kind of entry", "Reversal"),
        Kind.COVER: pgettext("kind of entry", "Cover"),
        Kind.FREEZE: pgettext("kind of entry", "Freeze"),
        Kind.THAW: pgettext("kind of entry", "Thaw"),
        Kind.CORRECTION: pgettext("kind of entry", "Correction"),
        Kind.CONVERSION: pgettext("kind of entry", "Conversion"),
        Kind.ADVANCE_REPAYMENT: pgettext("kind of entry", "Advance repaid"),
    }[Kind(kind)]


def appeal_word(kind: str) -> str:
    """What an entry of a personal appeal is called: nobody donates to one."""
    return pgettext("personal appeal", "Gift") if kind == Kind.GIFT else kind_word(kind)


def kind_stage(kind: str) -> str:
    """Which of the six stages an entry is drawn in."""
    return {
        Kind.MATCH: "match",
        Kind.TRANSFER: "transit",
        Kind.GRANT: "transit",
        Kind.COVER: "transit",
        Kind.USE: "used",
        Kind.PROVIDER_PAYMENT: "used",
        Kind.SPENT: "used",
        Kind.FEE: "used",
        Kind.FREEZE: "wait",
        Kind.THAW: "wait",
    }.get(Kind(kind), "gift" if kind in FROM_OUTSIDE else "back")


def _reads_english() -> bool:
    return (get_language() or "").startswith("en")
