"""What disbursing offers to others: each a thing that a person would name."""

from liushui.disbursing.policies import (
    can_answer,
    can_approve,
    can_ask,
    can_cancel,
    can_confirm,
    can_judge_report,
    can_pay,
    can_withdraw,
    can_write_report,
)
from liushui.disbursing.services.agreeing import (
    AgreementTerms,
    AgreementText,
    IndicatorAsked,
    TrancheAsked,
    end_agreement,
    make_agreement,
)
from liushui.disbursing.services.applying import (
    PaymentAsked,
    ask_payment,
    decline_request,
    withdraw_request,
)
from liushui.disbursing.services.approving import approve_disbursement, cancel_disbursement
from liushui.disbursing.services.batching import (
    BatchAsked,
    bring_results,
    make_batch,
    read_batch_file,
)
from liushui.disbursing.services.choosing import ChoiceTold, PartTold, asked_of, kept, told
from liushui.disbursing.services.confirming import confirm_use, refuse_use, withdraw_use
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
from liushui.disbursing.services.returning import ReturnSlip, decide_return, note_return
from liushui.disbursing.services.ruling import (
    STEP_RIGHTS,
    RuleAsked,
    decide_approval_rule,
    propose_approval_rule,
)
from liushui.disbursing.services.use_slips import UseSlip
from liushui.disbursing.services.using import UseReport, report_use, traits_of_look

__all__ = [
    "STEP_RIGHTS",
    "AgreementTerms",
    "AgreementText",
    "BatchAsked",
    "ChoiceTold",
    "IndicatorAsked",
    "OpenedFile",
    "PartTold",
    "PatientsMoneyStays",
    "PaymentAsked",
    "PhotoTold",
    "ReportTold",
    "ReturnSlip",
    "RuleAsked",
    "TrancheAsked",
    "UseReport",
    "UseSlip",
    "accept_report",
    "approve_disbursement",
    "ask_payment",
    "asked_of",
    "bring_results",
    "can_answer",
    "can_approve",
    "can_ask",
    "can_cancel",
    "can_confirm",
    "can_judge_report",
    "can_pay",
    "can_withdraw",
    "can_write_report",
    "cancel_disbursement",
    "confirm_use",
    "decide_approval_rule",
    "decide_return",
    "decline_request",
    "draft_disbursement",
    "end_agreement",
    "gathered",
    "kept",
    "make_agreement",
    "make_batch",
    "note_return",
    "order_disbursement",
    "pay_disbursement",
    "propose_approval_rule",
    "read_batch_file",
    "read_file",
    "refuse_use",
    "report_use",
    "return_report",
    "submit_report",
    "told",
    "traits_of_look",
    "waive_report",
    "withdraw_request",
    "withdraw_use",
]
