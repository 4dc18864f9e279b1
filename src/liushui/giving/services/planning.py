"""Working out what a published list would add to the books, before anything is written."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Count

from liushui.base import vault
from liushui.base.collecting import without_collecting
from liushui.giving import policies
from liushui.giving.models import ImportedRow, ImportedSheet, ImportSource
from liushui.giving.sheets.cells import folded
from liushui.giving.sheets.claims import ClaimKind
from liushui.giving.sheets.reading import Piece, Sheet
from liushui.kernel.clock import CHINA
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.parties.actors import Actor
from liushui.projects.queries import project_for

_AT_ONCE = 10_000


class Treat(StrEnum):
    """What a person said about a list that resembles one that was imported before."""

    NEW = "new"
    REISSUE = "reissue"


class SheetLooksReissued(DomainError):
    """Half of the rows or more are those of an earlier list, and its heading is another."""

    code = "sheet_looks_reissued"
    status = 409
    message = gettext_noop(
        "%(known)s of these %(count)s gifts are also in a list imported on %(day)s."
    )
    remedy = gettext_noop("Say --as reissue if it is that list corrected, --as new if it is not.")


class SheetElsewhere(DomainError):
    """The very same list was imported into another project."""

    code = "sheet_elsewhere"
    status = 409
    message = gettext_noop("This list was imported into another project, %(project)s.")
    remedy = gettext_noop("If both really received these gifts, say --as new.")


class RowFault(StrEnum):
    """Why a gift of a list with order numbers is not taken, though it can be read."""

    TWICE = "twice"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do, row by row, before anything is written."""

    project_id: int
    project_number: str
    organisation_id: int
    fund_id: int
    sheet: Sheet
    prints: tuple[bytes, ...]
    content: bytes
    series: bytes
    corrects: ImportedSheet | None
    known: Mapping[bytes, str]
    treat: Treat | None = None
    by_number: bool = False
    faults: Mapping[int, RowFault] = field(default_factory=dict)
    """By place among the gifts: those whose order number stands for another gift."""

    @property
    def is_reissue(self) -> bool:
        """Whether the list corrects an earlier one, rather than being it."""
        return self.corrects is not None and bytes(self.corrects.content) != self.content

    @property
    def gone(self) -> int:
        """How many gifts of the list that this one corrects are not in it any more."""
        return len(set(self.known) - set(self.prints)) if self.is_reissue else 0

    @property
    def fresh(self) -> list[tuple[Piece, bytes]]:
        """The gifts that are not in the books yet, each with its fingerprint."""
        both = enumerate(zip(self.sheet.gifts, self.prints, strict=True))
        return [
            (gift, mark)
            for n, (gift, mark) in both
            if mark not in self.known and n not in self.faults
        ]

    @property
    def cannot_be_taken(self) -> int:
        """How many rows look like gifts and cannot be taken as they stand."""
        return len(self.sheet.unread) + len(self.faults)

    @property
    def sum_difference_minor(self) -> int:
        """By how much the sums that the list claims of itself miss what is in it; the largest."""
        found = self.sheet.sum_minor
        return max(
            (
                abs(claim.figure - found)
                for claim in self.sheet.claims
                if claim.kind == ClaimKind.SUM
                and not claim.running
                and not claim.agrees_with(found)
            ),
            default=0,
        )


@without_collecting()
def plan_import(
    actor: Actor,
    sheet: Sheet,
    *,
    project: str,
    treat: Treat | None = None,
    source: ImportSource | None = None,
) -> Plan:
    """Work out what is new in the list. Writes nothing.

    A list of a ``source`` with an order number in every row is known by these numbers, whatever
    else of that source was imported; any other list by its rows. Raises ``NotFound``,
    ``NotAllowed``, ``SheetElsewhere`` and ``SheetLooksReissued``.
    """
    wanted = project_for(actor, project)
    policies.require_import(actor, wanted.organisation_id)
    if wanted.fund_id is None:
        raise LookupError(f"project {project} has no fund")
    gifts = sheet.gifts
    by_number = source is not None and bool(gifts) and all(gift.number for gift in gifts)
    prints = _prints(gifts, source if by_number else None)
    said = [folded(heading_of(sheet)), *(mark.hex() for mark in prints)]
    content = vault.lookup_hash("sheet", "\n".join(said))
    corrects = None if by_number else _earlier(wanted.pk, sheet, prints, content, treat)
    series = bytes(corrects.series) if corrects is not None else content
    if source is not None and by_number:
        series = vault.lookup_hash("sheet-series", _said_by(source))
    known = known_gifts(None if by_number else wanted.pk, series, prints if by_number else None)
    return Plan(
        project_id=wanted.pk,
        project_number=wanted.number,
        organisation_id=wanted.organisation_id,
        fund_id=wanted.fund_id,
        sheet=sheet,
        prints=prints,
        content=content,
        series=series,
        corrects=corrects,
        known={mark: reference for mark, (reference, _) in known.items()},
        treat=treat,
        by_number=by_number,
        faults=_faults(gifts, prints, known) if by_number else {},
    )


