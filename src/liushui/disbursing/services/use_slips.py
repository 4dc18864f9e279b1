"""How a use was paid: by the bank under its number, or in cash."""

from dataclasses import dataclass
from datetime import date, datetime

from liushui.disbursing import queries
from liushui.disbursing.services.paying import (
    BankReferenceMissing,
    BankReferenceUsed,
    PaidInFuture,
)
from liushui.disbursing.services.use_refusals import UseSlipUnclear
from liushui.kernel.clock import day_of

LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True)
class UseSlip:
    """The bank's number and the day on its slip; or cash; or nothing said yet."""

    bank_ref: str = ""
    paid_on: date | None = None
    in_cash: bool = False

    @property
    def is_said(self) -> bool:
        return bool(self.bank_ref.strip() or self.paid_on or self.in_cash)


NO_SLIP = UseSlip()


def require_slip(slip: UseSlip, organisation_id: int, *, at: datetime) -> None:
    """Raise what is wrong with it; nothing said is not wrong. One slip pays one thing."""
    number = slip.bank_ref.strip()
    if len(number) > LONGEST_NUMBER:
        raise BankReferenceMissing
    if bool(number) != (slip.paid_on is not None) or (number and slip.in_cash):
        raise UseSlipUnclear
    if slip.paid_on is not None and slip.paid_on > day_of(at):
        raise PaidInFuture
    if number and queries.bank_ref_is_used(organisation_id, number):
        raise BankReferenceUsed
