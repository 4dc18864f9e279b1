"""Coming in: an operator's link, the application that a person writes, and the answer to it."""

from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Form

from liushui.api.deeds import A_FILE_IF_ANY
from liushui.api.operations.asking import actor_of
from liushui.api.rooms import Room
from liushui.api.shapes.joining import (
    AccountTaken,
    AnswerTaken,
    ApplicationsTold,
    ApplicationTold,
    BeginTaken,
    BodyTaken,
    ContactsTaken,
    LinkMade,
    MemberTaken,
    PictureTold,
    ShownPaperTaken,
    WelcomeTaken,
    account_of,
    body_of,
    contacts_of,
    member_of,
    told_application,
    told_line,
    told_picture,
)
from liushui.onboarding.errors import ApplicationIncomplete
from liushui.onboarding.queries import applications as queries
from liushui.onboarding.queries.boards import board_of_application, shown_of
from liushui.onboarding.services import applying, boards
from liushui.onboarding.services.deciding import Answer, decide_application
from liushui.onboarding.services.welcoming import (
    begin_by_welcome,
    link_for_colleague,
    welcome_organisation,
)
from liushui.parties.access import SIGNED_IN, Right, holders_of
from liushui.parties.services import Paper

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liushui.onboarding.models import Application
    from liushui.onboarding.services.welcoming import Welcomed
    from liushui.parties.actors import Actor
    from liushui.parties.services.inviting import Invited

_OPERATORS = holders_of(Right.INSTALLATION_MANAGE)
_ONE = "own/applications/{uuid:application}"
_JUDGED = "applications/{uuid:application}"
room = Room("joining", _("Coming in"))


def _welcomed(made: "Welcomed") -> LinkMade:
    return _link("onboarding:welcome", made.token)


def _colleague(made: "Invited") -> LinkMade:
    return _link("parties:invitation", made.token)


def _link(name: str, secret: str) -> LinkMade:
    return LinkMade(link=settings.ORIGIN + reverse(name, args=[secret]), secret=secret)


def _own(actor: "Actor") -> ApplicationsTold:
    return _lines(queries.applications_of(actor))


def _waiting(_actor: "Actor") -> ApplicationsTold:
    return _lines(queries.applications_waiting())


def _lines(found: "Sequence[Application]") -> ApplicationsTold:
    return ApplicationsTold(applications=[told_line(one) for one in found])


def _read(actor: "Actor", application: UUID) -> ApplicationTold:
    return _told(actor, application, in_full=True)


def _kept(actor: "Actor", application: UUID) -> ApplicationTold:
    """As it is answered to a call that writes: the answer is kept, and names nobody."""
    return _told(actor, application, in_full=False)


def _told(actor: "Actor", key: UUID, *, in_full: bool) -> ApplicationTold:
    found = queries.application_for(actor, key)
    return told_application(
        found,
        queries.steps_of(found, timezone.now()),
        queries.certificates_handed(found),
        shown_of(actor, board_of_application(found), in_full=in_full),
        in_full=in_full,
    )


def _picture(actor: "Actor", application: UUID, paper: int) -> PictureTold:
    return told_picture(queries.certificate_shown(actor, application, paper))


def _paper(*, picture: bytes | None, **said: Any) -> Paper:
    return Paper(**said, picture=picture or b"")


def _submit(actor: "Actor", application: UUID, *, at: datetime) -> None:
    with _named(actor, application):
        applying.submit_application(actor, application, at=at)


def _decide(actor: "Actor", application: UUID, *, to: str, reasons: str, at: datetime) -> None:
    with _named(actor, application):
        decide_application(actor, application, Answer(to, reasons), at=at)


@contextmanager
def _named(actor: "Actor", key: UUID) -> "Iterator[None]":
    """The refusal names everything that is to be mended."""
    try:
        yield
    except ApplicationIncomplete as error:
        faults = queries.faults_in(queries.application_for(actor, key), timezone.now())
        named = [{"at": one.step.value, "kind": one.code, "words": one.words} for one in faults]
        raise ApplicationIncomplete(**error.facts, errors=named) from None


room.does(
    "welcomes", "welcome-make", _OPERATORS, welcome_organisation,
    takes=WelcomeTaken, tells=_welcomed, is_kept=False,
    summary=_("Ask an organisation in"),
    about=_("A link for fourteen days and one use; “secret” is its last part."),
)  # fmt: skip
room.shows(
    "own/applications", "own-applications", SIGNED_IN, _own,
    summary=_("What one applied for"),
    about=_("Newest first."),
)  # fmt: skip


