"""What people are told of cases that they opened."""

from datetime import datetime

from django.urls import reverse

from liushui.cases.models import Case
from liushui.kernel.errors import gettext_noop
from liushui.messaging.kinds import NoticeKind, register_kind
from liushui.messaging.services import tell
from liushui.parties.actors import Actor

APPROVED = NoticeKind(
    "case-approved",
    gettext_noop("Cases of mine that were approved"),
    gettext_noop("The case %(number)s was approved. Its masked page is public."),
)
CLOSED = NoticeKind(
    "case-closed",
    gettext_noop("Cases of mine that were closed"),
    gettext_noop("The case %(number)s was closed."),
)
_PERSON = "person:"


def register_notices() -> None:
    """At start-up."""
    for kind in (APPROVED, CLOSED):
        register_kind(kind)


def tell_opener(case: Case, kind: NoticeKind, *, by: Actor, at: datetime) -> None:
    """Whoever opened it, unless it was their own doing."""
    if not case.opened_by.startswith(_PERSON) or case.opened_by == by.name:
        return
    tell(
        int(case.opened_by.removeprefix(_PERSON)),
        kind.name,
        key=case.number,
        path=reverse("cases:console-case", args=[case.number]),
        at=at,
        number=case.number,
    )
