"""What left for an appeal's provider all the same, and what comes home from one found untrue."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from django.utils.translation import gettext_lazy as _
from ninja import Field, Form

from liushui.api.deeds import A_FILE
from liushui.api.operations.appeals_paid import AgreesTaken, BillTaken
from liushui.api.rooms import Room
from liushui.api.shapes.appeals import AppealWhole, told_whole_appeal
from liushui.api.shapes.appeals_paid import PayoutTold, told_payout
from liushui.api.shapes.values import W60, W200, Moment, Number, Taken
from liushui.appeals.queries import appeals as queries
from liushui.appeals.queries.paying import payout_for_update
from liushui.appeals.services import coming_home, late
from liushui.appeals.services.late import LateSlip
from liushui.appeals.services.paying import Bill
from liushui.parties.access import Right, holders_of

if TYPE_CHECKING:
    from liushui.appeals.models import LatePayment
    from liushui.parties.actors import Actor

_NOTERS = holders_of(*late.NOTING)
_ONE = "looked-after/appeals/{number}"
_PAYOUT = "looked-after/appeal-payouts/{reference}"
room = Room("appeals-late", _("What left all the same, and what comes home"))
Slip = Annotated[W60, Field(min_length=1)]


class LateTaken(Taken):
    bank_ref: Slip
    paid_at: Moment
    why: W200


class UnaskedTaken(BillTaken):
    bank_ref: Slip
    paid_at: Moment
    why: W200


class HomeTaken(Taken):
    rest: Number
    why: W200


def _left(
    *, amount_minor: int, label: str, paper: bytes, bank_ref: str, paid_at: datetime, why: str
) -> tuple[Bill, LateSlip]:
    return Bill(amount_minor, label, paper), LateSlip(bank_ref, paid_at, why)


def _note_unasked(
    actor: "Actor", number: str, left: tuple[Bill, LateSlip], *, at: datetime
) -> "LatePayment":
    return late.note_unasked(actor, number, *left, at=at)


def _noted(made: "LatePayment") -> PayoutTold:
    return told_payout(made.payout, made.noted_by)


def _decide_late(actor: "Actor", reference: str, key: int, *, agrees: bool, at: datetime) -> object:
    return late.decide_late(actor, reference, late=key, agrees=agrees, at=at)


def _decide_home(actor: "Actor", number: str, home: int, *, agrees: bool, at: datetime) -> object:
    return coming_home.decide_home(actor, number, home=home, agrees=agrees, at=at)


def _payout(actor: "Actor", reference: str) -> PayoutTold:
    return told_payout(payout_for_update(actor, reference), actor.name)


def _whole(actor: "Actor", number: str) -> AppealWhole:
    return told_whole_appeal(queries.appeal_for(actor, number), actor.name)


room.does(
    f"{_PAYOUT}/late", "appeal-payout-late", _NOTERS, late.note_late,
    takes=LateTaken, into=LateSlip, shows=_payout,
    summary=_("Note that a payment left though it was stopped or not agreed to"),
    about=_("By the bank's number and time, with how it came. Another person books it."),
)  # fmt: skip
room.does(
    f"{_PAYOUT}/late/{{int:late}}/decide", "appeal-payout-late-decide",
    holders_of(Right.MONEY_APPROVE, Right.MONEY_PAY), _decide_late,
    takes=AgreesTaken, shows=_payout,
    summary=_("Book what left all the same, or say that it did not leave"),
    about=_(
        "Whoever noted it is refused. What the appeal's money does not cover the organisation"
        " bears: “borne”. Those who run the site are told."
    ),
)  # fmt: skip
room.does(
    f"{_ONE}/unasked", "appeal-payout-unasked", _NOTERS, _note_unasked,
    takes=Form[UnaskedTaken], files={"paper": A_FILE}, into=_left, tells=_noted,
    summary=_("Note what left to the provider though nobody had asked for it here"),
    about=_("A form with the bank's slip as its file. Another person books it."),
)  # fmt: skip
room.does(
    f"{_ONE}/homecomings", "appeal-home-propose", holders_of(Right.MONEY_DRAFT),
    coming_home.propose_home, takes=HomeTaken, shows=_whole,
    summary=_("Propose that what went on to another appeal comes home"),
    about=_("Where one of both proved untrue: “rest” of “onwards”, as far as it still lies there."),
)  # fmt: skip
room.does(
    f"{_ONE}/homecomings/{{int:home}}/decide", "appeal-home-decide",
    holders_of(Right.MONEY_APPROVE), _decide_home, takes=AgreesTaken, shows=_whole,
    summary=_("Let it come home, or stay"),
    about=_("The second person's word. From there it goes back to givers, or on as declared."),
)  # fmt: skip
