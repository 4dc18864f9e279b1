"""Everything of one organisation in one archive (F18): CSV, JSON and papers, each by its digest.

It holds what the posts of whoever asks let them see in this organisation, masked as on the pages,
and nothing that another organisation owns. What a post does not open is named as left out, and so
is what never leaves in bulk, with the reason (decision 0109).
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from liushui.desk.queries import asked_of_work, work_for
from liushui.desk.services import result_of, start_work
from liushui.desk.sheets import write_csv
from liushui.desk.tables import Cell, Table, all_rows, asked_of, tables
from liushui.desk.work import Result, Task
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotFound
from liushui.onboarding.own import Portion, portions
from liushui.onboarding.queries.boards import body_with_board
from liushui.onboarding.services.packing import pack_papers
from liushui.parties.access import Right
from liushui.parties.actors import Actor, PostHeld
from liushui.parties.queries import organisations_by_id
from liushui.parties.services import record

if TYPE_CHECKING:
    from liushui.desk.models import Work

KIND = "export-own"
_CARRIED = "carried"
# What stays, and why: the manifest says it to whoever reads the archive elsewhere.
NEVER_HERE = {
    "names, phones and words of givers and of people helped": (
        "each is opened for a purpose, alone and on the record"
    ),
    "papers about people helped, and givers' certificates": "they name people: each opens alone",
    "keys, tokens, sessions and sealed bytes": "they work in this installation alone",
    "account numbers in whole": "two people put them in force; the last four places are here",
    "what the database derives from the rows here": "it is worked out anew from them",
}
# These reach beyond one's own organisation.
_BEYOND = frozenset({Right.INSTALLATION_MANAGE, Right.REPORTS_READ})


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One pair of files: columns for machines, and its rows when they are asked for."""

    name: str
    heads: Sequence[str]
    rows: Callable[[], Iterator[Sequence[Cell]]]


@transaction.atomic
def export_own(actor: Actor, credit_code: str, *, language: str, at: datetime) -> "Work":
    """Have the worker make the archive; on the record. Raises ``NotAllowed``, ``TooMuchWork``.

    It never holds more than the actor may see at this moment: a program's token carries less than
    its owner's posts.
    """
    body = body_with_board(actor, credit_code)
    record(actor, "organisation.exported", at=at, organisation=body.pk)
    asked = {
        "organisation": f"{body.pk}",
        "day": f"{day_of(at)}",
        _CARRIED: _carried(actor, body.pk),
    }
    return start_work(actor, KIND, asked=asked, language=language, at=at)


def export_as_work(task: Task) -> Result:
    """The archive, under the posts that the person holds when it is made."""
    body = organisations_by_id([int(task.asked["organisation"])])[0]
    actor = narrowed(_as_asked(task.actor, task.asked), body.pk)
    body_with_board(actor, body.credit_code)
    sheets, left_out = _sheets(actor, body.pk)
    name = f"{body.credit_code}-{task.asked['day']}.zip"
    place = task.folder / name
    task.progress.expect(len(sheets))
    told = []
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for done, sheet in enumerate(sheets, 1):
            told += _write(archive, task.folder, sheet)
            task.progress.reach(done)
        papers, shut = pack_papers(archive, actor, body.pk)
        manifest = {
            "organisation": body.credit_code,
            "name": body.name,
            "as_of": task.asked["day"],
            "files": told,
            "papers": papers,
            "left_out": left_out + shut,
            "why_left_out": "no post of whoever asked opens these lists or papers",
            "never_here": NEVER_HERE,
            "amounts": "CSV: yuan with two places; JSON: whole fen",
        }
        archive.writestr("manifest.json", _json(manifest))
    return Result(place, name, "application/zip")


def own_export(actor: Actor, key: UUID) -> "Work":
    """The actor's own archive, made or not, for programs.

    Raises ``NotFound`` where it could hold more than the actor may see now: a token reads nothing
    that its own rights would not have made.
    """
    work = work_for(actor, key)
    if work.kind != KIND:
        raise NotFound
    asked = asked_of_work(work)
    seen = {post.post_id: post.rights for post in _posts_in(actor, int(asked["organisation"]))}
    if _CARRIED not in asked:
        raise NotFound
    for post_id, rights in _read_carried(asked[_CARRIED]).items():
        if not rights <= seen.get(post_id, frozenset()):
            raise NotFound
    return work