@room.writes(
    "own/applications", "application-begin", access=SIGNED_IN, answers=ApplicationTold,
    summary=_("Begin an application"),
    about=_("“welcome” is the secret of an operator's link; without one it is an ordinary one."),
)  # fmt: skip
def application_begin(request: HttpRequest, asked: BeginTaken) -> ApplicationTold:
    actor, at = actor_of(request), timezone.now()
    body = body_of(asked.body, asked.credit_code)
    if asked.welcome:
        made = begin_by_welcome(actor, asked.welcome, body, at=at)
    else:
        made = applying.begin_application(actor, body, at=at)
    return _kept(actor, made.key)


room.shows(
    _ONE, "own-application", SIGNED_IN, _read,
    summary=_("One's application with what is to be mended in each step"),
    about=_("The same stable codes with which “submit” refuses."),
)  # fmt: skip
room.does(
    f"{_ONE}/body", "application-body", SIGNED_IN, applying.keep_body,
    takes=BodyTaken, gathers=body_of, shows=_kept,
    summary=_("Write what the registration certificate says"),
    about=_("All of it, as it shall be. The credit code stays."),
)  # fmt: skip
room.does(
    f"{_ONE}/certificates", "application-certificate", SIGNED_IN, applying.keep_certificate,
    takes=Form[ShownPaperTaken], files={"picture": A_FILE_IF_ANY}, into=_paper, shows=_kept,
    summary=_("Show a certificate"),
    about=_("A form with a file. Another of its kind takes its place; its picture may stay."),
)  # fmt: skip
room.shows(
    f"{_ONE}/certificates/{{int:paper}}/picture", "own-application-picture", SIGNED_IN, _picture,
    summary=_("The picture of a certificate that one's application shows"),
    about=_("In base64, as it was stored."),
)  # fmt: skip
room.does(
    f"{_ONE}/account", "application-account", SIGNED_IN, applying.keep_account,
    takes=AccountTaken, gathers=account_of, shows=_kept,
    summary=_("Write the bank account"),
    about=_("In the organisation's own name; the number is sealed and told no more."),
)  # fmt: skip
room.does(
    f"{_ONE}/contacts", "application-contacts", SIGNED_IN, applying.keep_contacts,
    takes=ContactsTaken, gathers=contacts_of, shows=_kept,
    summary=_("Write how donors reach it, and who the second person is"),
    about=_("“colleague_phone” is whoever will approve payments; empty: as it was."),
)  # fmt: skip
room.does(
    f"{_ONE}/board", "application-member", SIGNED_IN, boards.add_to_application,
    takes=MemberTaken, gathers=member_of, shows=_kept,
    summary=_("Enter a person on the board list"),
    about=_("The step “board” tells what R-03 says of the list."),
)  # fmt: skip
room.does(
    f"{_ONE}/board/{{int:member}}/remove", "application-member-remove", SIGNED_IN,
    boards.take_out_of_application, shows=_kept,
    summary=_("Take a person off the board list"),
    about=_("As long as the application is written."),
)  # fmt: skip
room.does(
    f"{_ONE}/submit", "application-submit", SIGNED_IN, _submit, shows=_kept,
    summary=_("Send an application"),
    about=_("“application_incomplete” names in “errors” each thing to mend: step, code, words."),
)  # fmt: skip
room.does(
    f"{_ONE}/withdraw", "application-withdraw", SIGNED_IN, applying.withdraw_application,
    shows=_kept,
    summary=_("Take an application back"),
    about=_("At any time before it is decided."),
)  # fmt: skip
room.does(
    f"{_ONE}/colleague", "application-colleague", SIGNED_IN, link_for_colleague,
    tells=_colleague, is_kept=False,
    summary=_("The link for the second person"),
    about=_("Once admitted, until the post is held. It opens for their number alone."),
)  # fmt: skip
room.shows(
    "applications", "applications", _OPERATORS, _waiting,
    summary=_("Applications that wait for an operator"),
    about=_("The quick lane first, then the longest wait."),
)  # fmt: skip
room.shows(
    _JUDGED, "application", _OPERATORS, _read,
    summary=_("One application with all that it says"),
    about=_("Reading the names of its board is recorded."),
)  # fmt: skip
room.shows(
    f"{_JUDGED}/certificates/{{int:paper}}/picture", "application-picture", _OPERATORS, _picture,
    summary=_("The picture of a certificate that an application shows"),
    about=_("In base64, as it was stored."),
)  # fmt: skip
room.does(
    f"{_JUDGED}/answer", "application-answer", _OPERATORS, _decide, takes=AnswerTaken, shows=_kept,
    summary=_("Admit, return or refuse"),
    about=_("Returned and refused with reasons, which whoever applied reads."),
)  # fmt: skip
