"""Letting a duty go: by one who runs the site; what takes a project down by two, until a day.

Two as well where nobody independent judges: the site's own duties, and an organisation's own board
or supervisors (decision 0095).
"""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from liushui.compliance import policies, queries
from liushui.compliance.models import Duty
from liushui.compliance.queries.duties import duty_for_update
from liushui.compliance.queries.waivers import (
    WAIVER,
    WAIVER_BY_OWN,
    WAIVER_FROM_ABOVE,
    is_for_own_body,
    is_proposed_waiver,
)
from liushui.compliance.rulebook import suspending
from liushui.compliance.services.acting import act_on_projects
from liushui.compliance.services.day_work import CLOCK
from liushui.compliance.services.stating import DutyOver, ReasonMissing, end_duty
from liushui.compliance.states import DutyState
from liushui.kernel.clock import day_of
from liushui.kernel.days import add_months
from liushui.kernel.errors import DomainError, NotAllowed, NotFound, gettext_noop
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries import actor_for
from liushui.parties.services.two_people import (
    Decision,
    Facts,
    decide_proposal,
    propose,
    register_carrier,
    withdraw_proposal,
)

if TYPE_CHECKING:
    from liushui.parties.models import Proposal

_LONGEST = 300
_MOST_MONTHS = 3


class WaiverOfOwnBody(DomainError):
    """Nobody waives for the site what their own organisation owes."""

    code = "waiver_of_own_body"
    status = 403
    message = gettext_noop("Who serves this organisation has no say in waiving its duty.")
    remedy = gettext_noop("Ask somebody who runs this site and serves another organisation.")


class WaiverNeedsTwo(DomainError):
    """It holds a project down: one person alone does not let it go."""

    code = "waiver_needs_two"
    status = 409
    message = gettext_noop("This duty can take a project down, so two people waive it.")
    remedy = gettext_noop("Propose the waiver on the duty's page, with the day on which it ends.")


class WaiverOfOwnNeedsTwo(DomainError):
    """Nobody independent judges it: one person alone does not let it go."""

    code = "waiver_of_own_needs_two"
    status = 409
    message = gettext_noop("Nobody independent judges this duty, so two people waive it.")
    remedy = gettext_noop("Propose the waiver on the duty's page; another person agrees.")


class WaiverDayWrong(DomainError):
    """A waiver ends soon, and in the days to come."""

    code = "waiver_day_wrong"
    message = gettext_noop("A waiver does not end on %(day)s.")
    remedy = gettext_noop("Enter a day after today and no later than %(latest)s.")


@transaction.atomic
def waive(actor: Actor, key: int, *, why: str, at: datetime) -> Duty:
    """Let a duty go that takes no project down, by name and with the reason. Safe twice.

    Only who runs this site and does not serve whose duty it is; where all who run it do, who
    oversees it from above (decision 0089). Raises ``NotAllowed``, ``WaiverNeedsTwo``,
    ``WaiverOfOwnNeedsTwo``, ``WaiverOfOwnBody``, ``DutyOver``, ``ReasonMissing``.
    """
    duty = duty_for_update(actor, key)
    policies.require_waive(actor, duty)
    if duty.rule in suspending():
        raise WaiverNeedsTwo
    if needs_two(actor, duty):
        raise WaiverOfOwnNeedsTwo
    _require_other_body(actor, duty, at)
    if duty.state == DutyState.WAIVED:
        return duty
    _require_watched(duty)
    if not why.strip():
        raise ReasonMissing
    end_duty(actor, duty, DutyState.WAIVED, on=day_of(at), at=at, why=why.strip()[:_LONGEST])
    return duty


