"""What captains and firms are told."""

from datetime import datetime

from django.urls import reverse

from liushui.kernel.errors import gettext_noop
from liushui.messaging.kinds import NoticeKind, register_kind
from liushui.messaging.services import tell
from liushui.teams.models import FirmRequest, Word
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


WORD_WAITS = NoticeKind(
    "team-word",
    gettext_noop("Words on my team's wall"),
    gettext_noop("A word waits to be read on the wall of team %(code)s."),
)


def register_notices() -> None:
    """At start-up."""
    for kind in (FIRM_VERIFIED, FIRM_REFUSED, WORD_WAITS):
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


def tell_captain(word: Word, *, at: datetime) -> None:
    """The captain hears that a word waits, unless it is their own: that one the charity reads."""
    captain = word.team.captain_id
    if captain is not None and captain != word.person_id:
        path = reverse("teams:words", args=[word.team.code])
        tell(captain, WORD_WAITS.name, key=str(word.pk), path=path, at=at, code=word.team.code)
