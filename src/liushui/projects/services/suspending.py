"""Suspending a project and letting it go on: the asking stops, the books stay open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liushui.base.states import move_state
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.projects import policies, queries
from liushui.projects.models import Project, Suspension
from liushui.projects.notices import tell_of_suspension
from liushui.projects.states import HELD_RULE, MOVES, UNSEEN_STATES, ProjectState, Side

_LONGEST = 300


class NothingToSuspend(DomainError):
    """Nobody outside sees a draft, so there is nothing to take down."""

    code = "nothing_to_suspend"
    status = 409
    message = gettext_noop("A project that is not public yet cannot be suspended.")
    remedy = gettext_noop("Edit the draft, or send it back from review.")


class SuspensionUnexplained(DomainError):
    """The public reads why a project stopped."""

    code = "suspension_unexplained"
    message = gettext_noop("A suspension says why.")
    remedy = gettext_noop("Write the reason as the public may read it.")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a project stops: on whose side, in words for the public, by which rule."""

    side: Side
    why: str
    rule: str = ""


@transaction.atomic
def suspend_project(
    actor: Actor, number: str, *, why: str, rule: str = "", at: datetime
) -> Project:
    """Take the project off the lists and refuse gifts; its page and books stay and say why.

    ``rule`` names the broken rule (R-21, N09). One rule suspends once on each side: a second call
    changes nothing. A closed project leaves the lists without changing its state. Raises
    ``NothingToSuspend``, ``SuspensionUnexplained``; ``NotAllowed`` unless a clock, the
    organisation itself or those who run this site ask. Source: MZ/T 088-2017; N09.
    """
    project = queries.project_for_update(actor, number)
    side = policies.sides_of(actor, project.organisation_id)[0]
    return put_up_reason(actor, project, Reason(side, why, rule), at=at)


@transaction.atomic
def put_up_reason(actor: Actor, project: Project, reason: Reason, *, at: datetime) -> Project:
    """The same on a side that the caller has made sure of; the project is locked."""
    if project.state in UNSEEN_STATES:
        raise NothingToSuspend
    why = reason.why.strip()[:_LONGEST]
    if not why:
        raise SuspensionUnexplained
    stood = Suspension.objects.filter(project=project, lifted_at=None).exists()
    reason_kept, fresh = Suspension.objects.get_or_create(
        project=project,
        rule=reason.rule,
        side=reason.side,
        lifted_at=None,
        defaults={"why": why, "by": actor.name, "at": at},
    )
    if project.state == ProjectState.OPEN:
        to = ProjectState.SUSPENDED
        move_state(project, to=to, moves=MOVES, by=actor.name, at=at, why=why)
    elif not fresh:
        return project
    record(actor, "project.suspended", project, at=at, rule=reason.rule)
    if fresh and (not stood or reason.rule == HELD_RULE):  # what a complaint found is told always
        tell_of_suspension(reason_kept, at=at)
    return project


@transaction.atomic
def resume_project(actor: Actor, number: str, *, at: datetime, rule: str | None = None) -> Project:
    """Lift what the actor's side put up: of one rule, or all of it. Twice changes nothing.

    The project goes on when no reason of any side stands any more. Who runs this site and serves
    the organisation too lifts nothing for the site.
    """
    project = queries.project_for_update(actor, number)
    sides = policies.sides_lifted_by(actor, project.organisation_id)
    return lift_reasons(actor, project, sides, rule, at=at)


@transaction.atomic
def lift_reasons(
    actor: Actor, project: Project, sides: Sequence[Side], rule: str | None, *, at: datetime
) -> Project:
    """The same on sides that the caller has made sure of; the project is locked."""
    standing = Suspension.objects.filter(project=project, lifted_at=None)
    mine = standing.filter(side__in=sides)
    if rule is not None:
        mine = mine.filter(rule=rule)
    lifted = mine.update(lifted_at=at, lifted_by=actor.name)
    if lifted:
        record(actor, "project.reason_lifted", project, at=at, rule=rule or "")
    if project.state == ProjectState.SUSPENDED and not standing.exists():
        move_state(project, to=ProjectState.OPEN, moves=MOVES, by=actor.name, at=at)
        record(actor, "project.resumed", project, at=at)
    return project
