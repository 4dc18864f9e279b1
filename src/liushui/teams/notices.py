"""What captains and firms are told."""

from datetime import datetime

from django.urls import reverse

from liushui.kernel.errors import gettext_noop
from liushui.messaging.kinds import NoticeKind, register_kind
from liushui.messaging.services import tell
from liushui.teams.models import FirmRequest
from liushui.teams.states import RequestState

FIRM_VERIFIED = NoticeKind(
    "firm-verified",
    gettext_noop("My firm's page"),
    gettext_noop("The papers of %(credit_code)s were checked: its page is open."),
)
FIRM_REFUSED = NoticeKind(
    "firm-refused",
    gettext_noop("My firm's request"),
    gettext_noop("The papers of %(credit_code)s were checked and not accepted."),
)


def register_notices() -> None:
    """At start-up."""
    for kind in (FIRM_VERIFIED, FIRM_REFUSED):
        register_kind(kind)


def tell_asker(request: FirmRequest, *, at: datetime) -> None:
    """Whoever asked for a firm's page hears what came of it."""
    verified = request.state == RequestState.VERIFIED
    tell(
        request.asked_by_id,
        (FIRM_VERIFIED if verified else FIRM_REFUSED).name,
        key=str(request.pk),
        path=reverse("teams:firm", args=[request.credit_code]) if verified else "",
        at=at,
        credit_code=request.credit_code,
    )
