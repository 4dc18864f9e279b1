"""Questions about requests to stand under another organisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from liushui.kernel.errors import NotFound
from liushui.parties import appointments
from liushui.parties.actors import Actor
from liushui.parties.models import Organisation, Proposal
from liushui.parties.queries.organisations import organisation_for
from liushui.parties.states import ProposalState

PLACE = "body.place"


@dataclass(frozen=True, slots=True)
class Placing:
    """An open request: who asks to stand under whom, and what the reader may do."""

    proposal: Proposal
    below: Organisation
    above: Organisation
    is_own: bool
    may_decide: bool


def body_to_place(actor: Actor, credit_code: str) -> Organisation:
    """An organisation whose posts the actor gives out. Raises ``NotFound``, ``NotAllowed``."""
    body = organisation_for(actor, credit_code)
    appointments.require_manage_in(actor, body.pk)
    return body


def placings_of(actor: Actor, body: Organisation, at: datetime) -> Sequence[Placing]:
    """Open requests from this organisation and to it, the oldest first."""
    wanted = Q(organisation=body) | Q(facts__below=body.pk)
    listed = Proposal.objects.filter(
        wanted, kind=PLACE, state=ProposalState.OPEN, expires_at__gt=at
    )
    found = list(listed.order_by("pk")[:50])
    keys = {one.facts[side] for one in found for side in ("below", "above")}
    bodies = Organisation.objects.in_bulk(keys)
    return [
        Placing(
            one,
            bodies[one.facts["below"]],
            bodies[one.facts["above"]],
            is_own=one.proposed_by == actor.name,
            may_decide=appointments.can_decide(actor, one),
        )
        for one in found
    ]


def placing_of(actor: Actor, body: Organisation, key: int) -> Proposal:
    """One request from or to this organisation. Raises ``NotFound``."""
    found = Proposal.objects.filter(pk=key, kind=PLACE).first()
    if found is None or body.pk not in {found.facts["below"], found.facts["above"]}:
        raise NotFound
    if not appointments.can_know_proposal(actor, found):
        raise NotFound
    return found
