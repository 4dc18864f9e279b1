"""What is left at the end goes where it was declared: back to givers, or to another appeal."""

from datetime import datetime

from django.db import transaction

from liushui.appeals import policies
from liushui.appeals.errors import (
    AppealStopped,
    CapReached,
    NothingProposed,
    OtherWaits,
    ReasonMissing,
    RestNowhere,
    VersionWaits,
)
from liushui.appeals.models import Appeal, Rest
from liushui.appeals.queries.appeals import (
    appeal_for,
    appeal_for_update,
    by_number,
    is_over,
    lock_both,
    locked_by_id,
)
from liushui.appeals.queries.paying import rest_waiting
from liushui.appeals.queries.sums import sums_of
from liushui.appeals.services.explaining import SEE_PAGE, Said, say_why
from liushui.appeals.services.masking import require_masked
from liushui.appeals.services.publishing import require_two
from liushui.appeals.states import AppealState, RestWay, Why
from liushui.base.states import MoveNotAllowed
from liushui.giving.refund_states import RefundClass
from liushui.giving.services.refund_mass import propose_mass_refund
from liushui.kernel.money import Money, format_yuan
from liushui.ledger.queries import fund as fund_by_id
from liushui.ledger.services.designations import Leftover, move_surplus
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.projects.queries import suspensions_of

_MONEY = [Right.MONEY_DRAFT, Right.MONEY_APPROVE]


@transaction.atomic
def propose_rest(actor: Actor, number: str, *, to: str, why: str, at: datetime) -> Rest:
    """The first of the two: all that is free goes to another open appeal of the organisation.

    Only where that was declared by both. Raises ``RestNowhere``, ``AppealStopped``,
    ``ReasonMissing``, ``VersionWaits``, ``WordsNamePerson``.
    """
    appeal = appeal_for_update(actor, number)
    policies.require(actor, Right.MONEY_DRAFT, appeal)
    _require_ended(appeal)
    if not why.strip():
        raise ReasonMissing
    require_masked(appeal, why)
    if rest_waiting(appeal) is not None:
        raise VersionWaits
    target = by_number(to)
    free = sums_of(appeal).free
    if target is None or free <= 0:
        raise RestNowhere
    _require_way(appeal, target, at)
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
def decide_rest(actor: Actor, number: str, *, rest: int, agrees: bool, at: datetime) -> Rest:
    """The second of the two: it goes there, or it does not.

    ``rest`` is the key of what was read. All that proposing asks is asked again, with both appeals
    locked. Raises ``ProposedByYou``, ``SameHands``, ``NothingProposed``, ``OtherWaits``,
    ``RestNowhere``, ``AppealStopped``, ``CapReached`` where the other appeal has no room for it
    below its cap.
    """
    asked = appeal_for(actor, number)
    policies.require(actor, Right.MONEY_APPROVE, asked)
    seen = rest_waiting(asked)
    if seen is None:
        raise NothingProposed
    lock_both(seen.appeal_id, seen.to_id)
    appeal = appeal_for_update(actor, number)
    waiting = rest_waiting(appeal)
    if waiting is None:
        raise NothingProposed
    if waiting.pk != rest or waiting.pk != seen.pk:
        raise OtherWaits
    return _decided(actor, appeal, waiting, agrees=agrees, at=at)


def _decided(actor: Actor, appeal: Appeal, rest: Rest, *, agrees: bool, at: datetime) -> Rest:
    if agrees:
        require_two(actor, rest.proposed_by, appeal, _MONEY, at=at)
        _require_ended(appeal)
        _require_way(appeal, rest.to, at)
        if rest.amount_minor > sums_of(appeal).free:
            raise RestNowhere
    rest.decided_by, rest.decided_at, rest.is_agreed = actor.name, at, agrees
    rest.save(update_fields=["decided_by", "decided_at", "is_agreed"])
    if agrees:
        _move(actor, appeal, rest, at)
    record(actor, "appeal_rest.decided", appeal, at=at, number=appeal.number, agrees=agrees)
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
    require_masked(appeal, why)
    kind = RefundClass.CANCELLED
    say_why(actor, appeal, Said(Why.GIVEN_BACK, why), at=at)
    made = propose_mass_refund(actor, appeal.number, kind=kind, why=SEE_PAGE, at=at)
    record(actor, "appeal_rest.going_back", appeal, at=at, number=number, refund=made.reference)
    return str(made.reference)


def _require_ended(appeal: Appeal) -> None:
    if appeal.state != AppealState.ENDED:
        raise MoveNotAllowed(state=appeal.state, to=AppealState.SETTLED)


def _require_way(appeal: Appeal, target: Appeal, at: datetime) -> None:
    """Raise ``RestNowhere`` unless both declared it so, ``AppealStopped`` while either is stopped.

    What came from another appeal goes back to no giver. So it goes only where what is left goes on.
    """
    ways = {appeal.rest_way, target.rest_way}
    if ways != {RestWay.SIMILAR} or appeal.is_untrue or target.is_untrue:
        raise RestNowhere
    if target.pk == appeal.pk or target.organisation_id != appeal.organisation_id:
        raise RestNowhere
    if target.state != AppealState.OPEN or is_over(target, at):
        raise RestNowhere
    for one in (appeal, target):
        if one.project is None or suspensions_of(one.project):
            raise AppealStopped


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
        why=SEE_PAGE,
        proposed_by=rest.proposed_by,
    )
    move_surplus(actor.name, left, key=f"appeal-rest:{rest.pk}", at=at)
