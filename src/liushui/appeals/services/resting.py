"""What is left at the end goes where it was declared: back to givers, or to another appeal."""

from datetime import datetime

from django.db import transaction

from liushui.appeals import policies
from liushui.appeals.errors import (
    CapReached,
    NothingProposed,
    ReasonMissing,
    RestNowhere,
    VersionWaits,
)
from liushui.appeals.models import Appeal, Rest
from liushui.appeals.queries.appeals import appeal_for_update, locked_by_id, sums_of
from liushui.appeals.queries.paying import rest_waiting
from liushui.appeals.services.publishing import require_two
from liushui.appeals.states import AppealState, RestWay
from liushui.base.states import MoveNotAllowed
from liushui.giving.refund_states import RefundClass
from liushui.giving.services.refund_mass import propose_mass_refund
from liushui.kernel.money import Money, format_yuan
from liushui.ledger.queries import fund as fund_by_id
from liushui.ledger.services.designations import Leftover, move_surplus
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services import record

_MONEY = [Right.MONEY_DRAFT, Right.MONEY_APPROVE]


@transaction.atomic
def propose_rest(actor: Actor, number: str, *, to: str, why: str, at: datetime) -> Rest:
    """The first of the two: all that is free goes to another open appeal of the organisation.

    Only where that was declared. Raises ``RestNowhere``, ``ReasonMissing``, ``VersionWaits``.
    """
    appeal = appeal_for_update(actor, number)
    policies.require(actor, Right.MONEY_DRAFT, appeal)
    _require_ended(appeal)
    if not why.strip():
        raise ReasonMissing
    if rest_waiting(appeal) is not None:
        raise VersionWaits
    target = Appeal.objects.filter(number=to, state=AppealState.OPEN).first()
    free = sums_of(appeal).free
    is_declared = appeal.rest_way == RestWay.SIMILAR and not appeal.is_untrue
    if target is None or not is_declared or free <= 0 or target.pk == appeal.pk:
        raise RestNowhere
    if target.organisation_id != appeal.organisation_id:
        raise RestNowhere
    made = Rest.objects.create(
        appeal=appeal,
        to=target,
        amount_minor=free,
        why=why.strip()[:200],
        proposed_by=actor.name,
        proposed_at=at,
    )
    record(actor, "appeal_rest.proposed", appeal, at=at, number=number, to=to)
    return made


@transaction.atomic
def decide_rest(actor: Actor, number: str, *, agrees: bool, at: datetime) -> Rest:
    """The second of the two: it goes there, or it does not.

    Raises ``ProposedByYou``, ``SameHands``, ``NothingProposed``, ``CapReached`` where the other
    appeal has no room for it below its cap.
    """
    appeal = appeal_for_update(actor, number)
    policies.require(actor, Right.MONEY_APPROVE, appeal)
    rest = rest_waiting(appeal)
    if rest is None:
        raise NothingProposed
    if agrees:
        require_two(actor, rest.proposed_by, appeal, _MONEY, at=at)
    rest.decided_by, rest.decided_at, rest.is_agreed = actor.name, at, agrees
    rest.save(update_fields=["decided_by", "decided_at", "is_agreed"])
    if agrees:
        _move(actor, appeal, rest, at)
    record(actor, "appeal_rest.decided", appeal, at=at, number=number, agrees=agrees)
    return rest


@transaction.atomic
def begin_giving_back(actor: Actor, number: str, *, why: str, at: datetime) -> str:
    """The first of the two: all gifts go back as far as they lie here; the refund's reference.

    The second person agrees where gifts that go back are decided. Raises ``ReasonMissing``,
    ``NothingToReturn``, ``NotAllowed``.
    """
    appeal = appeal_for_update(actor, number)
    policies.require(actor, Right.MONEY_DRAFT, appeal)
    _require_ended(appeal)
    if not why.strip():
        raise ReasonMissing
    kind = RefundClass.CANCELLED
    made = propose_mass_refund(actor, appeal.number, kind=kind, why=why.strip(), at=at)
    record(actor, "appeal_rest.going_back", appeal, at=at, number=number, refund=made.reference)
    return str(made.reference)


def _require_ended(appeal: Appeal) -> None:
    if appeal.state != AppealState.ENDED:
        raise MoveNotAllowed(state=appeal.state, to=AppealState.SETTLED)


def _move(actor: Actor, appeal: Appeal, rest: Rest, at: datetime) -> None:
    """By the ledger's own decision of two people (L29); it takes room below the other's cap."""
    target = locked_by_id(rest.to_id)
    room = target.cap_minor - target.taken_minor
    if rest.amount_minor > room:
        raise CapReached(left=format_yuan(room))
    target.taken_minor += rest.amount_minor
    target.save(update_fields=["taken_minor"])
    assert appeal.project is not None, f"{appeal.number} has no account"
    assert target.project is not None, f"{target.number} has no account"
    left = Leftover(
        fund=fund_by_id(appeal.project.fund_id),
        target=fund_by_id(target.project.fund_id),
        amount=Money(rest.amount_minor),
        why=rest.why,
        proposed_by=rest.proposed_by,
    )
    move_surplus(actor.name, left, key=f"appeal-rest:{rest.pk}", at=at)
