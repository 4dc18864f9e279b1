"""Waivers that wait for a second person, and who may not speak of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from liushui.compliance.models import Duty
from liushui.kernel.clock import day_of
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries.hands import hands_holding, open_proposals, proposal_of
from liushui.parties.queries.posts import actors_serving

# Of the installation: only those who run it know of it and decide.
WAIVER = "installation.waiver"
# Of an organisation above: its own people who give out posts there decide, and judge (0089).
WAIVER_FROM_ABOVE = "body.waiver"


@dataclass(frozen=True, slots=True)
class ProposedWaiver:
    """A waiver that waits for a second person."""

    key: int
    duty_id: int
    until: date
    why: str
    is_own: bool


def proposed_waivers(actor: Actor, at: datetime, duty: Duty | None = None) -> list[ProposedWaiver]:
    """What waits, of all duties or of one, the oldest first."""
    return [
        ProposedWaiver(
            one.pk,
            one.facts["duty"],
            date.fromisoformat(one.facts["until"]),
            one.facts["why"],
            one.proposed_by == actor.name,
        )
        for kind in (WAIVER, WAIVER_FROM_ABOVE)
        for one in open_proposals(kind, at)
        if duty is None or one.facts["duty"] == duty.pk
    ]


def waivers_to_decide(actor: Actor, at: datetime) -> Sequence[tuple[ProposedWaiver, Duty]]:
    """What others proposed of bodies that the actor does not serve."""
    waiting = [one for one in proposed_waivers(actor, at) if not one.is_own]
    duties = Duty.objects.in_bulk([one.duty_id for one in waiting]) if waiting else {}
    return [
        (one, duties[one.duty_id])
        for one in waiting
        if one.duty_id in duties and not is_for_own_body(actor, duties[one.duty_id], at)
    ]


def is_proposed_waiver(duty_id: int, key: int) -> bool:
    """Whether this is a proposal to waive this duty, open or over."""
    proposal = proposal_of(WAIVER, key) or proposal_of(WAIVER_FROM_ABOVE, key)
    return proposal is not None and proposal.facts["duty"] == duty_id


def is_for_own_body(actor: Actor, duty: Duty, at: datetime) -> bool:
    """Whether the actor serves whose duty it is, or decides only by what such people lent.

    Whichever organisation the actor acts in now: every post of today counts.
    """
    if duty.organisation_id is None or actor.person_id is None:
        return False
    serving = {one.person_id for one in actors_serving([duty.organisation_id], day_of(at))}
    if actor.person_id in serving:
        return True
    runs = actor.holds_any([Right.INSTALLATION_MANAGE])
    right = Right.INSTALLATION_MANAGE if runs else Right.REPORTS_READ
    hands: set[int] = set()
    for body in actor.organisations_reached(right):
        hands |= hands_holding(actor.person_id, body, [right], at)
    return bool(hands) and hands <= serving
