"""An application that waits and a rule of approval that waits, for the addresses of disbursing."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from liushui.disbursing.services import (
    PaymentAsked,
    RuleAsked,
    ask_payment,
    propose_approval_rule,
)
from liushui.kernel.clock import day_of
from liushui.kernel.ids import reference_of
from liushui.parties.access import Right

if TYPE_CHECKING:
    from liushui.config.demo.stage import Stage


def paid_out_things(stage: "Stage", at: datetime) -> dict[str, Any]:
    """The partner applies under the county's agreement; the county's approver proposes a rule."""
    day = day_of(at)
    agreement = stage.agreements["medical-partner"].number
    asked = PaymentAsked(reference_of(day, "00000041"), 1, "核")
    ask_payment(stage.actor("partner", Right.USE_REPORT, day), agreement, asked, at=at)
    approver = stage.actor("county", Right.MONEY_APPROVE, day)
    county = stage.bodies["county"].pk
    rule = propose_approval_rule(approver, county, RuleAsked(10**15, ["money.approve"]), at=at)
    return {"request": asked.reference, "approval_rule": rule.pk}
