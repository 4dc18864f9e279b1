"""Agreements and the payments under them: each step by a post that may, two people in all."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liushui.api.operations.asking import actor_of, body_named
from liushui.api.rooms import Room
from liushui.api.shapes.money_out import (
    AgreementsPage,
    AgreementTaken,
    AgreementTold,
    OrderTaken,
    PaidTaken,
    PaymentsPage,
    PaymentTaken,
    PaymentTold,
    PursesTold,
    ReturnDecidedTaken,
    ReturnedTaken,
    ReturnsTold,
    terms_of,
    told_agreement,
    told_payment,
    told_purse,
    told_return,
)
from liushui.api.shapes.values import Why
from liushui.disbursing import queries, services
from liushui.kernel.clock import day_of
from liushui.kernel.ids import new_reference
from liushui.parties.access import Right, holders_of

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

_STAFF = holders_of(*Right)
_SIGNERS = holders_of(Right.MONEY_APPROVE)
_PAYERS = holders_of(Right.MONEY_PAY)
room = Room("money-out", _("Agreements and payments"))


def _purses(actor: "Actor") -> PursesTold:
    found = queries.sources_of(actor, Right.MONEY_APPROVE)
    return PursesTold(purses=[told_purse(one) for one in found])


def _agreement(actor: "Actor", number: str) -> AgreementTold:
    return told_agreement(queries.agreement_for(actor, number))


def _payment(actor: "Actor", reference: str) -> PaymentTold:
    return told_payment(queries.disbursement_for(actor, reference))


def _returns(actor: "Actor", reference: str) -> ReturnsTold:
    notes = queries.notes_of(queries.disbursement_for(actor, reference))
    return ReturnsTold(returns=[told_return(one) for one in notes])


def _slip(*, amount: int, bank_ref: str, returned_at: datetime, why: str) -> services.ReturnSlip:
    return services.ReturnSlip(amount, bank_ref, returned_at, why)


room.shows(
    "own/purses", "purses", _SIGNERS, _purses,
    summary=_("The funds out of which an agreement can be made"),
    about=_("Projects' own funds and what agreements brought, with what is free in each."),
)  # fmt: skip
room.pages(
    "agreements", "agreements", _STAFF,
    (queries.agreements_in_console, AgreementsPage, told_agreement),
    summary=_("Agreements that concern one's organisation"),
    about=_("Newest first: as giver, as receiver, or as the charity that raised the money."),
)  # fmt: skip
room.shows(
    "agreements/{number}", "agreement", _STAFF, _agreement,
    summary=_("One agreement"),
    about=_("404 for those whom it does not concern."),
)  # fmt: skip


@room.writes(
    "agreements", "agreement-made", access=_SIGNERS, answers=AgreementTold,
    summary=_("Enter a signed agreement"),
    about=_("It opens a fund of its own at the receiver. The same agreement twice is one."),
)  # fmt: skip
def agreement_made(request: HttpRequest, asked: AgreementTaken) -> AgreementTold:
    actor = actor_of(request)
    made = services.make_agreement(
        actor,
        source=queries.source_for(actor, Right.MONEY_APPROVE, asked.fund),
        to_org_id=body_named(request, asked.to).pk,
        text=services.AgreementText(asked.purpose, asked.purpose_en),
        ceiling_minor=asked.ceiling,
        signed_on=asked.signed_on,
        terms=terms_of(asked),
        at=timezone.now(),
    )
    return told_agreement(queries.agreement_for(actor, made.number))


room.does(
    "agreements/{number}/end", "agreement-end", _SIGNERS, services.end_agreement,
    takes=Why, tells=told_agreement,
    summary=_("End an agreement"),
    about=_("Nothing new is drafted under it. What was approved is still paid."),
)  # fmt: skip
room.pages(
    "payments", "payments", _STAFF,
    (queries.disbursements_in_console, PaymentsPage, told_payment),
    summary=_("Payments that concern one's organisation"),
    about=_("Newest first, whatever their state."),
)  # fmt: skip
room.shows(
    "payments/{reference}", "payment", _STAFF, _payment,
    summary=_("One payment"),
    about=_("404 for those whom it does not concern."),
)  # fmt: skip


@room.writes(
    "agreements/{number}/payments", "payment-draft", access=holders_of(Right.MONEY_DRAFT),
    answers=PaymentTold,
    summary=_("Draft a payment"),
    about=_(
        "A draft moves nothing. Its reference is ours, or that of the request that it "
        "answers."
    ),
)  # fmt: skip
def payment_draft(request: HttpRequest, number: str, asked: PaymentTaken) -> PaymentTold:
    at = timezone.now()
    made = services.draft_disbursement(
        actor_of(request),
        number,
        reference=asked.request or new_reference(day_of(at)),
        amount_minor=asked.amount,
        purpose=asked.purpose,
        purpose_en=asked.purpose_en,
        budget_line_id=asked.budget_line,
        at=at,
    )
    return _payment(actor_of(request), made.reference)


room.does(
    "payments/{reference}/approve", "payment-approve", _SIGNERS, services.approve_disbursement,
    shows=_payment,
    summary=_("Approve a payment that another person drafted"),
    about=_(
        "The next step; with the last one its amount is held back. Each step is another "
        "person's."
    ),
)  # fmt: skip
room.does(
    "payments/{reference}/cancel", "payment-cancel",
    holders_of(Right.MONEY_DRAFT, Right.MONEY_APPROVE, Right.MONEY_PAY),
    services.cancel_disbursement, takes=Why, shows=_payment,
    summary=_("Stop a payment that the bank has not made"),
    about=_("What was held back is free again. The reason goes into its history."),
)  # fmt: skip
room.does(
    "payments/{reference}/order", "payment-order", _PAYERS, services.order_disbursement,
    takes=OrderTaken, shows=_payment,
    summary=_("Note that the payment order is at the bank"),
    about=_("“order_ref” is the number of the order."),
)  # fmt: skip
room.does(
    "payments/{reference}/paid", "payment-paid", _PAYERS, services.pay_disbursement,
    takes=PaidTaken, shows=_payment,
    summary=_("Book what the bank has paid"),
    about=_("The amount leaves the fund and arrives in the agreement's own."),
)  # fmt: skip
room.does(
    "payments/{reference}/returned", "payment-returned", _PAYERS, services.note_return,
    takes=ReturnedTaken, into=_slip, shows=_payment,
    summary=_("Note what the bank sent back"),
    about=_("By the number on the bank's slip. Nothing moves before another person books it."),
)  # fmt: skip
room.shows(
    "payments/{reference}/returns", "payment-returns", _STAFF, _returns,
    summary=_("What was noted as sent back of a payment"),
    about=_("“is_booked” is empty while it waits, and false where somebody said it did not come."),
)  # fmt: skip
room.does(
    "payments/{reference}/returns/{int:back}/decide", "payment-return-decide",
    holders_of(Right.MONEY_APPROVE, Right.MONEY_PAY), services.decide_return,
    takes=ReturnDecidedTaken, shows=_payment,
    summary=_("Book what the bank sent back, or say that it did not come"),
    about=_(
        "By another person than who noted it. It goes back to the fund that it came from; what the "
        "receiver used of it cannot."
    ),
)  # fmt: skip