def _faults(
    gifts: Sequence[Piece], prints: Sequence[bytes], known: Mapping[bytes, tuple[str, int]]
) -> dict[int, RowFault]:
    """One order number is one gift: not two of one list, nor one with another sum than before."""
    seen: set[bytes] = set()
    faults = {}
    for n, (gift, mark) in enumerate(zip(gifts, prints, strict=True)):
        if mark in seen:
            faults[n] = RowFault.TWICE
        elif mark in known and known[mark][1] != gift.amount_minor:
            faults[n] = RowFault.CHANGED
        seen.add(mark)
    return faults


def _said_by(source: ImportSource) -> str:
    return f"source {source.pk}"


def _prints(gifts: Sequence[Piece], source: ImportSource | None) -> tuple[bytes, ...]:
    """By what each row is known again: the channel's number, else what the row says."""
    if source is None:
        return tuple(_fingerprints(gifts))
    said_by = _said_by(source)
    return tuple(vault.lookup_hash("sheet-number", f"{said_by}\n{gift.number}") for gift in gifts)


def _fingerprints(gifts: Sequence[Piece]) -> Iterator[bytes]:
    """Keyed hashes by which rows are known again; equal rows of one list are counted apart."""
    seen: Counter[str] = Counter()
    for gift in gifts:
        said = f"{folded(gift.name)}\n{gift.amount_minor}\n{gift.day or ''}"
        seen[said] += 1
        yield vault.lookup_hash("sheet-row", f"{said}\n{seen[said]}")


def _earlier(
    project_id: int, sheet: Sheet, prints: Sequence[bytes], content: bytes, treat: Treat | None
) -> ImportedSheet | None:
    """The list that this one is, or corrects. A person is asked where that is not certain."""
    same = ImportedSheet.objects.filter(content=content)
    known = same.filter(project_id=project_id).first()
    if known is not None:
        return known
    elsewhere = same.select_related("project").first()
    if elsewhere is not None and treat != Treat.NEW:
        raise SheetElsewhere(project=elsewhere.project.number)
    if treat == Treat.NEW:
        return None
    alike = _most_alike(project_id, prints)
    if alike is None:
        return None
    series, shared = alike
    issues = ImportedSheet.objects.filter(project_id=project_id, series=series)
    last = issues.order_by("-id").first()
    size = ImportedRow.objects.filter(sheet__in=issues).count()
    is_half = shared * 2 >= min(size, len(prints))
    if last is None or not (is_half or treat == Treat.REISSUE):
        return None
    if folded(heading_of(sheet)) != folded(last.title) and treat != Treat.REISSUE:
        day = last.imported_at.astimezone(CHINA).date()
        raise SheetLooksReissued(known=shared, count=len(prints), day=day)
    return last


def _most_alike(project_id: int, prints: Sequence[bytes]) -> tuple[bytes, int] | None:
    """The series of the project's lists that shares most rows with these, and how many."""
    shared: Counter[bytes] = Counter()
    rows = ImportedRow.objects.filter(sheet__project_id=project_id)
    for start in range(0, len(prints), _AT_ONCE):
        some = rows.filter(fingerprint__in=list(prints[start : start + _AT_ONCE]))
        for series, count in some.values_list("sheet__series").annotate(count=Count("id")):
            shared[bytes(series)] += count
    return max(shared.items(), key=lambda one: one[1], default=None)


def heading_of(sheet: Sheet) -> str:
    """By what a list is told from another one: its title and its day."""
    return f"{sheet.title} {sheet.day or ''}".strip()[:500]


def known_gifts(
    project_id: int | None, series: bytes, prints: Sequence[bytes] | None = None
) -> dict[bytes, tuple[str, int]]:
    """Reference and sum of each row of a series that was imported; of these rows, if so said."""
    rows = ImportedRow.objects.filter(sheet__series=series)
    if project_id is not None:
        rows = rows.filter(sheet__project_id=project_id)
    said = [None] if prints is None else [prints[n : n + _AT_ONCE]
                                          for n in range(0, len(prints), _AT_ONCE)]  # fmt: skip
    found = {}
    for marks in said:
        some = rows if marks is None else rows.filter(fingerprint__in=list(marks))
        for mark, reference, minor in some.values_list(
            "fingerprint", "order__reference", "order__amount_minor"
        ):
            found[bytes(mark)] = reference, minor
    return found
