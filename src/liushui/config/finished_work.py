"""Long work that came to its end tells its person: the desk and messaging lie side by side."""

from datetime import datetime

from django.urls import reverse

from liushui.desk.work import Ended, tell_by
from liushui.kernel.errors import gettext_noop
from liushui.messaging.kinds import NoticeKind, register_kind
from liushui.messaging.services import tell

DONE = NoticeKind(
    "work-done",
    gettext_noop("Long work of mine that is done"),
    gettext_noop("Your file is ready. It is kept for seven days."),
)
FAILED = NoticeKind(
    "work-failed",
    gettext_noop("Long work of mine that failed"),
    gettext_noop("Your file could not be made. The page says why; nothing was changed."),
)


def tell_of_finished_work() -> None:
    """At start-up, in the worker and on the site alike."""
    for kind in (DONE, FAILED):
        register_kind(kind)
    tell_by("messaging", _tell)


def _tell(ended: Ended, at: datetime) -> None:
    kind = DONE if ended.is_done else FAILED
    path = reverse("desk:work", args=[ended.key])
    tell(ended.person_id, kind.name, key=str(ended.key), path=path, at=at)
