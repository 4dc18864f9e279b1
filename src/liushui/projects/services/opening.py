"""Opening a project to gifts, and closing it."""

from datetime import datetime, timedelta

from django.db import transaction

from liushui.base.states import MoveNotAllowed, move_state
from liushui.kernel.clock import day_of
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.projects import policies, queries
from liushui.projects.models import Project
from liushui.projects.states import MOVES, UNSEEN_STATES, ProjectState

# 慈善法 art 73: in an emergency the plan is filed within ten days of the start.
FILE_AFTER = timedelta(days=10)


@transaction.atomic
def open_project(actor: Actor, number: str, *, at: datetime) -> Project:
    """Open a project to gifts. A second call changes nothing.

    Refuses unless its plan was agreed to and filed, the budget sums to the goal, and both
    certificates are valid on the day (policies.require_ready_to_open names the articles). In an
    emergency the plan may be filed within ten days of the start (R-07): the day is kept. What was
    suspended goes on by ``resume_project`` alone (N09): ``MoveNotAllowed``.
    """
    project = queries.project_for_update(actor, number)
    policies.require_edit(actor, project.organisation_id)
    if project.state == ProjectState.OPEN:
        return project
    if project.state not in UNSEEN_STATES:
        raise MoveNotAllowed(state=project.state, to=ProjectState.OPEN)
    plan = queries.unfiled_plan_of(project) or queries.filed_plan_of(project)
    policies.require_ready_to_open(project, plan, queries.budget_minor(project), day_of(at))
    if plan is not None and plan.filed_on is None:
        project.file_by = max(day_of(at), project.starts_on) + FILE_AFTER
        project.save(update_fields=["file_by"])
    move_state(project, to=ProjectState.OPEN, moves=MOVES, by=actor.name, at=at)
    record(actor, "project.opened", project, at=at, plan_number=project.plan_number)
    return project


@transaction.atomic
def close_project(actor: Actor, number: str, *, why: str = "", at: datetime) -> Project:
    """End the asking; what was given can still be used. A second call changes nothing."""
    project = queries.project_for_update(actor, number)
    policies.require_edit(actor, project.organisation_id)
    if project.state in {ProjectState.CLOSED, ProjectState.ARCHIVED}:
        return project
    move_state(project, to=ProjectState.CLOSED, moves=MOVES, by=actor.name, at=at, why=why)
    record(actor, "project.closed", project, at=at)
    return project
