"""Agreements and the payments under them: each step by a post that may, two people in all."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query

from liushui.api.operations.asking import actor_of, body_named
from liushui.api.queries import page_of
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
    ReturnedTaken,
    terms_of,
    told_agreement,
    told_payment,
    told_purse,
)
from liushui.api.shapes.values import After, Why
from liushui.disbursing import queries, services
from liushui.kernel.clock import day_of
from liushui.kernel.ids import new_reference
from liushui.parties.access import Right, holders_of

_STAFF = holders_of(*Right)
_SIGNERS = holders_of(Right.MONEY_APPROVE)
_PAYERS = holders_of(Right.MONEY_PAY)
room = Room("money-out", _("Agreements and payments"))


@room.reads(
    "own/purses", "purses", access=_SIGNERS, answers=PursesTold,
    summary=_("The funds out of which an agreement can be made"),
    about=_("Projects' own funds and what agreements brought, with what is free in each."),
)  # fmt: skip
def purses(request: HttpRequest) -> PursesTold:
    found = queries.sources_of(actor_of(request), Right.MONEY_APPROVE)
    return PursesTold(purses=[told_purse(one) for one in found])


@room.reads(
    "agreements", "agreements", access=_STAFF, answers=AgreementsPage,
    summary=_("Agreements that concern one's organisation"),
    about=_("Newest first: as giver, as receiver, or as the charity that raised the money."),
)  # fmt: skip
def agreements(request: HttpRequest, after: Query[After] = None) -> AgreementsPage:
    page = page_of(queries.agreements_in_console(actor_of(request)), after)
    return AgreementsPage(agreements=[told_agreement(one) for one in page.rows], next=page.after)


@room.reads(
    "agreements/{number}", "agreement", access=_STAFF, answers=AgreementTold,
    summary=_("One agreement"),
    about=_("404 for those whom it does not concern."),
)  # fmt: skip
def agreement(request: HttpRequest, number: str) -> AgreementTold:
    return told_agreement(queries.agreement_for(actor_of(request), number))


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


@room.writes(
    "agreements/{number}/end", "agreement-end", access=_SIGNERS, answers=AgreementTold,
    summary=_("End an agreement"),
    about=_("Nothing new is drafted under it. What was approved is still paid."),
)  # fmt: skip
def agreement_end(request: HttpRequest, number: str, asked: Why) -> AgreementTold:
    actor, at = actor_of(request), timezone.now()
    return told_agreement(services.end_agreement(actor, number, why=asked.why, at=at))


@room.reads(
    "payments", "payments", access=_STAFF, answers=PaymentsPage,
    summary=_("Payments that concern one's organisation"),
    about=_("Newest first, whatever their state."),
)  # fmt: skip
def payments(request: HttpRequest, after: Query[After] = None) -> PaymentsPage:
    page = page_of(queries.disbursements_in_console(actor_of(request)), after)
    return PaymentsPage(payments=[told_payment(one) for one in page.rows], next=page.after)


@room.reads(
    "payments/{reference}", "payment", access=_STAFF, answers=PaymentTold,
    summary=_("One payment"),
    about=_("404 for those whom it does not concern."),
)  # fmt: skip
def payment(request: HttpRequest, reference: str) -> PaymentTold:
    return _told(request, reference)


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
    return _told(request, made.reference)


@room.writes(
    "payments/{reference}/approve", "payment-approve", access=_SIGNERS, answers=PaymentTold,
    summary=_("Approve a payment that another person drafted"),
    about=_(
        "The next step; with the last one its amount is held back. Each step is another "
        "person's."
    ),
)  # fmt: skip
def payment_approve(request: HttpRequest, reference: str) -> PaymentTold:
    services.approve_disbursement(actor_of(request), reference, at=timezone.now())
    return _told(request, reference)


@room.writes(
    "payments/{reference}/cancel", "payment-cancel",
    access=holders_of(Right.MONEY_DRAFT, Right.MONEY_APPROVE, Right.MONEY_PAY),
    answers=PaymentTold,
    summary=_("Stop a payment that the bank has not made"),
    about=_("What was held back is free again. The reason goes into its history."),
)  # fmt: skip
def payment_cancel(request: HttpRequest, reference: str, asked: Why) -> PaymentTold:
    services.cancel_disbursement(actor_of(request), reference, why=asked.why, at=timezone.now())
    return _told(request, reference)


@room.writes(
    "payments/{reference}/order", "payment-order", access=_PAYERS, answers=PaymentTold,
    summary=_("Note that the payment order is at the bank"),
    about=_("“order_ref” is the number of the order."),
)  # fmt: skip
def payment_order(request: HttpRequest, reference: str, asked: OrderTaken) -> PaymentTold:
    at = timezone.now()
    services.order_disbursement(actor_of(request), reference, order_ref=asked.order_ref, at=at)
    return _told(request, reference)


@room.writes(
    "payments/{reference}/paid", "payment-paid", access=_PAYERS, answers=PaymentTold,
    summary=_("Book what the bank has paid"),
    about=_("The amount leaves the fund and arrives in the agreement's own."),
)  # fmt: skip
def payment_paid(request: HttpRequest, reference: str, asked: PaidTaken) -> PaymentTold:
    services.pay_disbursement(
        actor_of(request),
        reference,
        bank_ref=asked.bank_ref,
        paid_at=asked.paid_at,
        at=timezone.now(),
    )
    return _told(request, reference)


@room.writes(
    "payments/{reference}/returned", "payment-returned", access=_PAYERS, answers=PaymentTold,
    summary=_("Book what the bank sent back"),
    about=_("It goes back to the fund that it came from; what the receiver used of it cannot."),
)  # fmt: skip
def payment_returned(request: HttpRequest, reference: str, asked: ReturnedTaken) -> PaymentTold:
    slip = services.ReturnSlip(asked.amount, asked.bank_ref, asked.returned_at, asked.why)
    services.return_payment(actor_of(request), reference, slip, at=timezone.now())
    return _told(request, reference)


def _told(request: HttpRequest, reference: str) -> PaymentTold:
    return told_payment(queries.disbursement_for(actor_of(request), reference))
