"""The two-person rule: one proposes, another decides, in time, on the record.

A module registers what it lets people propose; once a second person agrees, the act is done as
part of the same transaction. ``require_another`` is the rule alone, for modules that keep their own
drafts (payments, cases).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.db import transaction
from django.db.models import QuerySet

from liushui.base.states import move_state
from liushui.kernel.errors import DomainError, NotAllowed, NotFound, gettext_noop
from liushui.parties import appointments
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Proposal
from liushui.parties.queries.hands import hands_behind, hands_holding
from liushui.parties.services.recording import record
from liushui.parties.states import PROPOSAL_MOVES, ProposalState

DAYS_TO_DECIDE = timedelta(days=14)
Facts = Mapping[str, str | int | None]


class ProposedByYou(DomainError):
    """Whoever proposed an act cannot also agree to it."""

    code = "proposed_by_you"
    status = 403
    message = gettext_noop("You proposed this, so another person must decide it.")
    remedy = gettext_noop("Ask another person who manages posts, or the operator of this site.")


class SameHands(DomainError):
    """One of the two holds nothing but what the other lent: these are one person's rights."""

    code = "same_hands"
    status = 403
    message = gettext_noop("One of you two holds this right only because the other lent it.")
    remedy = gettext_noop("Ask somebody who holds such a post in their own right.")


class ProposalOver(DomainError):
    """Decided already, withdrawn, or out of time."""

    code = "proposal_over"
    status = 409
    message = gettext_noop("This proposal is no longer open.")
    remedy = gettext_noop("Reload the page to see what became of it, or propose it again.")


class Carrier(Protocol):
    """What a module does with its proposals."""

    def carry(self, actor: Actor, proposal: Proposal, *, at: datetime) -> None:
        """Do what was proposed; ``actor`` is the second person. What it raises undoes all."""


_carriers: dict[str, Carrier] = {}


@dataclass(frozen=True, slots=True)
class Decision:
    """The second person's word."""

    agrees: bool
    why: str = ""


def register_carrier(kind: str, carrier: Carrier) -> None:
    """Let acts of this kind be proposed. One carrier of each kind."""
    _carriers[kind] = carrier


def is_another(actor: Actor, first: str) -> bool:
    """Whether the actor is another person than the first. The system is nobody's second."""
    return actor.name != first


def require_another(actor: Actor, first: str, refusal: type[DomainError]) -> None:
    """Raise the module's own refusal where the second person is the first again."""
    if not is_another(actor, first):
        raise refusal


def require_other_hands(
    actor: Actor,
    first: str,
    *,
    organisation_id: int,
    rights: Iterable[Right],
    deciding: Iterable[Right] = (),
    at: datetime,
) -> None:
    """Raise ``SameHands`` where one of the two acts only by what the other lent.

    For modules that keep their own drafts; ``rights`` are those by which either of them may act,
    ``deciding`` those of the second person where these are fewer: only they count on that side.
    """
    kind, _, number = first.partition(":")
    if kind != "person" or actor.person_id is None:
        return
    held = list(rights)
    one = hands_holding(int(number), organisation_id, held, at)
    other = hands_holding(actor.person_id, organisation_id, list(deciding) or held, at)
    if len(one | other) == 1:
        raise SameHands


@transaction.atomic
def propose(
    actor: Actor, kind: str, *, organisation_id: int, facts: Facts, at: datetime
) -> Proposal:
    """Put an act before a second person; what is open with the same facts is the same proposal.

    ``facts`` are ids and codes. Whoever calls has asked whether the actor may propose this.
    """
    assert kind in _carriers, f"nobody carries {kind}"
    digest = hashlib.sha256(json.dumps(dict(facts), sort_keys=True).encode()).digest()
    _lapse(Proposal.objects.filter(organisation_id=organisation_id), at)
    proposal, fresh = Proposal.objects.get_or_create(
        kind=kind,
        organisation_id=organisation_id,
        digest=digest,
        state=ProposalState.OPEN,
        defaults={
            "facts": dict(facts),
            "proposed_by": actor.name,
            "proposed_at": at,
            "expires_at": at + DAYS_TO_DECIDE,
        },
    )
    if fresh:
        record(actor, "proposal.made", proposal, at=at, kind=kind)
    return proposal


