"""The kinds of papers: their series of numbers, how each is drawn, and what it is called."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class PaperKind:
    """``series`` and the year name the series, ``letters`` stand in the number."""

    series: str
    letters: str
    template: str
    title: Any

    def prefix(self, year: int) -> str:
        return f"LS-{self.letters}-{year}-"

    def number(self, year: int, serial: int) -> str:
        return f"{self.prefix(year)}{serial:06d}"


CERTIFICATE = PaperKind("certificate", "ZS", "certificate", _("Certificate"))
THANKS = PaperKind("thanks", "GX", "thanks", _("Letter of thanks"))
RECEIPT = PaperKind("receipt", "PJ", "receipt", _("Donation receipt"))
REVERSAL = PaperKind("receipt-reversal", "HC", "receipt", _("Reversal of a receipt"))
STATEMENT = PaperKind("statement", "HZ", "statement", _("Statement of gifts"))
REPORT = PaperKind("report", "BG", "report", pgettext_lazy("paper", "Report"))
MONTHLY = PaperKind("monthly", "TZ", "monthly", _("Monthly statement"))
YEARLY = PaperKind("yearly", "NH", "yearly", _("Gifts of a year"))
KINDS: Mapping[str, PaperKind] = {
    kind.series: kind
    for kind in (CERTIFICATE, THANKS, RECEIPT, REVERSAL, STATEMENT, REPORT, MONTHLY, YEARLY)
}
_BY_LETTERS = {kind.letters: kind for kind in KINDS.values()}


def kind_of(number: str) -> PaperKind | None:
    """The kind of the paper with this number, by its letters."""
    parts = number.split("-")
    return _BY_LETTERS.get(parts[1]) if len(parts) == 4 else None  # noqa: PLR2004 - LS-XX-2026-1
