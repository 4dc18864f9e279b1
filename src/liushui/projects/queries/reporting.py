"""When a project's next progress report falls due."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Max

from liushui.kernel.clock import day_of
from liushui.kernel.days import add_months
from liushui.projects.models import ProgressReport, Project
from liushui.projects.states import OF_PROGRESS, ProjectState

# Charity Law of 2023, article 79: progress of long projects is published every three months.
REPORT_EVERY_MONTHS = 3
_RUNNING = (ProjectState.OPEN, ProjectState.SUSPENDED)


def reports_due(projects: Sequence[Project]) -> Mapping[int, date]:
    """The day by which each project that runs must report, by its id: one query.

    Three months after the last publication, else after the first day (R-21). A correction is no
    publication (R-32), and to be suspended stops no clock.
    """
    running = [project for project in projects if project.state in _RUNNING]
    rows = (
        ProgressReport.objects.filter(project__in=running, corrects=None, kind__in=OF_PROGRESS)
        .values_list("project_id")
        .annotate(last=Max("published_at"))
    )
    last = dict(rows)
    return {
        project.pk: add_months(
            day_of(last[project.pk]) if project.pk in last else project.starts_on,
            REPORT_EVERY_MONTHS,
        )
        for project in running
    }
