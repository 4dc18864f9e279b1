"""While an appeal runs: stopped on a doubt and let go on, ended, found untrue, settled."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from liushui.appeals import policies
from liushui.appeals.errors import NothingToLift, ReasonMissing, RestLeft
from liushui.appeals.models import Appeal, Rest, Taking
from liushui.appeals.notices import UNTRUE, WENT_ON, tell_givers
from liushui.appeals.queries.appeals import appeals_to_end, locked_by_id
from liushui.appeals.queries.reasons import stops_of
from liushui.appeals.queries.sums import sums_of
from liushui.appeals.services.explaining import SEE_PAGE, Said, say_why
from liushui.appeals.services.masking import require_masked
from liushui.appeals.services.paying import cancel_open_payouts
from liushui.appeals.states import APPEAL_MOVES, PUBLIC_STATES, AppealState, Why
from liushui.base.states import MoveNotAllowed, move_state
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.kernel.money import format_yuan
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.projects.queries import suspensions_of
from liushui.projects.services import (
    close_account_of_appeal,
    resume_account_of_appeal,
    stop_account_of_appeal,
)
from liushui.projects.states import Side

_CLOCK = Actor.system("appeals")


@transaction.atomic
def stop_appeal(actor: Actor, number: str, *, why: str, at: datetime) -> Appeal:
    """Take no gifts and pay nothing out while something is looked into; the public reads why.

    Payments that nobody agreed to yet are stopped too; what was agreed stays held back, since the
    bank may have made it already. For the organisation and for those who run the site. A second
    call changes nothing. Raises ``ReasonMissing``, ``WordsNamePerson``, ``NotAllowed``.
    """
    appeal = _published(number)
    if not policies.may_stop(actor, appeal):
        raise NotAllowed
    if not why.strip():
        raise ReasonMissing
    require_masked(appeal, why)
    side = _side(actor, appeal)
    if not any(one.side == side and not one.rule for one in stops_of(appeal)):
        say_why(actor, appeal, Said(Why.STOPPED, why, side=side), at=at)
    stop_account_of_appeal(actor, appeal.project_id or 0, side=side, why=SEE_PAGE, at=at)
    cancel_open_payouts(actor, appeal, why=why.strip(), at=at)
    record(actor, "appeal.stopped", appeal, at=at, number=number)
    return appeal


@transaction.atomic
def resume_appeal(actor: Actor, number: str, *, at: datetime) -> Appeal:
    """Lift what the actor's own side put up. Nothing else changes.

    Raises ``NothingToLift`` where that side put up nothing, ``NotAllowed``.
    """
    appeal = _published(number)
    if not policies.may_stop(actor, appeal) or appeal.is_untrue:
        raise NotAllowed
    side = _side(actor, appeal)
    if not may_lift(actor, appeal):
        raise NothingToLift
    resume_account_of_appeal(actor, appeal.project_id or 0, side=side, at=at)
    record(actor, "appeal.resumed", appeal, at=at, number=number)
    return appeal


def may_lift(actor: Actor, appeal: Appeal) -> bool:
    """Whether a reason stands that the actor's own side put up."""
    if appeal.project is None or appeal.is_untrue or not policies.may_stop(actor, appeal):
        return False
    side = _side(actor, appeal)
    return any(stop.side == side for stop in suspensions_of(appeal.project))


@transaction.atomic
def end_appeal(actor: Actor, number: str, *, why: str, at: datetime) -> Appeal:
    """It takes no more gifts; what is there can still be paid. A second call changes nothing."""
    appeal = _published(number)
    if not actor.is_system:
        policies.require(actor, Right.CASE_EDIT, appeal)
    if appeal.state != AppealState.OPEN:
        return appeal
    if not why.strip():
        raise ReasonMissing
    require_masked(appeal, why)
    say_why(actor, appeal, Said(Why.ENDED, why), at=at)
    return _ended(actor, appeal, at)


@transaction.atomic
def mark_untrue(actor: Actor, number: str, *, why: str, at: datetime) -> Appeal:
    """What it said was found untrue: it ends, nothing is paid any more, givers are told.

    What rests then goes back by two people (``services.resting.begin_giving_back``), and what was
    proposed to go on to or from another appeal is declined. A second call changes nothing. Raises
    ``ReasonMissing``, ``NotAllowed``.
    """
    appeal = stop_appeal(actor, number, why=why, at=at)
    if appeal.is_untrue:
        return appeal
    appeal.is_untrue = True
    appeal.save(update_fields=["is_untrue"])
    waiting = Rest.objects.filter(Q(appeal=appeal) | Q(to=appeal), decided_at=None)
    waiting.update(decided_by=actor.name, decided_at=at, is_agreed=False)
    say_why(actor, appeal, Said(Why.UNTRUE, why), at=at)
    if appeal.state == AppealState.OPEN:
        _ended(actor, appeal, at)
    record(actor, "appeal.untrue", appeal, at=at, number=number)
    tell_givers(appeal, UNTRUE, _givers(appeal), at=at)
    for rest in Rest.objects.filter(to=appeal, is_agreed=True).select_related("appeal"):
        tell_givers(rest.appeal, WENT_ON, _givers(rest.appeal), at=at)
    return appeal


@transaction.atomic
def settle_appeal(actor: Actor, number: str, *, at: datetime) -> Appeal:
    """Nothing is left: the account is closed for good. Raises ``RestLeft`` before that."""
    appeal = _published(number)
    policies.require(actor, Right.CASE_EDIT, appeal)
    if appeal.state == AppealState.SETTLED:
        return appeal
    if appeal.state != AppealState.ENDED:
        raise MoveNotAllowed(state=appeal.state, to=AppealState.SETTLED)
    sums = sums_of(appeal)
    if sums.free + sums.promised:
        raise RestLeft(left=format_yuan(sums.free + sums.promised))
    move_state(appeal, to=AppealState.SETTLED, moves=APPEAL_MOVES, by=actor.name, at=at)
    record(actor, "appeal.settled", appeal, at=at, number=number)
    return appeal


def end_due_appeals(*, at: datetime) -> int:
    """The clock's part: appeals whose days have passed take no more gifts. How many."""
    due = appeals_to_end(day_of(at))
    for one in due:
        end_appeal(_CLOCK, one.number, why="期限已到", at=at)
    return len(due)


def _ended(actor: Actor, appeal: Appeal, at: datetime) -> Appeal:
    appeal.versions.filter(published_at=None, dropped_at=None).update(dropped_at=at)
    move_state(appeal, to=AppealState.ENDED, moves=APPEAL_MOVES, by=actor.name, at=at)
    close_account_of_appeal(actor, appeal.project_id or 0, at=at)
    record(actor, "appeal.ended", appeal, at=at, number=appeal.number)
    return appeal


def _published(number: str) -> Appeal:
    found = Appeal.objects.filter(number=number, state__in=PUBLIC_STATES)
    row = found.values_list("pk", flat=True).first()
    if row is None:
        raise NotFound
    return locked_by_id(row)


def _side(actor: Actor, appeal: Appeal) -> Side:
    """The organisation's own, or the site's; who serves both acts for the organisation."""
    own = actor.holds(Right.CASE_EDIT, appeal.organisation_id)
    return Side.BODY if own else Side.OPERATOR


def _givers(appeal: Appeal) -> list[int]:
    """Who gave signed in and stands in the books of it."""
    took = Taking.objects.filter(appeal=appeal, released_at=None, order__by_guest=False)
    return list(took.exclude(order__donor=None).values_list("order__donor_id", flat=True))
