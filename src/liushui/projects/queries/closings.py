"""What is asked about the end of projects: what was left, and where it went."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from liushui.base.models import StateChange
from liushui.kernel.clock import day_of
from liushui.ledger.queries import balances
from liushui.projects import policies
from liushui.projects.models import Project, SurplusDecision
from liushui.projects.states import ProjectState, SurplusState


@dataclass(frozen=True, slots=True)
class Rest:
    """What a closed project left: what still lies in its fund, when a rest was moved, the archive.

    What was moved is public on its page from that day on (R-25, R-26).
    """

    minor: int = 0
    moved_on: date | None = None
    archived_on: date | None = None


_ENDED = (ProjectState.CLOSED, ProjectState.ARCHIVED)


def surplus_waiting(project: Project) -> SurplusDecision | None:
    """The proposal that waits for a second person; a project has at most one."""
    waiting = SurplusDecision.objects.select_related("to_project__fund")
    return waiting.filter(project=project, state=SurplusState.PROPOSED).first()


def surpluses_of(project: Project) -> Sequence[SurplusDecision]:
    """What was moved on, oldest first: the public reads it."""
    moved = SurplusDecision.objects.select_related("to_project")
    return list(moved.filter(project=project, state=SurplusState.MOVED).order_by("pk"))


def like_projects(project: Project) -> Sequence[Project]:
    """Where what is left may go: open projects of the same organisation, newest first."""
    taking = policies.campaigns().filter(
        organisation_id=project.organisation_id,
        state__in=[ProjectState.OPEN, ProjectState.SUSPENDED],
    )
    return list(taking.exclude(pk=project.pk).order_by("-pk")[:100])


def funds_after(projects: Iterable[Project]) -> Mapping[int, frozenset[int]]:
    """The funds to which what was left of each project went, by project id.

    One query, none where no project has closed.
    """
    ended = {one.pk for one in projects if one.state in _ENDED}
    if not ended:
        return {}
    moved = SurplusDecision.objects.filter(project_id__in=ended, state=SurplusState.MOVED)
    found: dict[int, frozenset[int]] = {}
    for project_id, fund_id in moved.values_list("project_id", "to_project__fund_id"):
        found[project_id] = found.get(project_id, frozenset()) | {fund_id}
    return found


def rests_of_ended(projects: Iterable[Project]) -> Mapping[int, Rest]:
    """Of each closed project its rest, by project id: three queries, none where none closed."""
    ended = {one.pk: one for one in projects if one.state in _ENDED}
    if not ended:
        return {}
    held = balances(one.fund_id for one in ended.values())
    moved = SurplusDecision.objects.filter(project_id__in=ended, state=SurplusState.MOVED)
    moved_on = {
        key: day_of(at)
        for key, at in moved.order_by("pk").values_list("project_id", "decided_at")
        if at is not None
    }
    steps = StateChange.objects.filter(
        thing_kind="projects.project", to_state=ProjectState.ARCHIVED
    ).values_list("thing_id", "at")
    archived = {key: day_of(at) for key, at in steps}
    return {
        key: Rest(
            minor=held[one.fund_id].held if one.fund_id in held else 0,
            moved_on=moved_on.get(key),
            archived_on=archived.get(key),
        )
        for key, one in ended.items()
    }
