"""An instruction becomes entries of the journal, in the transaction that says who agreed."""

from datetime import datetime

from liushui.base.states import move_state
from liushui.books.models import Instruction, InstructionEntry
from liushui.books.services.acts import ACTS
from liushui.books.states import MOVES, InstructionState
from liushui.parties.actors import Actor
from liushui.parties.services import record


def carry_out(actor: Actor, one: Instruction, *, at: datetime, why: str = "") -> None:
    """Do it and write down which entries came of it. What the ledger refuses undoes all."""
    end(one, InstructionState.DONE, by=actor.name, at=at, why=why)
    moved = ACTS[one.kind].carry(one)
    InstructionEntry.objects.bulk_create(
        InstructionEntry(instruction=one, movement=movement) for movement in moved
    )
    record(actor, "instruction.done", one, at=at, kind=one.kind, reference=one.reference)


def end(one: Instruction, state: InstructionState, *, by: str, at: datetime, why: str = "") -> None:
    """Who and when go first: an instruction that is over refuses every further change."""
    Instruction.objects.filter(pk=one.pk).update(decided_by=by, decided_at=at)
    one.decided_by, one.decided_at = by, at
    move_state(one, to=state, moves=MOVES, by=by, at=at, why=why)
