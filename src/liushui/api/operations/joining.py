"""Coming in: an operator's link, the application that a person writes, and the answer to it."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import File, Form
from ninja.files import UploadedFile

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
    from collections.abc import Sequence

    from liushui.onboarding.models import Application

_OPERATORS = holders_of(Right.INSTALLATION_MANAGE)
room = Room("joining", _("Coming in"))


@room.hands_out(
    "welcomes", "welcome-make", access=_OPERATORS, answers=LinkMade,
    summary=_("Ask an organisation in"),
    about=_("A link for fourteen days and one use; “secret” is its last part."),
)  # fmt: skip
def welcome_make(request: HttpRequest, asked: WelcomeTaken) -> LinkMade:
    made = welcome_organisation(
        actor_of(request), asked.name, lane=asked.lane, occasion=asked.occasion, at=timezone.now()
    )
    return _link("onboarding:welcome", made.token)


@room.reads(
    "own/applications", "own-applications", access=SIGNED_IN, answers=ApplicationsTold,
    summary=_("What one applied for"),
    about=_("Newest first."),
)  # fmt: skip
def own_applications(request: HttpRequest) -> ApplicationsTold:
    return _lines(queries.applications_of(actor_of(request)))


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
    return _told(request, made.key)


@room.reads(
    "own/applications/{uuid:application}", "own-application", access=SIGNED_IN,
    answers=ApplicationTold,
    summary=_("One's application with what is to be mended in each step"),
    about=_("The same stable codes with which “submit” refuses."),
)  # fmt: skip
def own_application(request: HttpRequest, application: UUID) -> ApplicationTold:
    return _told(request, application)


@room.writes(
    "own/applications/{uuid:application}/body", "application-body", access=SIGNED_IN,
    answers=ApplicationTold,
    summary=_("Write what the registration certificate says"),
    about=_("All of it, as it shall be. The credit code stays."),
)  # fmt: skip
def application_body(request: HttpRequest, application: UUID, asked: BodyTaken) -> ApplicationTold:
    applying.keep_body(actor_of(request), application, body_of(asked), at=timezone.now())
    return _told(request, application)


@room.writes(
    "own/applications/{uuid:application}/certificates", "application-certificate",
    access=SIGNED_IN, answers=ApplicationTold,
    summary=_("Show a certificate"),
    about=_("A form with a file. Another of its kind takes its place; its picture may stay."),
)  # fmt: skip
def application_certificate(
    request: HttpRequest,
    application: UUID,
    asked: Form[ShownPaperTaken],
    picture: File[UploadedFile | None] = None,
) -> ApplicationTold:
    paper = Paper(**asked.dict(), picture=picture.read() if picture is not None else b"")
    applying.keep_certificate(actor_of(request), application, paper, at=timezone.now())
    return _told(request, application)


@room.reads(
    "own/applications/{uuid:application}/certificates/{int:paper}/picture",
    "own-application-picture", access=SIGNED_IN, answers=PictureTold,
    summary=_("The picture of a certificate that one's application shows"),
    about=_("In base64, as it was stored."),
)  # fmt: skip
def own_application_picture(request: HttpRequest, application: UUID, paper: int) -> PictureTold:
    return told_picture(queries.certificate_shown(actor_of(request), application, paper))


@room.writes(
    "own/applications/{uuid:application}/account", "application-account", access=SIGNED_IN,
    answers=ApplicationTold,
    summary=_("Write the bank account"),
    about=_("In the organisation's own name; the number is sealed and told no more."),
)  # fmt: skip
def application_account(
    request: HttpRequest, application: UUID, asked: AccountTaken
) -> ApplicationTold:
    applying.keep_account(actor_of(request), application, account_of(asked), at=timezone.now())
    return _told(request, application)


@room.writes(
    "own/applications/{uuid:application}/contacts", "application-contacts", access=SIGNED_IN,
    answers=ApplicationTold,
    summary=_("Write how donors reach it, and who the second person is"),
    about=_("“colleague_phone” is whoever will approve payments; empty: as it was."),
)  # fmt: skip
def application_contacts(
    request: HttpRequest, application: UUID, asked: ContactsTaken
) -> ApplicationTold:
    applying.keep_contacts(actor_of(request), application, contacts_of(asked), at=timezone.now())
    return _told(request, application)


@room.writes(
    "own/applications/{uuid:application}/board", "application-member", access=SIGNED_IN,
    answers=ApplicationTold,
    summary=_("Enter a person on the board list"),
    about=_("The step “board” tells what R-03 says of the list."),
)  # fmt: skip
def application_member(
    request: HttpRequest, application: UUID, asked: MemberTaken
) -> ApplicationTold:
    member = member_of(asked)
    boards.add_to_application(actor_of(request), application, member, at=timezone.now())
    return _told(request, application)


@room.writes(
    "own/applications/{uuid:application}/board/{int:member}/remove", "application-member-remove",
    access=SIGNED_IN, answers=ApplicationTold,
    summary=_("Take a person off the board list"),
    about=_("As long as the application is written."),
)  # fmt: skip
def application_member_remove(
    request: HttpRequest, application: UUID, member: int
) -> ApplicationTold:
    actor, at = actor_of(request), timezone.now()
    boards.take_out_of_application(actor, application, member, at=at)
    return _told(request, application)


@room.writes(
    "own/applications/{uuid:application}/submit", "application-submit", access=SIGNED_IN,
    answers=ApplicationTold,
    summary=_("Send an application"),
    about=_("“application_incomplete” names in “errors” each thing to mend: step, code, words."),
)  # fmt: skip
def application_submit(request: HttpRequest, application: UUID) -> ApplicationTold:
    try:
        applying.submit_application(actor_of(request), application, at=timezone.now())
    except ApplicationIncomplete as error:
        raise _named(request, application, error) from None
    return _told(request, application)


@room.writes(
    "own/applications/{uuid:application}/withdraw", "application-withdraw", access=SIGNED_IN,
    answers=ApplicationTold,
    summary=_("Take an application back"),
    about=_("At any time before it is decided."),
)  # fmt: skip
def application_withdraw(request: HttpRequest, application: UUID) -> ApplicationTold:
    applying.withdraw_application(actor_of(request), application, at=timezone.now())
    return _told(request, application)


@room.hands_out(
    "own/applications/{uuid:application}/colleague", "application-colleague", access=SIGNED_IN,
    answers=LinkMade,
    summary=_("The link for the second person"),
    about=_("Once admitted, until the post is held. It opens for their number alone."),
)  # fmt: skip
def application_colleague(request: HttpRequest, application: UUID) -> LinkMade:
    made = link_for_colleague(actor_of(request), application, at=timezone.now())
    return _link("parties:invitation", made.token)


@room.reads(
    "applications", "applications", access=_OPERATORS, answers=ApplicationsTold,
    summary=_("Applications that wait for an operator"),
    about=_("The quick lane first, then the longest wait."),
)  # fmt: skip
def applications(request: HttpRequest) -> ApplicationsTold:
    del request
    return _lines(queries.applications_waiting())


@room.reads(
    "applications/{uuid:application}", "application", access=_OPERATORS, answers=ApplicationTold,
    summary=_("One application with all that it says"),
    about=_("Reading the names of its board is recorded."),
)  # fmt: skip
def application_whole(request: HttpRequest, application: UUID) -> ApplicationTold:
    return _told(request, application)


@room.reads(
    "applications/{uuid:application}/certificates/{int:paper}/picture", "application-picture",
    access=_OPERATORS, answers=PictureTold,
    summary=_("The picture of a certificate that an application shows"),
    about=_("In base64, as it was stored."),
)  # fmt: skip
def application_picture(request: HttpRequest, application: UUID, paper: int) -> PictureTold:
    return told_picture(queries.certificate_shown(actor_of(request), application, paper))


@room.writes(
    "applications/{uuid:application}/answer", "application-answer", access=_OPERATORS,
    answers=ApplicationTold,
    summary=_("Admit, return or refuse"),
    about=_("Returned and refused with reasons, which whoever applied reads."),
)  # fmt: skip
def application_answer(
    request: HttpRequest, application: UUID, asked: AnswerTaken
) -> ApplicationTold:
    answer = Answer(asked.to, asked.reasons)
    try:
        decide_application(actor_of(request), application, answer, at=timezone.now())
    except ApplicationIncomplete as error:
        raise _named(request, application, error) from None
    return _told(request, application)


def _lines(found: "Sequence[Application]") -> ApplicationsTold:
    return ApplicationsTold(applications=[told_line(one) for one in found])


def _told(request: HttpRequest, key: UUID) -> ApplicationTold:
    actor, reads = actor_of(request), request.method == "GET"
    found = queries.application_for(actor, key)
    return told_application(
        found,
        queries.steps_of(found, timezone.now()),
        queries.certificates_handed(found),
        shown_of(actor, board_of_application(found), in_full=reads),
        in_full=reads,
    )


def _named(request: HttpRequest, key: UUID, error: ApplicationIncomplete) -> ApplicationIncomplete:
    """The refusal with everything that is to be mended."""
    found = queries.application_for(actor_of(request), key)
    faults = queries.faults_in(found, timezone.now())
    named = [{"at": one.step.value, "kind": one.code, "words": one.words} for one in faults]
    return ApplicationIncomplete(**error.facts, errors=named)


def _link(name: str, secret: str) -> LinkMade:
    return LinkMade(link=settings.ORIGIN + reverse(name, args=[secret]), secret=secret)
