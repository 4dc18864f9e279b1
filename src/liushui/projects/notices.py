"""What people are told about projects: complaints, and what became of them."""

from datetime import datetime

from django.urls import reverse

from liushui.kernel.clock import day_of
from liushui.kernel.errors import gettext_noop
from liushui.messaging.kinds import NoticeKind, register_kind
from liushui.messaging.services import tell_all
from liushui.parties.access import Right
from liushui.parties.queries.judging import overseers_of
from liushui.parties.queries.posts import actors_serving
from liushui.projects.models import (
    FundraisingPlan,
    Project,
    PublicComplaint,
    SurplusDecision,
    Suspension,
)
from liushui.projects.states import ComplaintState, Lane
from liushui.projects.telling import givers

COMPLAINT_RECEIVED = NoticeKind(
    "complaint-received",
    gettext_noop("Complaints about projects"),
    gettext_noop("Somebody complained about project %(project)s."),
    is_owed=True,
)
COMPLAINT_HOLDS = NoticeKind(
    "complaint-holds",
    gettext_noop("Complaints that were found to hold"),
    gettext_noop("A complaint was found to hold: project %(project)s is suspended."),
    is_owed=True,
)

PROJECT_SUSPENDED = NoticeKind(
    "project-suspended",
    gettext_noop("Projects I gave to that are suspended"),
    gettext_noop("Project %(project)s, to which you gave, is suspended. Its page says why."),
    is_owed=True,
)
APPEAL_STOPPED = NoticeKind(
    "appeal-stopped",
    gettext_noop("Personal appeals I gave to that are stopped"),
    gettext_noop("The personal appeal %(project)s, to which you gave, is stopped for now."),
    is_owed=True,
)
PURPOSE_CHANGES = NoticeKind(
    "purpose-changes",
    gettext_noop("Projects I gave to whose purpose changes"),
    gettext_noop("The purpose of %(project)s, to which you gave, changes. See its plan."),
    is_owed=True,
)
REST_MOVED = NoticeKind(
    "rest-moved",
    gettext_noop("Projects I gave to that had money left"),
    gettext_noop(
        "Project %(project)s, to which you gave, left money over. Its page says where it went."
    ),
    is_owed=True,
)


def register_notices() -> None:
    """At start-up."""
    for kind in (PROJECT_SUSPENDED, APPEAL_STOPPED, PURPOSE_CHANGES, REST_MOVED):
        register_kind(kind)
    register_kind(COMPLAINT_RECEIVED)
    register_kind(COMPLAINT_HOLDS)


def tell_of_complaint(complaint: PublicComplaint, *, at: datetime) -> None:
    """Those who write the project's pages hear of it; of a refused one nothing more (N08, N09)."""
    project = complaint.project
    is_new = complaint.state == ComplaintState.RECEIVED
    if not is_new and not complaint.is_true:
        return
    serving = actors_serving([project.organisation_id], day_of(at))
    people = [
        one.person_id
        for one in serving
        if one.person_id is not None and one.holds(Right.PROJECT_EDIT, project.organisation_id)
    ]
    kind = COMPLAINT_RECEIVED if is_new else COMPLAINT_HOLDS
    path = reverse("projects:complaint", args=[complaint.pk])
    tell_all(
        people, kind.name, key=f"complaint-{complaint.pk}", at=at, path=path, project=project.number
    )


def tell_own_of_complaint(complaint: PublicComplaint, *, at: datetime) -> None:
    """Those of its own board who answer it for want of anybody independent (decision 0095)."""
    people = sorted(overseers_of(complaint.project.organisation_id, day_of(at)))
    path = reverse("projects:complaint", args=[complaint.pk])
    tell_all(
        people, COMPLAINT_RECEIVED.name, key=f"complaint-{complaint.pk}", at=at, path=path,
        project=complaint.project.number,
    )  # fmt: skip


def tell_of_suspension(suspension: Suspension, *, at: datetime) -> None:
    """Its givers, once for each reason that stops it (MZ/T 088-2017; N09)."""
    key = f"suspended-{suspension.pk}"
    project = suspension.project
    kind = PROJECT_SUSPENDED if project.lane == Lane.CHARITY else APPEAL_STOPPED
    givers().tell(project, kind.name, key=key, at=at)


def tell_of_purpose(project: Project, plan: FundraisingPlan, *, at: datetime) -> None:
    """Its givers: that what they gave for changes (慈善法 art 56; R-37)."""
    key = f"purpose-{plan.pk}-{at:%Y%m%d%H%M%S}"
    givers().tell(project, PURPOSE_CHANGES.name, key=key, at=at)


def tell_of_rest(decision: SurplusDecision, *, at: datetime) -> None:
    """Its givers: where went what was left (慈善法 art 58; R-25)."""
    givers().tell(decision.project, REST_MOVED.name, key=f"rest-{decision.pk}", at=at)
