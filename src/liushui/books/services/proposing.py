"""One person proposes; what the ledger would refuse is refused here already."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from liushui.books import policies, queries
from liushui.books.errors import (
    DayNotYet,
    FundNotOurs,
    GiftNotOurs,
    InstructionIncomplete,
    ReasonMissing,
)
from liushui.books.models import Instruction
from liushui.books.notices import tell_deciders
from liushui.books.services.acts import ACTS
from liushui.books.services.carrying import carry_out
from liushui.books.services.rehearsing import rehearse
from liushui.books.states import BY_ONE, InstructionKind
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotFound
from liushui.kernel.ids import is_reference
from liushui.kernel.money import MAX_UNITS
from liushui.ledger.errors import KeyReused
from liushui.parties.actors import Actor
from liushui.parties.services import record

LONGEST_WHY = 300


@dataclass(frozen=True, slots=True)
class Asked:
    """An instruction as it was filled in. Empty is what its kind does not ask for."""

    reference: str
    kind: str
    why: str
    happened_on: date
    cause: str = ""
    gift: str = ""
    fund_id: int | None = None
    to_fund_id: int | None = None
    movement_id: int | None = None
    amount_minor: int | None = None
    outside_ref: str = ""


@transaction.atomic
def propose_instruction(actor: Actor, asked: Asked, *, at: datetime) -> Instruction:
    """Put an instruction before a second person; a freeze is carried out at once.

    The same reference again answers with the same instruction. Refuses what is incomplete, what is
    not the organisation's, and whatever the ledger would refuse if it were carried out now.
    """
    _require_whole(asked, at)
    organisation_id = _organisation_of(actor, asked)
    policies.require_propose(actor, organisation_id, asked.kind)
    found = Instruction.objects.filter(reference=asked.reference).first()
    if found is not None:
        if (found.kind, found.proposed_by) != (asked.kind, actor.name):
            raise KeyReused(key=asked.reference)
        return found
    one = Instruction.objects.create(
        reference=asked.reference,
        organisation_id=organisation_id,
        kind=asked.kind,
        cause=asked.cause,
        fund_id=asked.fund_id,
        to_fund_id=asked.to_fund_id,
        gift=asked.gift,
        movement_id=asked.movement_id,
        amount_minor=asked.amount_minor,
        outside_ref=asked.outside_ref,
        happened_on=asked.happened_on,
        why=asked.why.strip(),
        proposed_by=actor.name,
        proposed_at=at,
    )
    record(actor, "instruction.proposed", one, at=at, kind=one.kind, reference=one.reference)
    if one.kind in BY_ONE:
        carry_out(actor, one, at=at)
    else:
        rehearse(one)
        tell_deciders(one, at=at)
    return one


def _require_whole(asked: Asked, at: datetime) -> None:
    act = ACTS.get(asked.kind)
    if act is None or not is_reference(asked.reference):
        raise NotFound
    if not asked.why.strip() or len(asked.why.strip()) > LONGEST_WHY:
        raise ReasonMissing
    said = {
        "cause": asked.cause,
        "gift": asked.gift,
        "fund": asked.fund_id,
        "to_fund": asked.to_fund_id,
        "movement": asked.movement_id,
        "amount": asked.amount_minor,
        "outside_ref": asked.outside_ref,
    }
    there = {name for name, value in said.items() if value}
    if act.asks - there or there - act.asks - act.leaves:
        raise InstructionIncomplete
    if asked.amount_minor is not None and not 0 < asked.amount_minor <= MAX_UNITS:
        raise InstructionIncomplete
    if asked.happened_on > day_of(at):
        raise DayNotYet


def _holder_of(kind: str, movement_id: int) -> int | None:
    """Whose word it is: who gets a hop paid, who asked for the gift back, else whose money left."""
    if kind == InstructionKind.PAID_BACK:
        return queries.payee_of_hold(movement_id)
    if kind == InstructionKind.RECALL_ENDED:
        return queries.recaller_of_hold(movement_id)
    return queries.holder_of_entry(movement_id)


def _organisation_of(actor: Actor, asked: Asked) -> int:
    """Whose books it changes. All that it names is theirs: nobody writes another's books."""
    holders: list[tuple[int | None, type[DomainError]]] = []
    if asked.gift:
        holders.append((queries.holder_of_gift(asked.gift), GiftNotOurs))
    funds = [fund_id for fund_id in (asked.fund_id, asked.to_fund_id) if fund_id is not None]
    holders += [(queries.holder_of_fund(fund_id), FundNotOurs) for fund_id in funds]
    if asked.movement_id is not None:
        holders.append((_holder_of(asked.kind, asked.movement_id), NotFound))
    first = holders[0][0]
    for holder, refusal in holders:
        if holder is None or holder != first or not policies.can_read(actor, holder):
            raise refusal
    assert first is not None
    return first
