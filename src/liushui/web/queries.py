"""What the shell's own pages ask of the modules below, put together for a template."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liushui.cases.queries import cases_to_approve
from liushui.disbursing.queries import desk_of
from liushui.kernel.clock import day_of
from liushui.kernel.drawing.waterline import Waterline, lay_waterline
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.projects.queries import (
    last_report_of,
    open_projects,
    projects_of_console,
    spending_of,
)
from liushui.web.templatetags.figures import local

if TYPE_CHECKING:
    from liushui.projects.models import ProgressReport, Project

# Charity Law of 2023, article 79: progress of long projects is published every three months.
REPORT_EVERY = timedelta(days=90)
SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Card:
    """An open project with its sums."""

    project: "Project"
    given: int
    used: int
    goal: int
    waterline: Waterline
    report: "ProgressReport | None"


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that waits for the actor. ``urgency`` is "", "soon" or "late"."""

    title: str
    href: str
    verb: str
    due: str = ""
    urgency: str = ""
    minor: int | None = None


def open_cards(limit: int) -> Sequence[Card]:
    """The newest open projects with what was given and used: eight queries each."""
    return [_card(project) for project in open_projects(limit=limit).projects]


def _card(project: "Project") -> Card:
    spending = spending_of(project)
    return Card(
        project=project,
        given=spending.given,
        used=spending.used,
        goal=project.goal_minor,
        waterline=lay_waterline([("gift", spending.given)], project.goal_minor),
        report=last_report_of(project),
    )


def money_needs(actor: Actor) -> Sequence[Need]:
    """Payments that wait for this person's approval, and approved ones to pay: three queries."""
    desk = desk_of(actor)
    approve = [
        Need(
            _("Approve a payment to %(payee)s") % {"payee": local(one.agreement.to_org, "name")},
            reverse("disbursing:disbursement", args=[one.reference]),
            _("Look and decide"),
            minor=one.amount_minor,
        )
        for one in desk.to_approve
    ]
    pay = [
        Need(
            _("Pay %(payee)s") % {"payee": local(one.agreement.to_org, "name")},
            reverse("disbursing:disbursement", args=[one.reference]),
            _("Pay and record"),
            minor=one.amount_minor,
        )
        for one in desk.to_pay
    ]
    return [*approve, *pay]


def case_needs(actor: Actor) -> Sequence[Need]:
    """Cases under review that wait for this person's approval: one query."""
    if not actor.holds_any([Right.CASE_EDIT]):
        return []
    return [
        Need(
            _("Approve a case: %(kind)s") % {"kind": local(one, "kind_label")},
            reverse("cases:console-case", args=[one.number]),
            _("Look and decide"),
            minor=one.need_minor,
        )
        for one in cases_to_approve(actor)
    ]


def report_needs(actor: Actor, today: date) -> Sequence[Need]:
    """Progress reports of the actor's open projects that are due within two weeks, or late."""
    if not actor.holds_any([Right.PROJECT_EDIT]):
        return []
    needs = []
    for project in projects_of_console(actor).projects:
        if project.state != "open":
            continue
        last = last_report_of(project)
        since = day_of(last.published_at) if last else project.starts_on
        due = since + REPORT_EVERY
        if due - SOON <= today:
            needs.append(_report_need(project, due, today))
    return sorted(needs, key=lambda need: need.urgency)


def _report_need(project: "Project", due: date, today: date) -> Need:
    late = due < today
    days = abs((due - today).days)
    lateness = ngettext("%(days)s day late", "%(days)s days late", days)
    rest = ngettext("due in %(days)s day", "due in %(days)s days", days)
    return Need(
        _("Publish a progress report: %(title)s") % {"title": local(project, "title")},
        reverse("projects:report", args=[project.number]),
        _("Write"),
        due=(lateness if late else rest) % {"days": days},
        urgency="late" if late else "soon",
    )
