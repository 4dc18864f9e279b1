"""Importing a published list of gifts into a project: each row once, however often it is run."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from django.db import transaction
from django.db.models import Count

from liushui.base import vault
from liushui.giving import policies
from liushui.giving.models import GiftOrder, ImportedRow, ImportedSheet, Payment
from liushui.giving.sheets.cells import folded
from liushui.giving.sheets.claims import ClaimKind
from liushui.giving.sheets.reading import Piece, Sheet
from liushui.giving.states import Channel, Display, GiftState
from liushui.kernel.clock import CHINA
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.kernel.ids import new_reference
from liushui.kernel.masks import mask_name
from liushui.kernel.money import format_yuan
from liushui.ledger.services import accept_gift
from liushui.parties.actors import Actor
from liushui.parties.services import record, register_person
from liushui.projects.queries import project_for

SHEET = "sheet"
CHUNK = 500
_NOON = time(12, tzinfo=CHINA)


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


class SheetDiffers(DomainError):
    """What the list says of itself is not what stands in it."""

    code = "sheet_differs"
    message = gettext_noop(
        "The list does not agree: %(unread)s rows cannot be read, the sum claimed differs by"
        " %(difference)s yuan, %(gone)s gifts imported earlier are not in it any more."
    )
    remedy = gettext_noop(
        "Ask who published it; if it shall be imported, add --despite-differences."
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do, row by row, before anything is written."""

    project_id: int
    project_number: str
    fund_id: int
    sheet: Sheet
    prints: tuple[bytes, ...]
    content: bytes
    series: bytes
    corrects: ImportedSheet | None
    known: Mapping[bytes, str]
    gone: int

    @property
    def fresh(self) -> list[tuple[Piece, bytes]]:
        """The gifts that are not in the books yet, each with its fingerprint."""
        both = zip(self.sheet.gifts, self.prints, strict=True)
        return [(gift, mark) for gift, mark in both if mark not in self.known]

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


@dataclass(frozen=True, slots=True)
class Imported:
    """What stands in the books for each gift of the list, and how many are there since now."""

    plan: Plan
    references: Mapping[bytes, str]
    count: int
    minor: int


def plan_import(actor: Actor, sheet: Sheet, *, project: str, treat: Treat | None = None) -> Plan:
    """Work out what is new in the list. Writes nothing.

    Raises ``NotFound``, ``NotAllowed``, ``SheetElsewhere`` and ``SheetLooksReissued``.
    """
    wanted = project_for(actor, project)
    policies.require_import(actor, wanted.organisation_id)
    if wanted.fund_id is None:
        raise LookupError(f"project {project} has no fund")
    prints = tuple(_fingerprints(sheet.gifts))
    content = vault.lookup_hash("sheet", ",".join(mark.hex() for mark in prints))
    corrects = _earlier(wanted.pk, sheet, prints, content, treat)
    series = bytes(corrects.series) if corrects is not None else content
    known = _known(wanted.pk, series)
    return Plan(
        project_id=wanted.pk,
        project_number=wanted.number,
        fund_id=wanted.fund_id,
        sheet=sheet,
        prints=prints,
        content=content,
        series=series,
        corrects=corrects,
        known=known,
        gone=len(set(known) - set(prints)),
    )


def import_gifts(
    actor: Actor, plan: Plan, *, at: datetime, on: date | None = None, despite: bool = False
) -> Imported:
    """Write the new gifts of a plan, five hundred in a transaction; run again, it goes on.

    A gift without a day of its own is of the list's day, else of ``on``, else of today. Raises
    ``SheetDiffers`` before anything is written, unless ``despite`` says that a person knows.
    """
    difference = plan.sum_difference_minor
    if not despite and (difference or plan.sheet.unread or plan.gone):
        raise SheetDiffers(
            unread=len(plan.sheet.unread), difference=format_yuan(difference), gone=plan.gone
        )
    fresh = plan.fresh
    issue = _issue(actor, plan, at=at) if fresh or plan.corrects is None else plan.corrects
    day = plan.sheet.day or on or at.astimezone(CHINA).date()
    references = dict(plan.known)
    written = 0
    for start in range(0, len(fresh), CHUNK):
        chunk = _write(actor, plan, issue, fresh[start : start + CHUNK], day=day, at=at)
        written += len(chunk)
        references |= chunk
    minor = sum(gift.amount_minor for gift, mark in fresh if mark not in plan.known)
    return Imported(plan, references, written, minor)


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
    alike = (
        ImportedRow.objects.filter(sheet__project_id=project_id, fingerprint__in=list(prints))
        .values("sheet__series")
        .annotate(count=Count("id"))
        .order_by("-count")
        .first()
    )
    if alike is None:
        return None
    issues = ImportedSheet.objects.filter(project_id=project_id, series=alike["sheet__series"])
    last = issues.order_by("-id").first()
    size = ImportedRow.objects.filter(sheet__in=issues).count()
    is_half = alike["count"] * 2 >= min(size, len(prints))
    if last is None or not (is_half or treat == Treat.REISSUE):
        return None
    if folded(_heading(sheet)) != folded(last.title) and treat != Treat.REISSUE:
        day = last.imported_at.astimezone(CHINA).date()
        raise SheetLooksReissued(known=alike["count"], count=len(prints), day=day)
    return last


