"""A list as its page shows it: words and figures, nothing left to a template to work out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from liushui.desk.queries import work_for
from liushui.giving.queries.imports import (
    DoubtCounts,
    doubt_counts,
    doubts_of,
    has_fallen_silent,
    name_of_list,
)
from liushui.giving.sheets.claims import Claim, ClaimKind
from liushui.giving.sheets.reading import RowKind
from liushui.giving.sheets.words import claim_words, row_words
from liushui.giving.states import UNDER_WAY, ImportState
from liushui.kernel.errors import NotFound
from liushui.kernel.money import format_yuan

if TYPE_CHECKING:
    from django.core.paginator import Page

    from liushui.desk.models import Work
    from liushui.giving.models import GiftImport, ImportDoubt
    from liushui.parties.actors import Actor


@dataclass(frozen=True, slots=True)
class Total:
    """A control total: what is counted, what the channel told, what was found, whether equal."""

    label: str
    told: str
    found: str
    verdict: str
    differs: bool


@dataclass(frozen=True, slots=True)
class ShownList:
    """Everything that the page says of one list."""

    name: str
    is_under_way: bool
    is_silent: bool
    is_closed: bool
    work: "Work | None"
    refusal: str
    totals: Sequence[Total]
    claims: Sequence[tuple[int, str]]
    unread: Sequence[tuple[int, str]]
    counts: DoubtCounts
    doubts: "Page[ImportDoubt]"
    to_book: int
    differs: bool

    @property
    def can_book(self) -> bool:
        return self.to_book > 0 and not self.is_under_way and not self.is_closed


def shown_list(actor: "Actor", one: "GiftImport", page: str) -> ShownList:
    """The list for this reader; of its work, only who asked for it sees progress and report."""
    counts = doubt_counts(one)
    totals = _totals(one)
    under_way = one.state in UNDER_WAY
    silent = under_way and has_fallen_silent(one)
    left = counts.open + counts.same
    to_book = one.found_count - one.known_count - left
    understood: Mapping[str, Any] = one.understood
    claims = [_claim(said) for said in understood.get("claims", ())]
    return ShownList(
        name=name_of_list(one),
        is_under_way=under_way and not silent,
        is_silent=silent,
        is_closed=one.state == ImportState.CLOSED,
        work=_work(actor, one),
        refusal=_refusal(one),
        totals=totals,
        claims=[(claim.row, claim_words(claim, found)) for claim, found in claims],
        unread=[(row, row_words(RowKind(kind))) for row, kind in understood.get("unread", ())],
        counts=counts,
        doubts=doubts_of(one, page),
        to_book=max(to_book, 0) if one.looked_at else 0,
        differs=bool(one.unread_count)
        or any(total.differs for total in totals)
        or any(
            claim.kind == ClaimKind.SUM and not claim.running and not claim.agrees_with(found)
            for claim, found in claims
        )
        or one.refusal.get("code") == "sheet_differs",
    )


def _totals(one: "GiftImport") -> Sequence[Total]:
    if one.looked_at is None:
        return []
    told_count = "" if one.told_count is None else str(one.told_count)
    told_minor = "" if one.told_minor is None else format_yuan(one.told_minor)
    return [
        _total(pgettext("how many", "Gifts"), told_count, str(one.found_count)),
        _total(_("Sum (yuan)"), told_minor, format_yuan(one.found_minor)),
    ]


def _total(label: str, told: str, found: str) -> Total:
    if not told:
        return Total(label, _("not told"), found, _("nothing to compare with"), differs=False)
    verdict = _("equal") if told == found else _("differs")
    return Total(label, told, found, verdict, differs=told != found)


def _claim(said: Mapping[str, Any]) -> tuple[Claim, int]:
    found = int(said["found"])
    within = abs(int(said["figure"]) - found) if said["agrees"] else 0
    kind = ClaimKind(said["kind"])
    return Claim(kind, int(said["figure"]), int(said["row"]), bool(said["running"]), within), found


def _refusal(one: "GiftImport") -> str:
    said: Mapping[str, Any] = one.refusal
    if not said:
        return ""
    remedy = _(said["remedy"]) % said["facts"] if said["remedy"] else ""
    return " ".join((_(said["message"]) % said["facts"], remedy)).strip()


def _work(actor: "Actor", one: "GiftImport") -> "Work | None":
    if one.work_key is None:
        return None
    try:
        return work_for(actor, one.work_key)
    except NotFound:
        return None
