"""The account of a personal appeal: a project in a lane of its own, on no campaign's page.

The module of appeals alone calls these, and has asked who may; whoever reads campaigns never meets
what they make (``policies.campaigns``; N05).
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from liushui.base.states import move_state
from liushui.kernel.clock import day_of
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.projects import policies, queries
from liushui.projects.models import Project, Suspension
from liushui.projects.services.suspending import Reason, put_up_reason
from liushui.projects.states import MOVES, Lane, ProjectState, Side


@dataclass(frozen=True, slots=True)
class Account:
    """What givers read of an appeal on their papers, the most it takes, and its days."""

    title: str
    summary: str
    cap_minor: int
    ends_on: date
    title_en: str = ""
    summary_en: str = ""
    leftover: str = ""
    leftover_en: str = ""


@transaction.atomic
def open_account_of_appeal(
    actor: Actor, number: str, account: Account, *, organisation_id: int, fund_id: int, at: datetime
) -> Project:
    """Open it to gifts under the appeal's own number. Both certificates are demanded (A04)."""
    policies.require_certificates(organisation_id, day_of(at))
    project = Project.objects.create(
        lane=Lane.PERSONAL,
        number=number,
        organisation_id=organisation_id,
        fund_id=fund_id,
        starts_on=day_of(at),
        created_at=at,
        **_written(account),
    )
    move_state(project, to=ProjectState.OPEN, moves=MOVES, by=actor.name, at=at)
    record(actor, "appeal_account.opened", project, at=at, number=number)
    return project


@transaction.atomic
def rewrite_account_of_appeal(
    actor: Actor, project_id: int, account: Account, *, at: datetime
) -> Project:
    """The words, the cap and the last day of a newer version."""
    project = _personal(project_id)
    Project.objects.filter(pk=project.pk).update(**_written(account))
    record(actor, "appeal_account.rewritten", project, at=at)
    return project


@transaction.atomic
def stop_account_of_appeal(
    actor: Actor, project_id: int, *, side: Side, why: str, at: datetime
) -> Project:
    """It takes no gifts until the same side lets it go on. Twice changes nothing."""
    return put_up_reason(actor, _personal(project_id), Reason(side, why), at=at)


@transaction.atomic
def resume_account_of_appeal(actor: Actor, project_id: int, *, side: Side, at: datetime) -> Project:
    """Lift the reasons of one side; it goes on when none stands any more."""
    project = _personal(project_id)
    standing = Suspension.objects.filter(project=project, lifted_at=None)
    if standing.filter(side=side).update(lifted_at=at, lifted_by=actor.name):
        record(actor, "project.reason_lifted", project, at=at, rule="")
    if project.state == ProjectState.SUSPENDED and not standing.exists():
        move_state(project, to=ProjectState.OPEN, moves=MOVES, by=actor.name, at=at)
        record(actor, "project.resumed", project, at=at)
    return project


@transaction.atomic
def close_account_of_appeal(
    actor: Actor, project_id: int, *, why: str = "", at: datetime
) -> Project:
    """End the asking; what was given can still be paid to the provider. Twice changes nothing."""
    project = _personal(project_id)
    if project.state == ProjectState.CLOSED:
        return project
    move_state(project, to=ProjectState.CLOSED, moves=MOVES, by=actor.name, at=at, why=why)
    record(actor, "project.closed", project, at=at)
    return project


def _personal(project_id: int) -> Project:
    project = queries.account_for_update(project_id)
    assert project.lane == Lane.PERSONAL, f"project {project_id} is a campaign"
    return project


def _written(account: Account) -> dict[str, object]:
    return {
        "title": account.title,
        "title_en": account.title_en,
        "summary": account.summary,
        "summary_en": account.summary_en,
        "leftover": account.leftover,
        "leftover_en": account.leftover_en,
        "goal_minor": account.cap_minor,
        "ends_on": account.ends_on,
    }
