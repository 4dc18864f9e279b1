"""Money that goes on and money that is used; and what is owed in return: reports."""

from liushui.disbursing.models.money import (
    Agreement,
    Disbursement,
    DisbursementPart,
    Expenditure,
)
from liushui.disbursing.models.reports import (
    Indicator,
    IndicatorValue,
    PartnerReport,
    ReportIssue,
    ReportLine,
    ReportPhoto,
)

__all__ = [
    "Agreement",
    "Disbursement",
    "DisbursementPart",
    "Expenditure",
    "Indicator",
    "IndicatorValue",
    "PartnerReport",
    "ReportIssue",
    "ReportLine",
    "ReportPhoto",
]
