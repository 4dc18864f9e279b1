"""What is asked about the end of projects: what was left, and where it went."""

from collections.abc import Iterable, Mapping, Sequence

from liushui.projects import policies
from liushui.projects.models import Project, SurplusDecision
from liushui.projects.states import ProjectState, SurplusState

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
