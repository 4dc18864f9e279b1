"""The money of personal appeals: the provider is paid by two people, what is left goes by two."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from django.utils.translation import gettext_lazy as _
from ninja import Field, Form

from liushui.api.deeds import A_FILE
from liushui.api.operations.appeals_checked import ReasonTaken
from liushui.api.rooms import Room
from liushui.api.shapes.appeals import AppealWhole, told_whole_appeal
from liushui.api.shapes.appeals_paid import PayoutTold, told_payout
from liushui.api.shapes.values import W12, W60, W120, W200, Amount, Moment, Taken, Told, Yes
from liushui.appeals.queries import appeals as queries
from liushui.appeals.queries.paying import payout_for_update
from liushui.appeals.services import paying, resting, returning
from liushui.kernel.money import MAX_UNITS
from liushui.parties.access import Right, holders_of

if TYPE_CHECKING:
    from liushui.appeals.models import Payout
    from liushui.parties.actors import Actor

_DRAFTERS = holders_of(Right.MONEY_DRAFT)
_APPROVERS = holders_of(Right.MONEY_APPROVE)
_PAYERS = holders_of(Right.MONEY_PAY)
_MONEY = holders_of(Right.MONEY_DRAFT, Right.MONEY_APPROVE, Right.MONEY_PAY)
_ONE = "looked-after/appeals/{number}"
_PAYOUT = "looked-after/appeal-payouts/{reference}"
room = Room("appeals-paid", _("Payments of personal appeals"))


class BillTaken(Taken):
    amount_minor: Annotated[int, Field(ge=1, le=MAX_UNITS, alias="amount")]
    label: W120


class PayoutPaidTaken(Taken):
    bank_ref: W60
    paid_at: Moment


class SentBackSlipTaken(Taken):
    amount_minor: Annotated[Amount, Field(alias="amount")]
    bank_ref: W60
    came_at: Moment


class AgreesTaken(Taken):
    agrees: Yes


class RestTaken(Taken):
    to: W12
    why: W200


class GivingBackTold(Told):
    refund: str


def _whole(actor: "Actor", number: str) -> AppealWhole:
    return told_whole_appeal(queries.appeal_for(actor, number), actor.name)


def _decide_return(
    actor: "Actor", reference: str, back: int, *, agrees: bool, at: datetime
) -> object:
    return returning.decide_return(actor, reference, back=back, agrees=agrees, at=at)


def _decide_rest(actor: "Actor", number: str, rest: int, *, agrees: bool, at: datetime) -> object:
    return resting.decide_rest(actor, number, rest=rest, agrees=agrees, at=at)


def _payout(actor: "Actor", reference: str) -> PayoutTold:
    return told_payout(payout_for_update(actor, reference), actor.name)


def _drafted(made: "Payout") -> PayoutTold:
    return told_payout(made, made.drafted_by)


def _going_back(reference: str) -> GivingBackTold:
    return GivingBackTold(refund=reference)


room.does(
    f"{_ONE}/payouts", "appeal-payout-draft", _DRAFTERS, paying.draft_payout,
    takes=Form[BillTaken], files={"paper": A_FILE}, into=paying.Bill, tells=_drafted,
    summary=_("Draft a payment to the provider, with its bill"),
    about=_("A form with a file. Refuses more than is free; a draft moves nothing."),
)  # fmt: skip
room.does(
    f"{_PAYOUT}/approve", "appeal-payout-approve", _APPROVERS, paying.approve_payout,
    shows=_payout,
    summary=_("Approve a payment to the provider that another person drafted"),
    about=_("Its amount is held back until the bank's slip is entered."),
)  # fmt: skip
room.does(
    f"{_PAYOUT}/paid", "appeal-payout-paid", _PAYERS, paying.pay_payout,
    takes=PayoutPaidTaken, shows=_payout,
    summary=_("Book what the bank paid to the provider"),
    about=_("By the bank's own number and time; one slip pays one bill."),
)  # fmt: skip
room.does(
    f"{_PAYOUT}/cancel", "appeal-payout-cancel", _MONEY, paying.cancel_payout,
    takes=ReasonTaken, shows=_payout,
    summary=_("Stop a payment to the provider that the bank has not made"),
    about=_("What was held back is free again."),
)  # fmt: skip
room.does(
    f"{_PAYOUT}/returns", "appeal-payout-return", holders_of(Right.MONEY_DRAFT, Right.MONEY_PAY),
    returning.note_return, takes=SentBackSlipTaken, shows=_payout,
    summary=_("Note what the provider sent back"),
    about=_("By the bank's number. Another person books it."),
)  # fmt: skip
room.does(
    f"{_PAYOUT}/returns/{{int:back}}/decide", "appeal-payout-return-decide",
    holders_of(Right.MONEY_APPROVE, Right.MONEY_PAY), _decide_return,
    takes=AgreesTaken, shows=_payout,
    summary=_("Book what came back, or say that it did not come"),
    about=_("Whoever noted it is refused. It lies in the appeal's fund again."),
)  # fmt: skip
room.does(
    f"{_ONE}/rest", "appeal-rest-propose", _DRAFTERS, resting.propose_rest,
    takes=RestTaken, shows=_whole,
    summary=_("Propose that what is left goes on to another appeal"),
    about=_("Only where both declared it so before anybody gave."),
)  # fmt: skip
room.does(
    f"{_ONE}/rest/{{int:rest}}/decide", "appeal-rest-decide", _APPROVERS, _decide_rest,
    takes=AgreesTaken, shows=_whole,
    summary=_("Decide where what is left of an appeal goes"),
    about=_("The second person's word. “rest” is the id that was read."),
)  # fmt: skip
room.does(
    f"{_ONE}/give-back", "appeal-give-back", _DRAFTERS, resting.begin_giving_back,
    takes=ReasonTaken, tells=_going_back,
    summary=_("Begin to give back what is left of an appeal"),
    about=_("All gifts, as far as they lie here. The second person agrees on the site."),
)  # fmt: skip