@transaction.atomic
def propose_waiver(
    actor: Actor, key: int, *, why: str, at: datetime, until: date | None = None
) -> "Proposal":
    """Put a waiver before another person: of what takes a project down, or of one's own.

    ``until`` is the end of one that takes a project down: on that day it is asked for anew. The
    same twice is one. Raises ``NotAllowed``, ``NotFound`` where one is enough, ``WaiverOfOwnBody``,
    ``DutyOver``, ``ReasonMissing``, ``WaiverDayWrong``.
    """
    duty = duty_for_update(actor, key)
    policies.require_waive(actor, duty)
    if actor.person_id is None:
        raise NotAllowed
    if not needs_two(actor, duty):
        raise NotFound
    _require_other_body(actor, duty, at)
    _require_watched(duty)
    if not why.strip():
        raise ReasonMissing
    said = ""
    if duty.rule in suspending():
        _require_day(until, at)
        said = until.isoformat() if until else ""
    facts: Facts = {"duty": duty.pk, "until": said, "why": why.strip()[:_LONGEST]}
    if duty.organisation_id is not None and policies.waives_own(actor, duty):
        return propose(
            actor, WAIVER_BY_OWN, organisation_id=duty.organisation_id, facts=facts, at=at
        )
    if policies.operates(actor):
        body = min(actor.organisations_reached(Right.INSTALLATION_MANAGE))
        return propose(actor, WAIVER, organisation_id=body, facts=facts, at=at)
    body = min(actor.organisations_with(Right.REPORTS_READ))
    return propose(actor, WAIVER_FROM_ABOVE, organisation_id=body, facts=facts, at=at)


@transaction.atomic
def decide_waiver(actor: Actor, duty_id: int, key: int, word: str, *, at: datetime) -> None:
    """Agree, refuse or withdraw. What the duty held down goes up again.

    Raises ``NotFound``, ``WaiverOfOwnBody``, ``DutyOver``, ``WaiverDayWrong`` for a day that came
    before the second word, and what ``two_people`` raises.
    """
    duty = duty_for_update(actor, duty_id)
    policies.require_waive(actor, duty)
    if not is_proposed_waiver(duty_id, key):
        raise NotFound
    if word == "withdraw":
        withdraw_proposal(actor, key, at=at)
        return
    _require_other_body(actor, duty, at)
    decide_proposal(actor, key, Decision(agrees=word == "agree"), at=at)


class _Waiver:
    def carry(self, actor: Actor, proposal: "Proposal", *, at: datetime) -> None:
        """End the duty until its day, as both people may still say today."""
        duty = duty_for_update(actor, proposal.facts["duty"])
        first = actor_for(int(proposal.proposed_by.partition(":")[2]), day_of(at))
        policies.require_waive(actor, duty)
        policies.require_waive(first, duty)
        _require_other_body(actor, duty, at)
        _require_other_body(first, duty, at)
        _require_watched(duty)
        if proposal.facts["until"]:
            duty.waived_until = date.fromisoformat(proposal.facts["until"])
            _require_day(duty.waived_until, at)
        duty.is_waived_by_own = proposal.kind == WAIVER_BY_OWN or duty.organisation_id is None
        why = proposal.facts["why"]
        end_duty(actor, duty, DutyState.WAIVED, on=day_of(at), at=at, why=why)
        act_on_projects(CLOCK, on=day_of(at), at=at)


def needs_two(actor: Actor, duty: Duty) -> bool:
    """What takes a project down, what the site itself owes, and what one's own body does."""
    is_own = duty.organisation_id is None or policies.waives_own(actor, duty)
    return duty.rule in suspending() or is_own


def _require_other_body(actor: Actor, duty: Duty, at: datetime) -> None:
    if is_for_own_body(actor, duty, at):
        raise WaiverOfOwnBody


def _require_watched(duty: Duty) -> None:
    if duty.state not in queries.WATCHED:
        raise DutyOver


def _require_day(until: date | None, at: datetime) -> None:
    today = day_of(at)
    latest = add_months(today, _MOST_MONTHS)
    if until is None or not today < until <= latest:
        raise WaiverDayWrong(day=until or today, latest=latest)


register_carrier(WAIVER, _Waiver())
register_carrier(WAIVER_FROM_ABOVE, _Waiver())
register_carrier(WAIVER_BY_OWN, _Waiver())
