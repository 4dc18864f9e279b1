"""What people are told about projects: complaints, and what became of them."""

from datetime import datetime

from django.urls import reverse

from liushui.kernel.clock import day_of
from liushui.kernel.errors import gettext_noop
from liushui.messaging.kinds import NoticeKind, register_kind
from liushui.messaging.services import tell_all
from liushui.parties.access import Right
from liushui.parties.queries.posts import actors_serving
from liushui.projects.models import PublicComplaint
from liushui.projects.states import ComplaintState

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


def register_notices() -> None:
    """At start-up."""
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
