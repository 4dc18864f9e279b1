"""What had gone on to another appeal comes back, since one of the two proved untrue.

As far as it still rests there; what a provider was paid of it is claimed back where it was paid.
"""

from datetime import datetime

from django.db import transaction

from liushui.appeals import policies
from liushui.appeals.errors import (
    NothingProposed,
    OtherWaits,
    ReasonMissing,
    RestNowhere,
    VersionWaits,
)
from liushui.appeals.models import Homecoming, Rest
from liushui.appeals.queries.appeals import (
    appeal_for,
    appeal_for_update,
    lock_both,
    locked_by_id,
)
from liushui.appeals.queries.homecomings import home_waiting, movement_of_rest, rest_at, rests_here
from liushui.appeals.queries.reasons import sealed_why
from liushui.appeals.services.masking import require_masked
from liushui.appeals.services.publishing import require_two
from liushui.appeals.states import APPEAL_MOVES, AppealState
from liushui.base.states import move_state
from liushui.kernel.money import Money
from liushui.ledger.services import reverse
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services import record

_MONEY = [Right.MONEY_DRAFT, Right.MONEY_APPROVE]
_LONGEST = 200


@transaction.atomic
def propose_home(actor: Actor, number: str, *, rest: int, why: str, at: datetime) -> Homecoming:
    """The first of the two: what of it still rests goes back to the appeal that it came from.

    Either appeal may be named. Only where one of both proved untrue. Raises ``RestNowhere``,
    ``ReasonMissing``, ``VersionWaits``, ``WordsNamePerson``, ``NotAllowed``.
    """
    appeal = appeal_for_update(actor, number)
    policies.require(actor, Right.MONEY_DRAFT, appeal)
    moved = rest_at(appeal, rest)
    if not why.strip():
        raise ReasonMissing
    for one in (moved.appeal, moved.to):
        require_masked(one, why)
    if home_waiting(moved) is not None:
        raise VersionWaits
    made = Homecoming.objects.create(
        rest=moved,
        amount_minor=_rests(moved),
        why_sealed=sealed_why(moved.to, why.strip()[:_LONGEST]),
        proposed_by=actor.name,
        proposed_at=at,
    )
    record(actor, "appeal_rest.home_proposed", appeal, at=at, number=number)
    return made


@transaction.atomic
def decide_home(actor: Actor, number: str, *, home: int, agrees: bool, at: datetime) -> Homecoming:
    """The second of the two: it lies in the fund that it came from again, or stays.

    ``home`` is the key of what was read. From there it goes back to givers, or on as declared; a
    settled appeal is ended again for that. A second call changes nothing. Raises
    ``NothingProposed``, ``OtherWaits`` where less rests by now, ``ProposedByYou``, ``SameHands``.
    """
    asked = appeal_for(actor, number)
    policies.require(actor, Right.MONEY_APPROVE, asked)
    seen = Homecoming.objects.filter(pk=home).select_related("rest").first()
    if seen is None or asked.pk not in {seen.rest.appeal_id, seen.rest.to_id}:
        raise NothingProposed
    lock_both(seen.rest.appeal_id, seen.rest.to_id)
    waiting = Homecoming.objects.select_for_update(no_key=True).get(pk=home)
    if waiting.decided_at is not None:
        if waiting.is_agreed == agrees:
            return waiting
        raise NothingProposed
    if agrees:
        require_two(actor, waiting.proposed_by, asked, _MONEY, at=at)
        if _rests(seen.rest) < waiting.amount_minor:
            raise OtherWaits
    waiting.decided_by, waiting.decided_at, waiting.is_agreed = actor.name, at, agrees
    waiting.save(update_fields=["decided_by", "decided_at", "is_agreed"])
    if agrees:
        _move(actor, seen.rest, waiting, at)
    record(actor, "appeal_rest.home_decided", asked, at=at, number=number, agrees=agrees)
    return waiting


def _rests(moved: Rest) -> int:
    """What of it can come back now. Raises ``RestNowhere`` where nothing can or may."""
    here = rests_here(moved) if moved.appeal.is_untrue or moved.to.is_untrue else 0
    if here <= 0:
        raise RestNowhere
    return here


def _move(actor: Actor, moved: Rest, home: Homecoming, at: datetime) -> None:
    movement = movement_of_rest(moved)
    assert movement is not None, "it had moved when it was proposed"
    reverse(movement, Money(home.amount_minor), key=f"appeal-home:{home.pk}", happened_at=at)
    source, target = locked_by_id(moved.appeal_id), locked_by_id(moved.to_id)
    target.taken_minor -= home.amount_minor  # there is room below its cap again
    target.save(update_fields=["taken_minor"])
    if source.state == AppealState.SETTLED:
        to = AppealState.ENDED
        move_state(source, to=to, moves=APPEAL_MOVES, by=actor.name, at=at)
