"""Lists for a bank, what became of their rows, and the steps that payments need."""

from typing import TYPE_CHECKING, Annotated

from ninja import Field
from pydantic import StrictInt

from liushui.api.shapes.values import Taken, Told, ToldMoment, Words, Yes
from liushui.disbursing.states import BankFormat
from liushui.kernel.money import MAX_UNITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liushui.disbursing.models import ApprovalRule, BatchRow, PaymentBatch, ResultSheet

MOST_PAYMENTS, MOST_STEPS = 500, 5
Reference = Annotated[Words, Field(max_length=22)]
Step = Annotated[Words, Field(max_length=20)]


class BankListTaken(Taken):
    payments: Annotated[list[Reference], Field(min_length=1, max_length=MOST_PAYMENTS)]
    form: BankFormat = BankFormat.XLSX


class ApprovalRuleTaken(Taken):
    from_amount: Annotated[StrictInt, Field(ge=0, le=MAX_UNITS)]
    steps: Annotated[list[Step], Field(min_length=1, max_length=MOST_STEPS)]
    region: Annotated[str, Field(pattern="^[0-9]{0,12}$")] = ""


class RuleVerdictTaken(Taken):
    agrees: Yes


class BankListLine(Told):
    reference: str
    payer: str
    form: str
    rows: int
    total: int
    sha256: str
    made_at: ToldMoment


class BankListsTold(Told):
    lists: list[BankListLine]


class BankRowTold(Told):
    payment: str
    amount: int
    payee_tail: str
    state: str


class ResultTold(Told):
    line: int
    payment: str
    result: str
    refused: str


class SheetTold(Told):
    sha256: str
    read_at: ToldMoment
    rows: list[ResultTold]


class BankListTold(BankListLine):
    payments: list[BankRowTold]
    results: list[SheetTold]


class BankFileTold(Told):
    name: str
    media_type: str
    sha256: str
    content_base64: str


class ApprovalRuleTold(Told):
    id: int
    organisation: str
    from_amount: int
    region: str
    steps: list[str]
    state: str
    is_own: bool


class ApprovalRulesTold(Told):
    rules: list[ApprovalRuleTold]


def told_list(one: "PaymentBatch") -> BankListLine:
    return BankListLine(
        reference=one.reference,
        payer=one.payer.credit_code,
        form=one.form,
        rows=one.row_count,
        total=one.total_minor,
        sha256=one.digest,
        made_at=one.made_at,
    )


def told_whole_list(
    one: "PaymentBatch", rows: "Sequence[BatchRow]", sheets: "Sequence[ResultSheet]"
) -> BankListTold:
    """Of each account the last four places; the numbers stand in the file alone."""
    return BankListTold(
        **told_list(one).dict(),
        payments=[
            BankRowTold(
                payment=row.disbursement.reference,
                amount=row.amount_minor,
                payee_tail=row.payee_tail,
                state=row.disbursement.state,
            )
            for row in rows
        ],
        results=[
            SheetTold(
                sha256=sheet.digest,
                read_at=sheet.read_at,
                rows=[
                    ResultTold(line=r.line, payment=r.reference, result=r.result, refused=r.refused)
                    for r in sheet.rows.all()
                ],
            )
            for sheet in sheets
        ],
    )


def told_approval_rule(one: "ApprovalRule", reader: str) -> ApprovalRuleTold:
    return ApprovalRuleTold(
        id=one.pk,
        organisation=one.organisation.credit_code,
        from_amount=one.from_minor,
        region=one.region,
        steps=list(one.steps),
        state=one.state,
        is_own=one.proposed_by == reader,
    )
