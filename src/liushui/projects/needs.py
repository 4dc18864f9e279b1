"""What waits for those who write projects: reports that fall due."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from liushui.base.forms import in_reader_language
from liushui.desk.needs import SOON_DAYS, Need
from liushui.kernel.clock import day_of
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.projects.queries import last_reports_of, projects_to_report_on

# Charity Law of 2023, article 79: progress of long projects is published every three months.
REPORT_EVERY = timedelta(days=90)
SOON = timedelta(days=SOON_DAYS)


def needs(actor: Actor, at: datetime) -> Sequence[Need]:
    """Progress reports of open projects that are due within two weeks, or late. Two queries."""
    if not actor.holds_any([Right.PROJECT_EDIT]):
        return []
    projects = projects_to_report_on(actor)
    last = last_reports_of(projects)
    found = []
    for project in projects:
        report = last.get(project.pk)
        since = day_of(report.published_at) if report else project.starts_on
        due = since + REPORT_EVERY
        if due - SOON > day_of(at):
            continue
        title = in_reader_language(project.title, project.title_en)
        found.append(
            Need(
                _("Publish a progress report: %(title)s") % {"title": title},
                reverse("projects:report", args=[project.number]),
                _("Write"),
                due=due,
            )
        )
    return found
