"""Money that goes on and money that is used; and what is owed in return: reports."""

from liushui.disbursing.models.approving import Approval, ApprovalRule
from liushui.disbursing.models.banking import BatchRow, PaymentBatch, ResultRow, ResultSheet
from liushui.disbursing.models.money import (
    Agreement,
    Disbursement,
    DisbursementPart,
)
from liushui.disbursing.models.reports import (
    Indicator,
    IndicatorValue,
    PartnerReport,
    ReportIssue,
    ReportLine,
    ReportPhoto,
)
from liushui.disbursing.models.tranches import PaymentRequest, PaymentReturn, ReturnNote, Tranche
from liushui.disbursing.models.uses import Expenditure, UsePart

__all__ = [
    "Agreement",
    "Approval",
    "ApprovalRule",
    "BatchRow",
    "Disbursement",
    "DisbursementPart",
    "Expenditure",
    "Indicator",
    "IndicatorValue",
    "PartnerReport",
    "PaymentBatch",
    "PaymentRequest",
    "PaymentReturn",
    "ReportIssue",
    "ReportLine",
    "ReportPhoto",
    "ResultRow",
    "ResultSheet",
    "ReturnNote",
    "Tranche",
    "UsePart",
]
