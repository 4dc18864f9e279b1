"""What disbursing offers to others: each a thing that a person would name."""

from liushui.disbursing.policies import (
    can_approve,
    can_cancel,
    can_judge_report,
    can_pay,
    can_write_report,
)
from liushui.disbursing.services.agreeing import (
    AgreementTerms,
    AgreementText,
    IndicatorAsked,
    end_agreement,
    make_agreement,
)
from liushui.disbursing.services.approving import approve_disbursement, cancel_disbursement
from liushui.disbursing.services.choosing import ChoiceTold, PartTold, asked_of, kept, told
from liushui.disbursing.services.drafting import PatientsMoneyStays, draft_disbursement
from liushui.disbursing.services.partner_reports import (
    PhotoTold,
    ReportTold,
    accept_report,
    gathered,
    return_report,
    submit_report,
    waive_report,
)
from liushui.disbursing.services.paying import order_disbursement, pay_disbursement
from liushui.disbursing.services.reading import OpenedFile, read_file
from liushui.disbursing.services.using import UseReport, report_use, traits_of_look

__all__ = [
    "AgreementTerms",
    "AgreementText",
    "ChoiceTold",
    "IndicatorAsked",
    "OpenedFile",
    "PartTold",
    "PatientsMoneyStays",
    "PhotoTold",
    "ReportTold",
    "UseReport",
    "accept_report",
    "approve_disbursement",
    "asked_of",
    "can_approve",
    "can_cancel",
    "can_judge_report",
    "can_pay",
    "can_write_report",
    "cancel_disbursement",
    "draft_disbursement",
    "end_agreement",
    "gathered",
    "kept",
    "make_agreement",
    "order_disbursement",
    "pay_disbursement",
    "read_file",
    "report_use",
    "return_report",
    "submit_report",
    "told",
    "traits_of_look",
    "waive_report",
]
