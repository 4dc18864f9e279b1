"""The single writer of the log: takes what is owed and gives each its place, by sets.

Any number of processes may run it; the lock on the state lets one through. It holds no cursor over
what is owed: an id that was drawn early may be committed late. Place, number, leaf, frontier and
head are written in one transaction, and what waited leaves in it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import connection, transaction

from liushui.base.copying import copy_rows
from liushui.base.vault import seal_each
from liushui.transparency.format.canonical import BadBytes
from liushui.transparency.format.disclosures import fresh_disclosure, slots
from liushui.transparency.format.leaves import VERSION, leaf_bytes
from liushui.transparency.format.tree import Frontier, leaf_hash
from liushui.transparency.models import Entry, HeldBack, Position, Unfit
from liushui.transparency.sources import Draft, source_of

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

LIMIT = 4096
_ROWS = 400

Owing = tuple[str, int]


@dataclass(slots=True)
class _Batch:
    """What one transaction writes."""

    size: int
    entries: list[tuple[int, bytes, bytes]] = field(default_factory=list)
    positions: list[tuple[str, int, int]] = field(default_factory=list)
    unfit: list[tuple[str, int, str]] = field(default_factory=list)
    held_back: list[tuple[int, UUID | None, str]] = field(default_factory=list)


@transaction.atomic
def sequence(limit: int = LIMIT) -> int:
    """Give places to about ``limit`` of the records that wait; how many left the queue."""
    with connection.cursor() as cursor:
        cursor.execute("select size, frontier from transparency_state for update")
        state = cursor.fetchone()
        if state is None:
            return 0
        taken = _taken(cursor, limit)
        if not taken:
            return 0
        tree = Frontier.from_bytes(state[0], bytes(state[1]))
        batch = _Batch(tree.size)
        numbers = _Numbers(cursor)
        for owing, draft in _drafted(taken):
            _place(batch, numbers, owing, draft)
        _write(cursor, batch, tree)
        numbers.write()
    return len(taken)


def sequence_all() -> int:
    """Give places to all that waits now."""
    placed = 0
    while step := sequence():
        placed += step
    return placed


def _taken(cursor: "CursorWrapper", limit: int) -> list[Owing]:
    """What waits, oldest statement first: whole statements, until there are enough."""
    cursor.execute(
        """delete from transparency_waiting where id = any(array(
             select id from (
               select id, sum(cardinality(subjects)) over (order by id) - cardinality(subjects)
                 as before
               from (select id, subjects from transparency_waiting order by id limit %s) oldest
             ) counted where before < %s))
           returning id, kind, subjects""",
        [_ROWS, limit],
    )
    return [(kind, one) for _, kind, subjects in sorted(cursor.fetchall()) for one in subjects]


def _drafted(taken: Sequence[Owing]) -> Iterator[tuple[Owing, Draft | None]]:
    by_kind: dict[str, list[int]] = {}
    for kind, subject in taken:
        by_kind.setdefault(kind, []).append(subject)
    drafts = {kind: source_of(kind).drafts(subjects) for kind, subjects in by_kind.items()}
    for kind, subject in taken:
        yield (kind, subject), drafts[kind].get(subject)


class _Numbers:
    """The numbers of this batch's leaves: those of an organisation's year follow each other."""

    def __init__(self, cursor: "CursorWrapper") -> None:
        self._cursor = cursor
        self._last: dict[tuple[str, int], int] = {}

    def after(self, organisation_code: str, year: int) -> int:
        key = (organisation_code, year)
        if key not in self._last:
            self._cursor.execute(
                """select last from transparency_serial
                   where organisation_code = %s and year = %s""",
                key,
            )
            found = self._cursor.fetchone()
            self._last[key] = found[0] if found else 0
        return self._last[key] + 1

    def take(self, organisation_code: str, year: int) -> None:
        self._last[organisation_code, year] += 1

    def write(self) -> None:
        for (code, year), last in sorted(self._last.items()):
            if last:
                self._cursor.execute(
                    """insert into transparency_serial (organisation_code, year, last)
                       values (%s, %s, %s)
                       on conflict (organisation_code, year) do update set last = excluded.last""",
                    [code, year, last],
                )


def _place(batch: _Batch, numbers: _Numbers, owing: Owing, draft: Draft | None) -> None:
    """The record's leaf behind all others, or the record before a person."""
    kind, subject = owing
    if draft is None:
        batch.unfit.append((kind, subject, "nothing can be said about it"))
        return
    disclosures = [fresh_disclosure(name, value) for name, value in draft.held_back.items()]
    number = numbers.after(draft.organisation_code, draft.day.year)
    try:
        leaf = leaf_bytes(_leaf(kind, draft, number, disclosures))
    except BadBytes as error:
        batch.unfit.append((kind, subject, str(error)[:120]))
        return
    numbers.take(draft.organisation_code, draft.day.year)
    index = batch.size + len(batch.entries)
    batch.entries.append((index, leaf_hash(leaf), leaf))
    batch.positions.append((kind, subject, index))
    if disclosures:
        batch.held_back.append((index, draft.vault_id, json.dumps(disclosures)))


def _leaf(kind: str, draft: Draft, number: int, disclosures: Sequence[str]) -> Mapping[str, object]:
    return {
        "v": VERSION,
        "k": kind,
        "org": draft.organisation_code,
        "no": number,
        "d": draft.day.isoformat(),
        **draft.members,
        "sd": slots(disclosures),
    }


def _write(cursor: "CursorWrapper", batch: _Batch, tree: Frontier) -> None:
    copy_rows(Unfit, ("kind", "subject", "why"), batch.unfit)
    if not batch.entries:
        return
    copy_rows(Entry, ("index", "hash", "leaf"), batch.entries)
    copy_rows(Position, ("kind", "subject", "entry_id"), batch.positions)
    _keep_back(batch.held_back)
    grown = tree.grown(its_hash for _, its_hash, _ in batch.entries)
    cursor.execute(
        "update transparency_state set size = %s, frontier = %s", [grown.size, bytes(grown)]
    )
    cursor.execute(
        "insert into transparency_head (size, root) values (%s, %s)", [grown.size, grown.root]
    )


def _keep_back(rows: Sequence[tuple[int, UUID | None, str]]) -> None:
    """Seal what the leaves hold back; where nobody is behind one, under a key of its own."""
    known = [(index, who, text) for index, who, text in rows if who is not None]
    others = [(index, uuid4(), text) for index, who, text in rows if who is None]
    for some, are_new in ((known, False), (others, True)):
        fields = [(who, held_field(index), text) for index, who, text in some]
        sealed = zip(some, seal_each(fields, are_new=are_new), strict=True)
        kept = [(index, who, one) for (index, who, _), one in sealed if one is not None]
        copy_rows(HeldBack, ("entry_id", "vault_id", "sealed"), kept)


def held_field(index: int) -> str:
    """Under which field the disclosures of a leaf are sealed."""
    return f"log:{index}"
