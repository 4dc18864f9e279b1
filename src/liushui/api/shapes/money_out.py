"""Agreements, payments under them, and uses."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

from ninja import Field
from pydantic import StrictInt

from liushui.api.shapes.values import (
    W120,
    W200,
    W300,
    Amount,
    Code,
    Day,
    Moment,
    Number,
    Taken,
    Told,
    ToldMoment,
    Words,
    Yes,
)
from liushui.disbursing.services import AgreementTerms, IndicatorAsked, TrancheAsked

if TYPE_CHECKING:
    from liushui.disbursing.models import Agreement, Disbursement, PaymentRequest, ReturnNote
    from liushui.disbursing.queries import Source

BankNumber = Annotated[Words, Field(min_length=1, max_length=60)]


class IndicatorTaken(Taken):
    label: Annotated[Words, Field(min_length=1, max_length=60)]
    label_en: W120 = ""
    unit: Annotated[Words, Field(min_length=1, max_length=20)]
    unit_en: Annotated[Words, Field(max_length=40)] = ""
    target: Amount


class TrancheTaken(Taken):
    amount: Amount
    condition: W200 = ""
    condition_en: W300 = ""


class AgreementTaken(Taken):
    fund: Number
    to: Code
    purpose: W200
    purpose_en: W300 = ""
    ceiling: Amount
    signed_on: Day
    report_days: Annotated[StrictInt, Field(ge=1, le=366)] = 90
    indicators: Annotated[list[IndicatorTaken], Field(max_length=20)] = []
    tranches: Annotated[list[TrancheTaken], Field(max_length=20)] = []


class PaymentTaken(Taken):
    amount: Amount
    purpose: W200
    purpose_en: W300 = ""
    budget_line: Number | None = None
    request: Annotated[Words, Field(max_length=22)] = ""


class RequestTaken(Taken):
    amount: Amount
    purpose: W200
    purpose_en: W300 = ""
    budget_line: Number | None = None


class ReturnedTaken(Taken):
    amount: Amount
    bank_ref: BankNumber
    returned_at: Moment
    why: Annotated[Words, Field(min_length=1, max_length=200)]


class ReturnDecidedTaken(Taken):
    agrees: Yes


class OrderTaken(Taken):
    order_ref: BankNumber


class PaidTaken(Taken):
    bank_ref: BankNumber
    paid_at: Moment


class PurseTold(Told):
    fund: int
    label: str
    free: int
    project: int
    agreement: int | None


class PursesTold(Told):
    purses: list[PurseTold]


class AgreementTold(Told):
    number: str
    from_organisation: str
    to_organisation: str
    project: str
    fund: int
    purpose: str
    purpose_en: str
    ceiling: int
    signed_on: date
    report_days: int
    state: str


class AgreementsPage(Told):
    agreements: list[AgreementTold]
    next: int | None


class PaymentTold(Told):
    reference: str
    agreement: str
    payer: str
    receiver: str
    project: str
    amount: int
    purpose: str
    purpose_en: str
    state: str
    awaits: str
    drafted_at: ToldMoment
    approved_at: ToldMoment | None
    order_ref: str
    bank_ref: str
    paid_at: ToldMoment | None


class ReturnTold(Told):
    id: int
    amount: int
    bank_ref: str
    returned_at: ToldMoment
    why: str
    is_booked: bool | None


class ReturnsTold(Told):
    returns: list[ReturnTold]


class PaymentsPage(Told):
    payments: list[PaymentTold]
    next: int | None


class RequestTold(Told):
    reference: str
    agreement: str
    amount: int
    purpose: str
    purpose_en: str
    state: str
    why: str
    asked_at: ToldMoment


class RequestsTold(Told):
    requests: list[RequestTold]


def told_purse(one: "Source") -> PurseTold:
    return PurseTold(
        fund=one.fund_id,
        label=one.label,
        free=one.free_minor,
        project=one.project_id,
        agreement=one.agreement_id,
    )


def told_agreement(one: "Agreement") -> AgreementTold:
    return AgreementTold(
        number=one.number,
        from_organisation=one.from_org.credit_code,
        to_organisation=one.to_org.credit_code,
        project=one.project.number,
        fund=one.fund_id,
        purpose=one.purpose,
        purpose_en=one.purpose_en,
        ceiling=one.ceiling_minor,
        signed_on=one.signed_on,
        report_days=one.report_days,
        state=one.state,
    )


def told_return(one: "ReturnNote") -> ReturnTold:
    return ReturnTold(
        id=one.pk,
        amount=one.amount_minor,
        bank_ref=one.bank_ref,
        returned_at=one.returned_at,
        why=one.why,
        is_booked=one.is_agreed,
    )


def terms_of(taken: AgreementTaken) -> AgreementTerms:
    return AgreementTerms(
        taken.report_days,
        [
            IndicatorAsked(one.label, one.unit, one.target, one.label_en, one.unit_en)
            for one in taken.indicators
        ],
        [TrancheAsked(one.amount, one.condition, one.condition_en) for one in taken.tranches],
    )


def told_request(one: "PaymentRequest") -> RequestTold:
    return RequestTold(
        reference=one.reference,
        agreement=one.agreement.number,
        amount=one.amount_minor,
        purpose=one.purpose,
        purpose_en=one.purpose_en,
        state=one.state,
        why=one.why,
        asked_at=one.asked_at,
    )


def told_payment(one: "Disbursement", *, is_public: bool = False) -> PaymentTold:
    """A payment; the bank's numbers only to those who may see the payment itself."""
    agreement = one.agreement
    return PaymentTold(
        reference=one.reference,
        agreement=agreement.number,
        payer=agreement.from_org.credit_code,
        receiver=agreement.to_org.credit_code,
        project=agreement.project.number,
        amount=one.amount_minor,
        purpose=one.purpose,
        purpose_en=one.purpose_en,
        state=one.state,
        awaits="" if is_public else one.awaits,
        drafted_at=one.drafted_at,
        approved_at=one.approved_at,
        order_ref="" if is_public else one.order_ref,
        bank_ref="" if is_public else one.bank_ref,
        paid_at=one.paid_at,
    )
