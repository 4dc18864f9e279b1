"""What an instruction would book if it were carried out now: done, read, and undone."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from liushui.books.models import Instruction
from liushui.books.services.acts import ACTS
from liushui.insight.queries.entries import Entry, Step, entries_of_steps


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """The entries that would be booked, in their order. None of them is there."""

    entries: Sequence[Entry]


def rehearse(one: Instruction) -> Rehearsed:
    """Carry it out and undo it. Raises what the ledger would refuse."""
    with transaction.atomic():
        moved = ACTS[one.kind].carry(one)
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
            cursor.execute("set constraints all deferred")
        steps = [Step(m.pk, m.source_id, m.target_id, m.amount) for m in moved]
        entries = entries_of_steps(steps)
        transaction.set_rollback(True)
    return Rehearsed(entries)
