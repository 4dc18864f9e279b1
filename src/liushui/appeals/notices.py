"""What people are told of personal appeals: who asks, who works on them, who gave."""

from datetime import datetime

from django.urls import reverse

from liushui.appeals.models import Appeal, Payout
from liushui.kernel.clock import day_of
from liushui.kernel.errors import gettext_noop
from liushui.messaging.kinds import NoticeKind, register_kind
from liushui.messaging.services import tell, tell_all
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries.posts import actors_serving, people_running

WAITS = NoticeKind(
    "appeal-waits",
    gettext_noop("Personal appeals that wait for me"),
    gettext_noop("The personal appeal %(number)s waits for those who verify it."),
)
RETURNED = NoticeKind(
    "appeal-returned",
    gettext_noop("My appeals that are to be mended"),
    gettext_noop("Your appeal %(number)s is returned to you. Its page says what to mend."),
    is_owed=True,
)
REFUSED = NoticeKind(
    "appeal-refused",
    gettext_noop("My appeals that were refused"),
    gettext_noop("Your appeal %(number)s is not published. Its page says why."),
    is_owed=True,
)
PUBLISHED = NoticeKind(
    "appeal-published",
    gettext_noop("My appeals that were published"),
    gettext_noop("Your appeal %(number)s stands published, or its change does."),
    is_owed=True,
)
UNTRUE = NoticeKind(
    "appeal-untrue",
    gettext_noop("Appeals that I gave to and that proved untrue"),
    gettext_noop(
        "The personal appeal %(number)s, to which you gave, proved untrue. It is stopped; what is"
        " not used goes back to you."
    ),
    is_owed=True,
)


PAID_LATE = NoticeKind(
    "appeal-paid-late",
    gettext_noop("Payments of personal appeals that left though they were stopped"),
    gettext_noop("A payment of the appeal %(number)s left though it was stopped or not agreed to."),
    is_owed=True,
)
WENT_ON = NoticeKind(
    "appeal-went-on-untrue",
    gettext_noop("What was left of appeals that I gave to and went to one that proved untrue"),
    gettext_noop(
        "What was left of the appeal %(number)s, to which you gave, had gone to one that proved"
        " untrue. Its page says what comes back."
    ),
    is_owed=True,
)


def register_notices() -> None:
    """At start-up."""
    for kind in (WAITS, RETURNED, REFUSED, PUBLISHED, UNTRUE, PAID_LATE, WENT_ON):
        register_kind(kind)


def tell_applicant(appeal: Appeal, kind: NoticeKind, *, at: datetime) -> None:
    """Who asked; each answer once."""
    tell(
        appeal.applicant_id,
        kind.name,
        key=f"{appeal.number}-{at:%Y%m%d%H%M%S}",
        path=reverse("appeals:own", args=[appeal.key]),
        at=at,
        number=appeal.number,
    )


def tell_workers(appeal: Appeal, *, at: datetime, but: Actor | None = None, place: int = 0) -> None:
    """Those who verify for the organisation."""
    serving = actors_serving([appeal.organisation_id], day_of(at))
    people = [
        one.person_id
        for one in serving
        if one.person_id is not None
        and one.holds(Right.CASE_EDIT, appeal.organisation_id)
        and (but is None or one.person_id != but.person_id)
        and one.person_id != appeal.applicant_id
    ]
    path = reverse("appeals:console-appeal", args=[appeal.number])
    key = f"{appeal.number}-{place}-{at:%Y%m%d}"
    tell_all(people, WAITS.name, key=key, at=at, path=path, number=appeal.number)


def tell_operators(appeal: Appeal, payout: Payout, *, at: datetime) -> None:
    """Those who run the site: something left that nobody here had agreed to, or after a stop."""
    path = reverse("appeals:oversee", args=[appeal.number])
    key = f"{appeal.number}-{payout.reference}"
    people = people_running(day_of(at))
    tell_all(people, PAID_LATE.name, key=key, at=at, path=path, number=appeal.number)


def tell_givers(appeal: Appeal, kind: NoticeKind, people: list[int], *, at: datetime) -> None:
    """Those who gave signed in: a guest has no inbox and reads the page."""
    path = reverse("appeals:appeal", args=[appeal.number])
    key = f"{appeal.number}-{at:%Y%m%d}"
    tell_all(people, kind.name, key=key, at=at, path=path, number=appeal.number)
