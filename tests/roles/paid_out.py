"""An application, a rule of approval and a list for a bank, for the addresses of disbursing."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from liushui.config.demo.papers import photo
from liushui.disbursing.queries import source_for
from liushui.disbursing.services import (
    BatchAsked,
    PaymentAsked,
    RuleAsked,
    UseReport,
    UseSlip,
    approve_disbursement,
    ask_payment,
    draft_disbursement,
    make_batch,
    propose_approval_rule,
    report_use,
)
from liushui.kernel.clock import day_of
from liushui.kernel.ids import reference_of
from liushui.onboarding.queries import payee_of
from liushui.onboarding.services.accounts import AccountAsked, account_of_admission
from liushui.parties.access import Right

if TYPE_CHECKING:
    from liushui.config.demo.stage import Stage


def paid_out_things(stage: "Stage", at: datetime) -> dict[str, Any]:
    """The partner applies under the agreement; the county makes a rule and a list."""
    day = day_of(at)
    agreement = stage.agreements["medical-partner"].number
    asked = PaymentAsked(reference_of(day, "00000041"), 1, "核")
    ask_payment(stage.actor("partner", Right.USE_REPORT, day), agreement, asked, at=at)
    approver = stage.actor("county", Right.MONEY_APPROVE, day)
    county = stage.bodies["county"].pk
    rule = propose_approval_rule(approver, county, RuleAsked(10**15, ["money.approve"]), at=at)
    partner = stage.bodies["partner"]
    if payee_of(partner.pk, at) is None:
        account = AccountAsked(partner.name, "中国银行", "6222000012345678")
        account_of_admission(partner.pk, account, ("person:0", "system:test"), at=at)
    draft, listed = reference_of(day, "00000042"), reference_of(day, "00000043")
    drafter = stage.actor("county", Right.MONEY_DRAFT, day)
    words: dict[str, Any] = {"reference": draft, "amount_minor": 1, "purpose": "核", "at": at}
    draft_disbursement(drafter, agreement, **words)
    approve_disbursement(approver, draft, at=at)
    cashier = stage.actor("county", Right.MONEY_PAY, day)
    made = make_batch(cashier, BatchAsked(listed, [draft], "csv"), at=at)
    return {
        "request": asked.reference,
        "approval_rule": rule.pk,
        "bank_list": made.reference,
        "waiting_use": _waiting_use(stage, at),
    }


def _waiting_use(stage: "Stage", at: datetime) -> str:
    """A use of the county's own money that nobody has confirmed."""
    day = day_of(at)
    reporter = stage.actor("county", Right.USE_REPORT, day)
    purse = source_for(reporter, Right.USE_REPORT, stage.fund_of("medical"))
    use = UseReport(
        reference_of(day, "00000044"), 1, "核", "核", day, photo(9), slip=UseSlip(in_cash=True)
    )
    return report_use(reporter, source=purse, use=use, at=at).reference