def export_made(actor: Actor, key: UUID) -> tuple["Work", bytes]:
    """Its file. Raises ``NotFound`` as ``own_export``, ``ResultGone``."""
    return result_of(actor, own_export(actor, key).key)


def _posts_in(actor: Actor, organisation_id: int) -> Sequence[PostHeld]:
    return [post for post in actor.posts if post.organisation_id == organisation_id]


def _carried(actor: Actor, organisation_id: int) -> str:
    """The posts and rights under which it is asked for, as the work keeps them."""
    held = _posts_in(actor, organisation_id)
    return json.dumps({post.post_id: sorted(post.rights) for post in held})


def _read_carried(said: str) -> Mapping[int, frozenset[Right]]:
    return {
        int(post_id): frozenset(right for right in Right if right in rights)
        for post_id, rights in json.loads(said).items()
    }


def _as_asked(actor: Actor, asked: Mapping[str, str]) -> Actor:
    """The person with the rights of today, and of these those under which it was asked for."""
    if _CARRIED not in asked:  # asked for before it was kept
        return actor
    carried = _read_carried(asked[_CARRIED])
    posts = tuple(
        replace(post, rights=post.rights & carried.get(post.post_id, frozenset()))
        for post in actor.posts
        if post.post_id in carried
    )
    return replace(actor, posts=posts)


def narrowed(actor: Actor, organisation_id: int) -> Actor:
    """The actor with their posts in this organisation alone, and no right that reaches beyond."""
    own = tuple(
        replace(post, rights=post.rights - _BEYOND)
        for post in actor.posts
        if post.organisation_id == organisation_id
    )
    return replace(actor, posts=own, acting_in=organisation_id, elsewhere=frozenset())


def _sheets(actor: Actor, organisation_id: int) -> tuple[list[_Sheet], list[str]]:
    """What the actor may take along, and the names of what they may not."""
    sheets, left_out = [], []
    for portion in portions():
        if actor.holds_any(portion.rights):
            sheets.append(_of_portion(portion, actor, organisation_id))
        else:
            left_out.append(portion.name)
    for table in tables():
        if table.is_open_to(actor):
            sheets.append(_of_table(table, actor))
        else:
            left_out.append(table.name)
    return sheets, left_out


def _of_portion(portion: Portion, actor: Actor, organisation_id: int) -> _Sheet:
    return _Sheet(portion.name, portion.heads, lambda: portion.rows(actor, organisation_id))


def _of_table(table: Table, actor: Actor) -> _Sheet:
    heads = [column.name for column in table.columns]
    return _Sheet(table.name, heads, lambda: all_rows(table, asked_of(table, {}, actor), actor))


def _write(archive: zipfile.ZipFile, folder: Path, sheet: _Sheet) -> list[dict[str, Any]]:
    """The same rows as CSV and as JSON, read once; what the manifest says of both."""
    places = [folder / f"{sheet.name}.{kind}" for kind in ("csv", "json")]
    with places[1].open("w", encoding="utf-8") as file:
        rows = write_csv(places[0], sheet.heads, _also_json(file, sheet), lambda _done: None)
    told = []
    for place in places:
        digest = hashlib.sha256(place.read_bytes()).hexdigest()
        archive.write(place, place.name)
        told.append({"file": place.name, "rows": rows, "sha256": digest})
        place.unlink()
    return told


def _also_json(file: Any, sheet: _Sheet) -> Iterable[Sequence[Cell]]:
    """Hand the rows on, and write each as an object on its way."""
    file.write("[")
    for number, row in enumerate(sheet.rows()):
        values = {head: _value(cell) for head, cell in zip(sheet.heads, row, strict=True)}
        file.write((",\n" if number else "\n") + _json(values))
        yield row
    file.write("\n]\n")


def _value(cell: Cell) -> str | int | None:
    if cell.minor is not None:
        return cell.minor
    if cell.at is not None:
        return cell.at.isoformat()
    return cell.text


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
