"""Certificates: handed in by one person, checked by another."""

from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field, File, Form
from ninja.files import UploadedFile

from liushui.api.operations.asking import actor_of
from liushui.api.rooms import Room
from liushui.api.shapes.organisations import CertificateHandedIn, told_handed_in
from liushui.api.shapes.values import W60, W80, Code, Day, Taken, Told, Yes
from liushui.parties import queries
from liushui.parties.access import Right, holders_of
from liushui.parties.services import Paper, check_certificate, enter_certificate

Kind = Annotated[str, Field(pattern="^(registration|public_fundraising)$")]
room = Room("certificates", _("Certificates"))


class PaperTaken(Taken):
    kind: Kind
    number: Annotated[W60, Field(min_length=1)]
    issued_by: W80 = ""
    valid_from: Day
    valid_until: Day | None = None


class CheckTaken(Taken):
    agrees: Yes


class HandedIn(Told):
    certificates: list[CertificateHandedIn]


@room.reads(
    "organisations/{code}/certificates/waiting", "certificates-waiting",
    access=holders_of(Right.BODY_EDIT, Right.MONEY_APPROVE), answers=HandedIn,
    summary=_("Certificates that wait for a second person"),
    about=_("They do not count yet."),
)  # fmt: skip
def certificates_waiting(request: HttpRequest, code: Code) -> HandedIn:
    return _waiting(request, code)


@room.writes(
    "organisations/{code}/certificates", "certificate-enter", access=holders_of(Right.BODY_EDIT),
    answers=CertificateHandedIn,
    summary=_("Hand in a certificate with its picture"),
    about=_("A form with a file. It counts once another person checked it."),
)  # fmt: skip
def certificate_enter(
    request: HttpRequest, code: Code, asked: Form[PaperTaken], picture: File[UploadedFile]
) -> CertificateHandedIn:
    paper = Paper(
        kind=asked.kind,
        number=asked.number,
        valid_from=asked.valid_from,
        valid_until=asked.valid_until,
        issued_by=asked.issued_by,
        picture=picture.read(),
    )
    made = enter_certificate(actor_of(request), code, paper, at=timezone.now())
    return told_handed_in(made)


@room.writes(
    "organisations/{code}/certificates/{int:key}/check", "certificate-check",
    access=holders_of(Right.BODY_EDIT, Right.MONEY_APPROVE), answers=HandedIn,
    summary=_("Check a certificate that another person handed in"),
    about=_(
        "It counts from now on; or, without “agrees”, it is taken out. What still waits "
        "is told."
    ),
)  # fmt: skip
def certificate_check(request: HttpRequest, code: Code, key: int, asked: CheckTaken) -> HandedIn:
    check_certificate(actor_of(request), code, key, agrees=asked.agrees, at=timezone.now())
    return _waiting(request, code)


def _waiting(request: HttpRequest, code: str) -> HandedIn:
    body = queries.body_for(actor_of(request), code)
    return HandedIn(certificates=[told_handed_in(c) for c in queries.certificates_to_check(body)])