@transaction.atomic
def decide_proposal(actor: Actor, key: int, decision: Decision, *, at: datetime) -> Proposal:
    """Agree, and the act is done; or refuse. The same decision twice changes nothing.

    Raises ``NotFound`` for those who may not know of it, ``ProposedByYou``, ``SameHands``,
    ``ProposalOver``.
    """
    proposal = _known(actor, key)
    wanted = ProposalState.AGREED if decision.agrees else ProposalState.REFUSED
    if proposal.state == wanted and proposal.decided_by == actor.name:
        return proposal
    require_another(actor, proposal.proposed_by, ProposedByYou)
    _require_other_hands(actor, proposal, at)
    if not appointments.can_decide(actor, proposal):
        raise NotAllowed
    if proposal.state != ProposalState.OPEN or proposal.expires_at <= at:
        raise ProposalOver
    _end(proposal, actor.name, to=wanted, at=at, why=decision.why)
    verb = "proposal.agreed" if decision.agrees else "proposal.refused"
    record(actor, verb, proposal, at=at, kind=proposal.kind)
    if decision.agrees:
        _carriers[proposal.kind].carry(actor, proposal, at=at)
    return proposal


@transaction.atomic
def withdraw_proposal(actor: Actor, key: int, *, at: datetime) -> Proposal:
    """Take one's own proposal back. Raises ``NotAllowed`` for another's, ``ProposalOver``."""
    proposal = _known(actor, key)
    if proposal.proposed_by != actor.name:
        raise NotAllowed
    if proposal.state == ProposalState.WITHDRAWN:
        return proposal
    if proposal.state != ProposalState.OPEN:
        raise ProposalOver
    _end(proposal, actor.name, to=ProposalState.WITHDRAWN, at=at)
    record(actor, "proposal.withdrawn", proposal, at=at, kind=proposal.kind)
    return proposal


@transaction.atomic
def withdraw_proposals_by(name: str, organisation_id: int, *, at: datetime) -> int:
    """End what a leaver left open in an organisation. The number of proposals ended."""
    left = Proposal.objects.filter(
        organisation_id=organisation_id, proposed_by=name, state=ProposalState.OPEN
    )
    proposals = list(left.select_for_update(no_key=True).order_by("pk"))
    for proposal in proposals:
        _end(proposal, name, to=ProposalState.WITHDRAWN, at=at)
    return len(proposals)


@transaction.atomic
def lapse_proposals(*, at: datetime) -> int:
    """The clock's part: what nobody decided in time. The number of proposals ended."""
    return _lapse(Proposal.objects.all(), at)


def _lapse(proposals: QuerySet[Proposal], at: datetime) -> int:
    late = proposals.filter(state=ProposalState.OPEN, expires_at__lte=at)
    listed = list(late.select_for_update(no_key=True).order_by("pk"))
    for proposal in listed:
        _end(proposal, None, to=ProposalState.LAPSED, at=at)
    return len(listed)


def _end(
    proposal: Proposal, by: str | None, *, to: ProposalState, at: datetime, why: str = ""
) -> None:
    # Who and when go first: a proposal that is over refuses every further change. A proposal
    # that was taken back or ran out was decided by nobody.
    decided = to in {ProposalState.AGREED, ProposalState.REFUSED}
    proposal.decided_by, proposal.decided_at = by if decided else None, at
    proposal.save(update_fields=["decided_by", "decided_at"])
    move_state(proposal, to=to, moves=PROPOSAL_MOVES, by=by or "system:clock", at=at, why=why[:300])


def _require_other_hands(actor: Actor, proposal: Proposal, at: datetime) -> None:
    """Two accounts are not two people where the one holds only what the other lent."""
    kind, _, number = proposal.proposed_by.partition(":")
    if kind != "person" or actor.person_id is None:
        return
    first = hands_behind(int(number), proposal, proposal.proposed_at)
    if len(first | hands_behind(actor.person_id, proposal, at)) == 1:
        raise SameHands


def _known(actor: Actor, key: int) -> Proposal:
    proposal = Proposal.objects.select_for_update(no_key=True).filter(pk=key).first()
    if proposal is None or not appointments.can_know_proposal(actor, proposal):
        raise NotFound
    return proposal
