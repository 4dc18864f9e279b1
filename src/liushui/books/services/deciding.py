"""The second person agrees, and it is done; or declines, saying why."""

from datetime import datetime

from django.db import transaction

from liushui.books import policies, queries
from liushui.books.errors import InstructionOver, ReasonMissing, SurplusStillNeeded
from liushui.books.models import Instruction
from liushui.books.notices import tell_proposer
from liushui.books.services.carrying import carry_out, end
from liushui.books.states import InstructionState
from liushui.kernel.errors import NotAllowed
from liushui.parties.actors import Actor
from liushui.parties.services import record


@transaction.atomic
def agree(actor: Actor, reference: str, *, why: str = "", at: datetime) -> Instruction:
    """Agree, and it is carried out in the same transaction. A second call changes nothing.

    ``why`` is the second person's own reason. Raises ``SameTwoPeople``, ``InstructionOver``,
    without a reason ``SurplusStillNeeded``, and whatever the ledger refuses.
    """
    one = queries.instruction_for_update(actor, reference)
    if one.state == InstructionState.DONE and one.decided_by == actor.name:
        return one
    _require_open(actor, one)
    lacking = queries.still_needed(one)
    if lacking.minor and not why.strip():
        raise SurplusStillNeeded(lacking)
    carry_out(actor, one, at=at, why=why.strip()[:300])
    tell_proposer(one, at=at)
    return one


@transaction.atomic
def decline(actor: Actor, reference: str, *, why: str, at: datetime) -> Instruction:
    """Refuse it with a reason; nothing is booked. A second call changes nothing."""
    one = queries.instruction_for_update(actor, reference)
    if one.state == InstructionState.DECLINED and one.decided_by == actor.name:
        return one
    _require_open(actor, one)
    if not why.strip():
        raise ReasonMissing
    end(one, InstructionState.DECLINED, by=actor.name, at=at, why=why.strip()[:300])
    record(actor, "instruction.declined", one, at=at, kind=one.kind, reference=reference)
    tell_proposer(one, at=at)
    return one


@transaction.atomic
def withdraw(actor: Actor, reference: str, *, at: datetime) -> Instruction:
    """Take one's own proposal back. A second call changes nothing."""
    one = queries.instruction_for_update(actor, reference)
    if one.proposed_by != actor.name:
        raise NotAllowed
    if one.state == InstructionState.WITHDRAWN:
        return one
    if one.state != InstructionState.PROPOSED:
        raise InstructionOver
    end(one, InstructionState.WITHDRAWN, by=actor.name, at=at)
    record(actor, "instruction.withdrawn", one, at=at, kind=one.kind, reference=reference)
    return one


def _require_open(actor: Actor, one: Instruction) -> None:
    policies.require_decide(actor, one)
    if one.state != InstructionState.PROPOSED:
        raise InstructionOver
