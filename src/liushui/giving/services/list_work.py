"""What the worker does with a list that was brought: reads it and asks, or books it.

Both may run again from their start. What they find is written to the list's row; the file that they
make is the report: the list with a verdict beside each row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from liushui.base import vault
from liushui.base.states import move_state
from liushui.base.workbooks import require_modest_workbook
from liushui.desk.work import Ended, Result, Task
from liushui.giving.models import GiftImport, ImportDoubt
from liushui.giving.queries.imports import import_for
from liushui.giving.services.bringing import MOST_BYTES, MOST_ROWS, require_totals
from liushui.giving.services.doubting import Doubt, doubts_about
from liushui.giving.services.importing import Imported, import_gifts
from liushui.giving.services.list_files import kept_list
from liushui.giving.services.planning import Plan, Treat, plan_import
from liushui.giving.services.verdicts import lines_of, verdicts_of
from liushui.giving.sheets.cells import Row, rows_in
from liushui.giving.sheets.choosing import the_list
from liushui.giving.sheets.reading import Sheet, headings_in
from liushui.giving.sheets.report import write_report
from liushui.giving.states import IMPORT_MOVES, DoubtAnswer, ImportState
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, gettext_noop

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BY = "system:giving"


class ListReadsOtherwise(DomainError):
    """The channel's columns were said anew beside another list since this one was looked at."""

    code = "list_reads_otherwise"
    status = 409
    message = gettext_noop(
        "Since this list was looked at, its channel's columns changed: nothing was booked."
    )
    remedy = gettext_noop("Have it looked at again and compare what it says.")


@dataclass(frozen=True, slots=True)
class _Read:
    """A list as it was read now, and how it stands to the books."""

    rows: Sequence[Row]
    plan: Plan
    doubts: Sequence[Doubt]


def look_as_work(task: Task) -> Result:
    """Read the list and write down what it says, what is new, and what is in doubt."""
    one = import_for(task.actor, UUID(task.asked["list"]))
    try:
        read = _read(task, one)
    except DomainError as error:
        _stop(one, error, at=now())
        raise
    _write_found(one, read, at=now())
    return _report(task, one, read, None)


def book_as_work(task: Task) -> Result:
    """Book what is new and not in doubt. What came meanwhile by another way is in doubt as well."""
    one = import_for(task.actor, UUID(task.asked["list"]))
    try:
        read = _read(task, one, times=2)
        if one.understood.get("read_as") != _read_as(read.plan.sheet):
            raise ListReadsOtherwise
        keep_doubts(one, read.doubts)
        require_totals(one, despite=one.is_despite)
        leave = set(
            ImportDoubt.objects.filter(of=one)
            .exclude(answer=DoubtAnswer.ANOTHER)
            .values_list("mark", flat=True)
        )
        total = len(read.plan.fresh)
        done = import_gifts(
            task.actor,
            read.plan,
            at=now(),
            on=one.on,
            despite=one.is_despite,
            leave={bytes(mark) for mark in leave},
            reach=lambda count: task.progress.reach(total + min(count, total)),
        )
    except DomainError as error:
        _stop(one, error, at=now())
        raise
    _write_booked(one, done, at=now())
    return _report(task, one, read, done)


def list_ended(ended: Ended, at: datetime) -> None:
    """Work that was given up leaves its list stopped, not under way for ever."""
    if ended.is_done:
        return
    for one in GiftImport.objects.select_for_update().filter(work_key=ended.key):
        if one.state in {ImportState.LOOKING, ImportState.BOOKING}:
            move_state(one, to=ImportState.STOPPED, moves=IMPORT_MOVES, by=_BY, at=at)


def _read(task: Task, one: GiftImport, *, times: int = 1) -> _Read:
    """Read and compare; ``times`` is how often the rows are gone through in all."""
    content, name = kept_list(one)
    if not name.lower().endswith(".csv"):
        require_modest_workbook(content, most_rows=MOST_ROWS, most_bytes=MOST_BYTES)
    sheets = rows_in(content, name, one.worksheet or None)
    columns = one.source.columns if one.source is not None else {}
    _keep_headings(one, sheets.values())
    rows, sheet = the_list(sheets, columns)
    plan = plan_import(
        task.actor,
        sheet,
        project=one.project.number,
        treat=Treat(one.treat) if one.treat else None,
        source=one.source,
    )
    task.progress.expect(len(plan.fresh) * times)
    return _Read(rows, plan, doubts_about(plan, _day(one), reach=task.progress.reach))


