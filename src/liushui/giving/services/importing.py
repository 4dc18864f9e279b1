"""Importing a published list of gifts into a project: each row once, however often it is run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction

from liushui.base import vault
from liushui.giving.models import GiftOrder, ImportedRow, ImportedSheet, Payment
from liushui.giving.services.planning import Plan, heading_of, known_rows
from liushui.giving.sheets.reading import Piece
from liushui.giving.states import Channel, Display, GiftState
from liushui.kernel.clock import CHINA
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.kernel.ids import new_reference
from liushui.kernel.masks import mask_name
from liushui.kernel.money import format_yuan
from liushui.ledger.services import GiftOffer, accept_gifts
from liushui.parties.actors import Actor
from liushui.parties.services import record, register_people

SHEET = "sheet"
CHUNK = 500
_NOON = time(12, tzinfo=CHINA)


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
class Imported:
    """What stands in the books for each gift of the list, and how many are there since now."""

    plan: Plan
    references: Mapping[bytes, str]
    count: int
    minor: int


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
    written: dict[bytes, str] = {}
    for start in range(0, len(fresh), CHUNK):
        written |= _write(actor, plan, issue, fresh[start : start + CHUNK], day=day, at=at)
    return Imported(
        plan=plan,
        references={**plan.known, **written},
        count=len(written),
        minor=sum(gift.amount_minor for gift, mark in fresh if mark in written),
    )


@transaction.atomic
def _issue(actor: Actor, plan: Plan, *, at: datetime) -> ImportedSheet:
    issue, fresh = ImportedSheet.objects.get_or_create(
        project_id=plan.project_id,
        content=plan.content,
        defaults={
            "title": heading_of(plan.sheet),
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
    there = known_rows(plan.project_id, plan.series)
    rows = [(gift, mark) for gift, mark in rows if mark not in there]
    donors = register_people(actor, [gift.name for gift, _ in rows], at=at)
    orders = GiftOrder.objects.bulk_create(
        _order(plan, gift, donor.pk, day=gift.day or day, at=at)
        for donor, (gift, _) in zip(donors, rows, strict=True)
    )
    both = list(zip(orders, rows, strict=True))
    paid_at = {gift.day or day: datetime.combine(gift.day or day, _NOON) for gift, _ in rows}
    Payment.objects.bulk_create(
        Payment(
            order=order,
            provider=SHEET,
            transaction_id=_number(plan, mark),
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
    accept_gifts(
        [
            GiftOffer(
                fund_id=plan.fund_id,
                amount_minor=gift.amount_minor,
                key=f"gift:{order.reference}",
                ref=order.reference,
                happened_at=paid_at[gift.day or day],
            )
            for order, (gift, _) in both
        ]
    )
    return {mark: order.reference for order, (_, mark) in both}


def _number(plan: Plan, mark: bytes) -> str:
    """The payment's number: the database takes one row of one series of lists once."""
    said = f"{plan.project_id} {plan.series.hex()} {mark.hex()}"
    return vault.lookup_hash("sheet-gift", said).hex()


def _order(plan: Plan, gift: Piece, donor_id: int, *, day: date, at: datetime) -> GiftOrder:
    return GiftOrder(
        reference=new_reference(day),
        project_id=plan.project_id,
        donor_id=donor_id,
        by_guest=False,
        amount_minor=gift.amount_minor,
        channel=Channel.SHEET,
        display=Display.MASKED,
        donor_display=mask_name(gift.name),
        state=GiftState.PAID,
        created_at=at,
    )
