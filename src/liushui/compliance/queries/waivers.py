"""Waivers that wait for a second person, and who may not speak of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from liushui.compliance import policies
from liushui.compliance.models import Duty
from liushui.kernel.clock import day_of
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries.hands import hands_holding, open_proposals, proposal_of
from liushui.parties.queries.judging import judges_own
from liushui.parties.queries.posts import actors_serving

# Of the installation: only those who run it know of it and decide.
WAIVER = "installation.waiver"
# Of the organisation itself: two of its own board or supervisors, for want of anybody else (0095).
WAIVER_BY_OWN = "own.waiver"
# Of an organisation above: its own people who give out posts there decide, and judge (0089).
WAIVER_FROM_ABOVE = "body.waiver"


KINDS = (WAIVER, WAIVER_FROM_ABOVE, WAIVER_BY_OWN)


@dataclass(frozen=True, slots=True)
class ProposedWaiver:
    """A waiver that waits for a second person."""

    key: int
    duty_id: int
    until: date | None
    why: str
    is_own: bool


def proposed_waivers(actor: Actor, at: datetime, duty: Duty | None = None) -> list[ProposedWaiver]:
    """What waits, of all duties or of one, the oldest first."""
    return [
        ProposedWaiver(
            one.pk,
            one.facts["duty"],
            date.fromisoformat(one.facts["until"]) if one.facts["until"] else None,
            one.facts["why"],
            one.proposed_by == actor.name,
        )
        for kind in KINDS
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
        if one.duty_id in duties
        and policies.may_waive(actor, duties[one.duty_id])
        and not is_for_own_body(actor, duties[one.duty_id], at)
    ]


def is_proposed_waiver(duty_id: int, key: int) -> bool:
    """Whether this is a proposal to waive this duty, open or over."""
    found = (proposal_of(kind, key) for kind in KINDS)
    return any(one is not None and one.facts["duty"] == duty_id for one in found)


def is_for_own_body(actor: Actor, duty: Duty, at: datetime) -> bool:
    """Whether the actor serves whose duty it is, or decides only by what such people lent.

    Whichever organisation the actor acts in now: every post of today counts. Two of its own decide
    only where nobody else can (decision 0095).
    """
    if duty.organisation_id is None or actor.person_id is None:
        return False
    if judges_own(actor, duty.organisation_id, day_of(at)):
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
