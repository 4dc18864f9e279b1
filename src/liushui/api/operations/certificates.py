"""Certificates: handed in by one person, checked by another."""

from typing import TYPE_CHECKING, Annotated

from django.utils.translation import gettext_lazy as _
from ninja import Field, Form

from liushui.api.deeds import A_FILE
from liushui.api.rooms import Room
from liushui.api.shapes.organisations import CertificateHandedIn, told_handed_in
from liushui.api.shapes.values import W60, W80, Day, Taken, Told, Yes
from liushui.parties import queries
from liushui.parties.access import Right, holders_of
from liushui.parties.services import Paper, check_certificate, enter_certificate

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

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


def _waiting(actor: "Actor", code: str) -> HandedIn:
    body = queries.body_for(actor, code)
    return HandedIn(certificates=[told_handed_in(c) for c in queries.certificates_to_check(body)])


room.shows(
    "organisations/{code}/certificates/waiting", "certificates-waiting",
    holders_of(Right.BODY_EDIT, Right.MONEY_APPROVE), _waiting,
    summary=_("Certificates that wait for a second person"),
    about=_("They do not count yet."),
)  # fmt: skip
room.does(
    "organisations/{code}/certificates", "certificate-enter", holders_of(Right.BODY_EDIT),
    enter_certificate, takes=Form[PaperTaken], files={"picture": A_FILE}, into=Paper,
    tells=told_handed_in,
    summary=_("Hand in a certificate with its picture"),
    about=_("A form with a file. It counts once another person checked it."),
)  # fmt: skip
room.does(
    "organisations/{code}/certificates/{int:key}/check", "certificate-check",
    holders_of(Right.BODY_EDIT, Right.MONEY_APPROVE), check_certificate,
    takes=CheckTaken, shows=_waiting,
    summary=_("Check a certificate that another person handed in"),
    about=_(
        "It counts from now on; or, without “agrees”, it is taken out. What still waits "
        "is told."
    ),
)  # fmt: skip
