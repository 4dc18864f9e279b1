"""Uses: as they are reported, decided on and told."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

from ninja import Field

from liushui.api.shapes.money_out import PaymentTold
from liushui.api.shapes.values import W80, W120, W200, Day, Taken, Told, Words

if TYPE_CHECKING:
    from liushui.disbursing.models import Expenditure

SlipNumber = Annotated[Words, Field(max_length=60)]


class UseTaken(Taken):
    fund: int = Field(ge=1, le=2**62)
    amount: int = Field(ge=1, le=2**53)
    label: W120
    label_en: W200 = ""
    payee: W80
    happened_on: Day
    case: Annotated[Words, Field(max_length=20)] = ""
    budget_line: int | None = Field(default=None, ge=1, le=2**62)
    photo_is_public: bool = False
    bank_ref: SlipNumber = ""
    paid_on: Day | None = None
    in_cash: bool = False


class ConfirmedTaken(Taken):
    bank_ref: SlipNumber = ""
    paid_on: Day | None = None
    in_cash: bool = False


class UseTold(Told):
    reference: str
    organisation: str
    project: str
    agreement: str | None
    case: str | None
    budget_line: str | None
    amount: int
    label: str
    label_en: str
    payee: str
    happened_on: date
    photo: str | None
    state: str
    word: str
    bank_ref: str
    paid_on: date | None
    in_cash: bool
    why: str


class UsesPage(Told):
    uses: list[UseTold]
    next: int | None


class PublicMoneyOut(Told):
    uses: list[UseTold]
    payments: list[PaymentTold]


def told_use(one: "Expenditure", *, is_public: bool = False) -> UseTold:
    """A use; a photo's address only where it is marked for the public. Vouchers are not told.

    The public reads confirmed uses alone, and no number of a bank.
    """
    shown = one.photo if one.photo_is_public else None
    case = one.case.number if one.case is not None else None
    if is_public and one.case is not None and not one.case.was_approved:
        case = None
    return UseTold(
        reference=one.reference,
        organisation=one.organisation.credit_code,
        project=one.project.number,
        agreement=one.agreement.number if one.agreement is not None else None,
        case=case,
        budget_line=one.budget_line.label if one.budget_line is not None else None,
        amount=one.amount_minor,
        label=one.label,
        label_en=one.label_en,
        payee=one.payee_label,
        happened_on=one.happened_on,
        photo=f"/files/{shown.sha256}" if shown is not None else None,
        state=one.state,
        word=one.word,
        bank_ref="" if is_public else one.bank_ref,
        paid_on=None if is_public else one.paid_on,
        in_cash=one.in_cash and not is_public,
        why="" if is_public else one.why,
    )
