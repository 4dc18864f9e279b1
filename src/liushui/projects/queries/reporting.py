"""When a project's next progress report falls due."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from liushui.kernel.clock import day_of
from liushui.projects.models import Project
from liushui.projects.queries.projects import last_reports_of
from liushui.projects.states import ProjectState

# Charity Law of 2023, article 79: progress of long projects is published every three months.
REPORT_EVERY = timedelta(days=90)


def reports_due(projects: Sequence[Project]) -> Mapping[int, date]:
    """The day by which each open project must report, by its id: one query."""
    running = [project for project in projects if project.state == ProjectState.OPEN]
    last = last_reports_of(running)
    due = {}
    for project in running:
        report = last.get(project.pk)
        since = day_of(report.published_at) if report else project.starts_on
        due[project.pk] = since + REPORT_EVERY
    return due
