"""The single writer of the log: takes what is owed and gives each its place, by sets.

Any number of processes may run it; the lock on the state lets one through. It holds no cursor over
what is owed: an id that was drawn early may be committed late. Place, number, leaf, frontier and
head are written in one transaction, and what waited leaves in it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils.timezone import now

from liushui.base.copying import copy_rows
from liushui.base.vault import seal_each
from liushui.kernel.clock import day_of
from liushui.transparency.format.tree import Frontier
from liushui.transparency.models import Entry, HeldBack, Position, Unfit
from liushui.transparency.queries.reading import held_field
from liushui.transparency.services.leafing import Batch, Leafing, Owing
from liushui.transparency.services.summing import begin_anew, count, drafted, due
from liushui.transparency.sources import Draft, source_of

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

LIMIT = 4096
_ROWS = 400


@transaction.atomic
def sequence(limit: int = LIMIT, *, at: datetime | None = None) -> int:
    """Give places to about ``limit`` of the records that wait; how many left the queue.

    Before them come the summaries of days that are over at ``at``, which is now.
    """
    today = day_of(at or now())
    with connection.cursor() as cursor:
        cursor.execute("select size, frontier from transparency_state for update")
        state = cursor.fetchone()
        if state is None:
            return 0
        days, taken = due(cursor, today), _taken(cursor, limit)
        if not (days or taken):
            return 0
        tree = Frontier.from_bytes(state[0], bytes(state[1]))
        leafing = Leafing(cursor, tree.size, [*drafted(days), *_drafted(taken)])
        copy_rows(Entry, ("index", "hash", "leaf"), leafing.rows())
        begin_anew(cursor, days, tree.size)
        count(cursor, leafing.batch.sums, today)
        leafing.numbers.write(cursor)
        _write(cursor, leafing.batch, tree)
    return len(days) + len(taken)


def sequence_all(*, at: datetime | None = None) -> int:
    """Give places to all that waits now."""
    placed = 0
    while step := sequence(at=at):
        placed += step
    return placed


def _taken(cursor: "CursorWrapper", limit: int) -> list[Owing]:
    """What waits, oldest statement first: whole statements, until there are enough."""
    cursor.execute(
        """delete from transparency_waiting where id = any(array(
             select id from (
               select id, sum(many) over (order by id) - many as before
               from (select id, many from transparency_waiting order by id limit %s) oldest
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


def _write(cursor: "CursorWrapper", batch: Batch, tree: Frontier) -> None:
    copy_rows(Unfit, ("kind", "subject", "why"), batch.unfit)
    if not batch.hashes:
        return
    copy_rows(Position, ("kind", "subject", "entry_id"), batch.positions)
    _keep_back(batch.held_back)
    grown = tree.grown(batch.hashes)
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
