"""A table's rows as a file: at once when they are few, as long work when they are many."""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qsl

from django.db import transaction

from liushui.desk.models import Work
from liushui.desk.services.working import start_work
from liushui.desk.sheets import KINDS, MOST_ROWS_XLSX, SheetTooLong, Step
from liushui.desk.tables import Asked, Table, all_rows, asked_of, count_rows, table_named
from liushui.desk.work import Result, Task
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.parties.actors import Actor
from liushui.parties.services import record

AT_ONCE = 2_000
KIND = "export"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that is ready: its bytes, its name, its type."""

    content: bytes
    name: str
    media_type: str


@transaction.atomic
def export_table(
    actor: Actor, table: Table, *, asked: Asked, sheet: str, language: str, at: datetime
) -> Sheet | Work:
    """The rows that the actor may see and asked for, masked as on the page; on the record.

    Up to ``AT_ONCE`` rows as a file, more as work. Raises ``NotAllowed``, ``NotFound`` for a kind
    of sheet that is none, ``SheetTooLong``.
    """
    if not table.is_open_to(actor):
        raise NotAllowed
    if sheet not in KINDS:
        raise NotFound
    rows = count_rows(table, asked, actor)
    if sheet == "xlsx" and rows > MOST_ROWS_XLSX:
        raise SheetTooLong(rows=rows)
    record(actor, "desk.exported", at=at, table=table.name, rows=rows, sheet=sheet)
    if rows > AT_ONCE:
        said = {"table": table.name, "query": asked.query, "sheet": sheet, "day": f"{day_of(at)}"}
        return start_work(actor, KIND, asked=said, language=language, at=at)
    name = f"{table.name}-{day_of(at)}.{sheet}"
    with tempfile.TemporaryDirectory(prefix="liushui-sheet-") as folder:
        place = Path(folder) / name
        _write(table, asked, actor, (sheet, place), lambda _done: None)
        return Sheet(place.read_bytes(), name, KINDS[sheet][1])


def export_as_work(task: Task) -> Result:
    """The same by the worker, under the posts that the person holds when it runs."""
    said = task.asked
    table, sheet = table_named(said["table"]), said["sheet"]
    if not table.is_open_to(task.actor):
        raise NotAllowed
    asked = asked_of(table, dict(parse_qsl(said["query"])), task.actor)
    name = f"{table.name}-{said['day']}.{sheet}"
    place = task.folder / name
    task.progress.expect(count_rows(table, asked, task.actor))
    _write(table, asked, task.actor, (sheet, place), task.progress.reach)
    return Result(place, name, KINDS[sheet][1])


def _write(table: Table, asked: Asked, actor: Actor, target: tuple[str, Path], step: Step) -> None:
    sheet, place = target
    heads = [str(column.label) for column in table.columns]
    KINDS[sheet][0](place, heads, all_rows(table, asked, actor), step)
