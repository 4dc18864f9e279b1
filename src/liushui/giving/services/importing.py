"""Importing a published list of gifts into a project: each row once, however often it is run.

Rows are written a chunk at a time. Where a chunk is refused, its rows are written one by one, each
a transaction of its own: a row that cannot be written takes none of its neighbours along.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import DataError, IntegrityError, transaction

from liushui.base import vault
from liushui.base.collecting import without_collecting
from liushui.base.copying import copy_rows, fresh_numbers
from liushui.giving.models import GiftOrder, ImportedGiver, ImportedRow, ImportedSheet, Payment
from liushui.giving.queries.recognising import lookups_of
from liushui.giving.services.givers import giver_of_row
from liushui.giving.services.planning import Plan, heading_of, known_gifts
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
CHUNK = 2_000
_NOON = time(12, tzinfo=CHINA)
_ROW_REFUSED = (DomainError, IntegrityError, DataError, ValueError)


class SheetDiffers(DomainError):
    """What the list says of itself is not what stands in it."""

    code = "sheet_differs"
    message = gettext_noop(
        "The list does not agree: %(unread)s rows cannot be read, the sum claimed differs by"
        " %(difference)s yuan, %(gone)s gifts imported earlier are not in it any more."
    )
    remedy = gettext_noop(
        "Ask who published it; if it shall be imported as it is, say so (--despite-differences)."
    )


@dataclass(frozen=True, slots=True)
class Imported:
    """What stands in the books for each gift of the list, and how many are there since now.

    ``refused`` are rows that could not be written, by fingerprint; run again, they are tried again.
    """

    plan: Plan
    references: Mapping[bytes, str]
    count: int
    minor: int
    refused: Mapping[bytes, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Issue:
    """What the rows of one run share."""

    actor: Actor
    plan: Plan
    sheet: ImportedSheet
    day: date
    at: datetime


@without_collecting()
def import_gifts(  # noqa: PLR0913 - what a person says of a list
    actor: Actor,
    plan: Plan,
    *,
    at: datetime,
    on: date | None = None,
    despite: bool = False,
    leave: Collection[bytes] = (),
    reach: Callable[[int], None] | None = None,
) -> Imported:
    """Write the new gifts of a plan, a chunk in a transaction; run again, it goes on.

    A gift without a day of its own is of the list's day, else of ``on``, else of today. Rows in
    ``leave`` are left out: a person has not said yet, or said that they are gifts that came another
    way. A row of a day to come is refused: money that came has none. ``reach`` hears how many rows
    are done. Raises ``SheetDiffers`` before anything is written,
    unless ``despite`` says that a person knows.
    """
    difference = plan.sum_difference_minor
    if not despite and (difference or plan.cannot_be_taken or plan.gone):
        raise SheetDiffers(
            unread=plan.cannot_be_taken, difference=format_yuan(difference), gone=plan.gone
        )
    fresh = [(gift, mark) for gift, mark in plan.fresh if mark not in leave]
    issue = plan.corrects
    if fresh or issue is None:
        issue = _issue(actor, plan, at=at)
    today = at.astimezone(CHINA).date()
    day = plan.sheet.day or on or today
    run = _Issue(actor, plan, issue, day, at)
    written: dict[bytes, str] = {}
    refused = {mark: "day_to_come" for gift, mark in fresh if (gift.day or day) > today}
    fresh = [(gift, mark) for gift, mark in fresh if mark not in refused]
    for start in range(0, len(fresh), CHUNK):
        for came, why in _chunk(run, fresh[start : start + CHUNK]):
            written |= came
            refused |= why
        if reach is not None:
            reach(start + CHUNK)
    return Imported(
        plan=plan,
        references={**plan.known, **written},
        count=len(written),
        minor=sum(gift.amount_minor for gift, mark in fresh if mark in written),
        refused=refused,
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


def _chunk(
    run: _Issue, rows: Sequence[tuple[Piece, bytes]]
) -> Iterator[tuple[dict[bytes, str], dict[bytes, str]]]:
    """What was written of these rows and what was refused: together, else one by one."""
    try:
        yield _write(run, rows), {}
    except _ROW_REFUSED as error:
        if len(rows) > 1:
            for row in rows:
                yield from _chunk(run, [row])
        else:
            yield {}, {rows[0][1]: getattr(error, "code", type(error).__name__)}


@transaction.atomic
def _write(run: _Issue, rows: Sequence[tuple[Piece, bytes]]) -> dict[bytes, str]:
    """Write one chunk; what another run wrote meanwhile is left as it is."""
    plan = run.plan
    list(ImportedSheet.objects.filter(series=plan.series).order_by("id").select_for_update())
    project_id = None if plan.by_number else plan.project_id
    there = known_gifts(project_id, plan.series, [mark for _, mark in rows])
    rows = [(gift, mark) for gift, mark in rows if mark not in there]
    if not rows:
        return {}
    days = [gift.day or run.day for gift, _ in rows]
    paid_at = {day: datetime.combine(day, _NOON) for day in set(days)}
    references = [new_reference(day) for day in days]
    numbers = fresh_numbers(GiftOrder, len(rows))
    _write_orders(run, rows, numbers, references)
    copy_rows(
        Payment,
        ("order_id", "provider", "transaction_id", "amount_minor", "paid_at", "received_at"),
        (
            (number, SHEET, number_of_row(plan, mark), gift.amount_minor, paid_at[day], run.at)
            for number, (gift, mark), day in zip(numbers, rows, days, strict=True)
        ),
    )
    copy_rows(
        ImportedRow,
        ("sheet_id", "row", "fingerprint", "order_id"),
        (
            (run.sheet.pk, gift.row, mark, number)
            for number, (gift, mark) in zip(numbers, rows, strict=True)
        ),
    )
    copy_rows(
        ImportedGiver,
        ("order_id", "name_lookup", "phone_lookup", "number_lookup"),
        (
            (number, *lookups_of(gift.name, gift.phone, gift.number))
            for number, (gift, _) in zip(numbers, rows, strict=True)
        ),
    )
    accept_gifts(
        [
            GiftOffer(
                fund_id=plan.fund_id,
                amount_minor=gift.amount_minor,
                key=f"gift:{reference}",
                ref=reference,
                happened_at=paid_at[day],
                giver=giver_of_row(gift.phone, gift.number),
            )
            for reference, (gift, _), day in zip(references, rows, days, strict=True)
        ]
    )
    return {mark: reference for reference, (_, mark) in zip(references, rows, strict=True)}


def _write_orders(
    run: _Issue,
    rows: Sequence[tuple[Piece, bytes]],
    numbers: Sequence[int],
    references: Sequence[str],
) -> None:
    donors = register_people(run.actor, [gift.name for gift, _ in rows], at=run.at)
    copy_rows(
        GiftOrder,
        ("id", "reference", "project_id", "donor_id", "by_guest", "amount_minor", "channel",
         "display", "donor_display", "state", "created_at"),
        (
            (number, reference, run.plan.project_id, donor.pk, False, gift.amount_minor,
             Channel.SHEET.value, Display.MASKED.value, mask_name(gift.name),
             GiftState.PAID.value, run.at)
            for number, reference, donor, (gift, _) in zip(
                numbers, references, donors, rows, strict=True
            )
        ),
    )  # fmt: skip


def number_of_row(plan: Plan, mark: bytes) -> str:
    """The payment's number: the database takes one row of one series of lists once."""
    said = f"{plan.series.hex()} {mark.hex()}"
    if not plan.by_number:
        said = f"{plan.project_id} {said}"
    return vault.lookup_hash("sheet-gift", said).hex()