def _day(one: GiftImport) -> date:
    return one.on or day_of(one.made_at)


def _keep_headings(one: GiftImport, sheets: Iterable[Sequence[Row]]) -> None:
    """The headings that a person can choose from, also where the list could not be read."""
    headings = [text for rows in sheets for text in headings_in(rows)][:60]
    one.understood |= {"headings": headings}
    GiftImport.objects.filter(pk=one.pk).update(understood=one.understood)


@transaction.atomic
def _write_found(one: GiftImport, read: _Read, *, at: datetime) -> None:
    plan = read.plan
    keep_doubts(one, read.doubts)
    one.understood |= _understood(plan.sheet)
    one.found_count, one.found_minor = len(plan.sheet.gifts), plan.sheet.sum_minor
    one.known_count = sum(mark in plan.known for mark in plan.prints)
    one.unread_count = plan.cannot_be_taken
    one.looked_at = at
    one.save(
        update_fields=["understood", "found_count", "found_minor", "known_count", "unread_count",
                       "looked_at"]
    )  # fmt: skip
    _move(one, ImportState.LOOKED, at)


@transaction.atomic
def _write_booked(one: GiftImport, done: Imported, *, at: datetime) -> None:
    one.known_count = sum(mark in done.references for mark in done.plan.prints)
    one.booked_count += done.count
    one.booked_minor += done.minor
    one.booked_at = at
    one.save(update_fields=["known_count", "booked_count", "booked_minor", "booked_at"])
    _move(one, ImportState.BOOKED, at)


def _move(one: GiftImport, to: ImportState, at: datetime) -> None:
    if one.state != to:  # a run that was replaced wrote it first
        move_state(one, to=to, moves=IMPORT_MOVES, by=_BY, at=at)


@transaction.atomic
def keep_doubts(one: GiftImport, doubts: Sequence[Doubt]) -> None:
    """Write the doubts that are there now; an answer that was given stands."""
    ImportDoubt.objects.filter(of=one, answer="").delete()
    ImportDoubt.objects.bulk_create(
        (
            ImportDoubt(of=one, row=doubt.piece.row, group=doubt.piece.group, mark=doubt.mark,
                        resembles_id=doubt.order_id, likeness=doubt.likeness)
            for doubt in doubts
        ),
        ignore_conflicts=True, batch_size=1_000,
    )  # fmt: skip


@transaction.atomic
def _stop(one: GiftImport, error: DomainError, *, at: datetime) -> None:
    facts = {name: str(value) for name, value in error.facts.items()}
    one.refusal = {"code": error.code, "message": error.message, "remedy": error.remedy or "",
                   "facts": facts}  # fmt: skip
    one.save(update_fields=["refusal"])
    _move(one, ImportState.STOPPED, at)


def _read_as(sheet: Sheet) -> str:
    """A keyed hash of all that was read of the gifts: what a person saw is what is booked."""
    told = ((one.name, one.amount_minor, one.day, one.phone, one.number) for one in sheet.gifts)
    return vault.lookup_hash("list-read", "\n".join(map(repr, told))).hex()


def _understood(sheet: Sheet) -> dict[str, Any]:
    return {
        "read_as": _read_as(sheet),
        "title": sheet.title[:200],
        "header_row": sheet.header_row,
        "day": sheet.day.isoformat() if sheet.day else "",
        "claims": [
            {"kind": claim.kind.value, "figure": claim.figure, "row": claim.row,
             "found": sheet.found(claim.kind), "running": claim.running,
             "agrees": claim.agrees_with(sheet.found(claim.kind))}
            for claim in sheet.claims[:40]
        ],
        "unread": [[piece.row, piece.kind.value] for piece in sheet.unread[:40]],
    }  # fmt: skip


def _report(task: Task, one: GiftImport, read: _Read, done: Imported | None) -> Result:
    plan = read.plan
    doubted = {
        bytes(mark): (answer, reference)
        for mark, answer, reference in ImportDoubt.objects.filter(of=one).values_list(
            "mark", "answer", "resembles__reference"
        )
    }
    name = f"{one.project.number}-{day_of(one.made_at)}.report.xlsx"
    place = task.folder / name
    write_report(
        place, read.rows, plan.sheet, verdicts_of(plan, done, doubted), lines_of(plan, done)
    )
    return Result(place, name, _XLSX)
