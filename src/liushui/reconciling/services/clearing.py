"""A person works on a difference: asks the provider, explains it, or proposes what to book."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liushui.base.states import move_state
from liushui.giving.services.asking import take_word
from liushui.giving.services.merchants import conversation_about
from liushui.kernel.errors import NotFound
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.parties.services.two_people import require_another
from liushui.projects.queries import project_for
from liushui.reconciling import policies
from liushui.reconciling.errors import (
    DifferenceOver,
    NothingToBook,
    ReasonMissing,
    SameTwoPeople,
)
from liushui.reconciling.models import Difference, Match
from liushui.reconciling.queries.accounts import account_for_update
from liushui.reconciling.queries.differences import difference_for, difference_for_update
from liushui.reconciling.services.booking import carry_out, require_bookable
from liushui.reconciling.services.matching import match_open_lines
from liushui.reconciling.states import (
    MOVES,
    Act,
    DifferenceKind,
    DifferenceState,
    MatchKind,
)

LONGEST_WHY = 300


@dataclass(frozen=True, slots=True)
class Proposed:
    """What somebody proposes to book out of a difference, and why."""

    act: str
    why: str
    project_number: str = ""


def ask_provider(actor: Actor, difference_id: int, *, at: datetime) -> Difference:
    """Ask the payment service about the order; what it says is settled and clears the difference.

    Raises ``NotFound``, ``NotAllowed``, ``NothingToBook`` where there is no order to ask about,
    ``ProviderSilent`` and ``ProviderRefused``.
    """
    one = difference_for(actor, difference_id)
    policies.require(actor, policies.WORKING, one.account.organisation_id)
    if one.kind != DifferenceKind.THEY_HAVE or one.order is None:
        raise NothingToBook
    provider = conversation_about(one.order, at=at)
    take_word(provider.transaction_of(one.order.reference, at=at), provider.merchant, at=at)
    with transaction.atomic():
        match_open_lines(account_for_update(one.account_id), at=at)
    return difference_for(actor, difference_id)


@transaction.atomic
def explain(actor: Actor, difference_id: int, *, why: str, at: datetime) -> Difference:
    """End a difference with a reason; nothing is booked. A second call changes nothing.

    What lacks in a cash box is not settled by who counted it first. Raises ``ReasonMissing``,
    ``DifferenceOver``, ``SameTwoPeople``.
    """
    one = _locked(actor, difference_id)
    policies.require(actor, policies.WORKING, one.account.organisation_id)
    reason = _reason(why)
    if one.state == DifferenceState.EXPLAINED and one.decided_by == actor.name:
        return one
    if one.state != DifferenceState.OPEN:
        raise DifferenceOver
    if one.count is not None:
        require_another(actor, one.count.counted_by, SameTwoPeople)
    _say(one, why=reason, decided_by=actor.name, decided_at=at)
    move_state(one, to=DifferenceState.EXPLAINED, moves=MOVES, by=actor.name, at=at, why=reason)
    if one.line is not None and not Match.objects.filter(line=one.line).exists():
        Match.objects.create(line=one.line, kind=MatchKind.EXPLAINED, by=actor.name, at=at)
    record(actor, "difference.explained", one, at=at, kind=one.kind)
    return one


@transaction.atomic
def propose_booking(
    actor: Actor, difference_id: int, proposed: Proposed, *, at: datetime
) -> Difference:
    """Put what shall be booked before a second person. The same again changes nothing.

    Raises ``ReasonMissing``, ``DifferenceOver``, ``NothingToBook``, and whatever makes the
    project not one of the organisation's own.
    """
    one = _locked(actor, difference_id)
    policies.require(actor, policies.WORKING, one.account.organisation_id)
    reason = _reason(proposed.why)
    project = project_for(actor, proposed.project_number) if proposed.project_number else None
    if project is not None and project.organisation_id != one.account.organisation_id:
        raise NotFound
    if one.state == DifferenceState.PROPOSED and one.proposed_by == actor.name:
        return one
    if one.state != DifferenceState.OPEN:
        raise DifferenceOver
    require_bookable(one, Act(proposed.act), project)
    _say(one, act=proposed.act, why=reason, project=project, proposed_by=actor.name, proposed_at=at)
    move_state(one, to=DifferenceState.PROPOSED, moves=MOVES, by=actor.name, at=at, why=reason)
    record(actor, "difference.proposed", one, at=at, kind=one.kind, act=one.act)
    return one


@transaction.atomic
def agree(
    actor: Actor, difference_id: int, *, seen: datetime | None = None, at: datetime
) -> Difference:
    """The second person agrees, and it is booked in the same transaction.

    ``seen`` is when that was proposed what the page showed: something else may lie there by now.
    Raises ``SameTwoPeople``, ``DifferenceOver`` and whatever giving or the ledger refuses.
    """
    one = _locked(actor, difference_id)
    if one.state == DifferenceState.BOOKED and one.decided_by == actor.name:
        return one
    policies.require_decide(actor, one)
    if one.state != DifferenceState.PROPOSED or seen not in {None, one.proposed_at}:
        raise DifferenceOver
    _say(one, decided_by=actor.name, decided_at=at)
    carry_out(one, by=actor.name, at=at)
    move_state(one, to=DifferenceState.BOOKED, moves=MOVES, by=actor.name, at=at)
    record(actor, "difference.booked", one, at=at, kind=one.kind, act=one.act)
    return one


@transaction.atomic
def decline(actor: Actor, difference_id: int, *, why: str, at: datetime) -> Difference:
    """The second person declines, or the first takes it back: it is open again."""
    one = _locked(actor, difference_id)
    if one.state == DifferenceState.OPEN:
        return one
    if one.state != DifferenceState.PROPOSED:
        raise DifferenceOver
    if one.proposed_by != actor.name:
        policies.require_decide(actor, one)
        _reason(why)
    move_state(
        one, to=DifferenceState.OPEN, moves=MOVES, by=actor.name, at=at, why=why.strip()[:300]
    )
    _say(one, act=Act.NONE, project=None, proposed_by="", proposed_at=None)
    record(actor, "difference.declined", one, at=at, kind=one.kind)
    return one


def _locked(actor: Actor, difference_id: int) -> Difference:
    """The difference, its account locked before it as matching does: one of the two goes first."""
    account_for_update(difference_for(actor, difference_id).account_id)
    return difference_for_update(actor, difference_id)


def _reason(why: str) -> str:
    reason = why.strip()
    if not reason or len(reason) > LONGEST_WHY:
        raise ReasonMissing
    return reason


def _say(one: Difference, **said: object) -> None:
    for name, value in said.items():
        setattr(one, name, value)
    one.save(update_fields=list(said))