def _heading(sheet: Sheet) -> str:
    """By what a list is told from another one: its title and its day."""
    return f"{sheet.title} {sheet.day or ''}".strip()[:500]


def _known(project_id: int, series: bytes) -> dict[bytes, str]:
    rows = ImportedRow.objects.filter(sheet__project_id=project_id, sheet__series=series)
    return {
        bytes(mark): reference
        for mark, reference in rows.values_list("fingerprint", "order__reference")
    }


@transaction.atomic
def _issue(actor: Actor, plan: Plan, *, at: datetime) -> ImportedSheet:
    issue, fresh = ImportedSheet.objects.get_or_create(
        project_id=plan.project_id,
        content=plan.content,
        defaults={
            "title": _heading(plan.sheet),
            "series": plan.series,
            "corrects": plan.corrects,
            "found_count": len(plan.sheet.gifts),
            "found_minor": plan.sheet.sum_minor,
            "imported_at": at,
            "by": actor.name,
        },
    )
    if fresh:
        record(actor, "gifts.imported", issue, at=at, count=issue.found_count)
    return issue


@transaction.atomic
def _write(
    actor: Actor,
    plan: Plan,
    issue: ImportedSheet,
    rows: Sequence[tuple[Piece, bytes]],
    *,
    day: date,
    at: datetime,
) -> dict[bytes, str]:
    """Write one chunk; what another run wrote meanwhile is left as it is."""
    list(ImportedSheet.objects.filter(series=plan.series).order_by("id").select_for_update())
    there = _known(plan.project_id, plan.series)
    rows = [(gift, mark) for gift, mark in rows if mark not in there]
    orders = GiftOrder.objects.bulk_create(
        _order(actor, plan, gift, day=gift.day or day, at=at) for gift, _ in rows
    )
    both = list(zip(orders, rows, strict=True))
    paid_at = {gift.day or day: datetime.combine(gift.day or day, _NOON) for gift, _ in rows}
    Payment.objects.bulk_create(
        Payment(
            order=order,
            provider=SHEET,
            transaction_id=vault.lookup_hash("sheet-gift", f"{issue.pk} {mark.hex()}").hex(),
            amount_minor=gift.amount_minor,
            paid_at=paid_at[gift.day or day],
            received_at=at,
        )
        for order, (gift, mark) in both
    )
    ImportedRow.objects.bulk_create(
        ImportedRow(sheet=issue, row=gift.row, fingerprint=mark, order=order)
        for order, (gift, mark) in both
    )
    for order, (gift, _) in both:
        accept_gift(
            fund_id=plan.fund_id,
            amount_minor=gift.amount_minor,
            key=f"gift:{order.reference}",
            ref=order.reference,
            happened_at=paid_at[gift.day or day],
        )
    return {mark: order.reference for order, (_, mark) in both}


def _order(actor: Actor, plan: Plan, gift: Piece, *, day: date, at: datetime) -> GiftOrder:
    donor = register_person(actor, name=gift.name, at=at)
    return GiftOrder(
        reference=new_reference(day),
        project_id=plan.project_id,
        donor_id=donor.pk,
        by_guest=False,
        amount_minor=gift.amount_minor,
        channel=Channel.SHEET,
        display=Display.MASKED,
        donor_display=mask_name(gift.name),
        state=GiftState.PAID,
        created_at=at,
    )
