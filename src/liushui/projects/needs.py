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
from liushui.projects.queries import answer_due, complaints_waiting, projects_to_report_on
from liushui.projects.queries.complaints import bodies_without_judge, complaints_to_tell
from liushui.projects.queries.publications import projects_with_old_account
from liushui.projects.queries.reporting import reports_due

SOON = timedelta(days=SOON_DAYS)


def needs(actor: Actor, at: datetime) -> Sequence[Need]:
    """Progress reports of open projects that are due within two weeks, or late. Two queries."""
    if not actor.holds_any([Right.PROJECT_EDIT]):
        return []
    projects = projects_to_report_on(actor)
    dues = reports_due(projects)
    found = []
    for project in projects:
        due = dues.get(project.pk)
        if due is None or due - SOON > day_of(at):
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


def account_needs(actor: Actor, at: datetime) -> Sequence[Need]:
    """Plans that show donors an account which is in force no longer. Two queries."""
    theirs = actor.organisations_with(Right.PROJECT_EDIT)
    return [
        Need(
            _("The plan shows an account that is no longer in force; change the plan: %(title)s")
            % {"title": in_reader_language(one.title, one.title_en)},
            reverse("projects:plan-change", args=[one.number]),
            _("Change"),
        )
        for one in (projects_with_old_account(theirs, at) if theirs else ())
    ]


def complaint_needs(actor: Actor, at: datetime) -> Sequence[Need]:
    """Complaints that wait for those who run the site (N08). One query, none for all others.

    Who gives out posts hears where nobody may answer: two people are named then (decision 0095).
    """
    del at
    without = [
        Need(
            _("Nobody may answer a complaint about %(name)s: name two of its board or supervisors")
            % {
                "name": in_reader_language(
                    one.project.organisation.name, one.project.organisation.name_en
                )
            },
            reverse("parties:post-new", args=[one.project.organisation.credit_code]),
            _("Set up a post"),
            due=answer_due(one),
            since=one.received_at,
        )
        for one in bodies_without_judge(actor)
    ]
    return (
        without
        + [
            Need(
                _("Answer a complaint about project %(number)s") % {"number": one.project.number},
                reverse("projects:complaint", args=[one.pk]),
                _("Read and answer"),
                due=answer_due(one),
                since=one.received_at,
            )
            for one in complaints_waiting(actor)
        ]
        + [
            Need(
                _("Tell whoever complained about project %(number)s what was found")
                % {"number": one.project.number},
                reverse("projects:complaint", args=[one.pk]),
                _("Tell them"),
                due=answer_due(one),
                since=one.answered_at,
            )
            for one in complaints_to_tell(actor)
        ]
    )
