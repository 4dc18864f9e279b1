"""What can be said of a line: it is this one of ours, or this is what is lacking."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from liushui.reconciling.states import Cause, DifferenceKind, MatchKind

if TYPE_CHECKING:
    from liushui.disbursing.models import Disbursement, PaymentBatch, PaymentReturn
    from liushui.giving.models import GiftOrder, Payment
    from liushui.reconciling.models import CashCount, Line


@dataclass(frozen=True, slots=True)
class Found:
    """The line is this."""

    kind: MatchKind
    payment: "Payment | None" = None
    disbursement: "Disbursement | None" = None
    count: "CashCount | None" = None
    refund_ref: str = ""
    moved_ref: str = ""
    payment_return: "PaymentReturn | None" = None
    batch: "PaymentBatch | None" = None
    other: "Line | None" = None


@dataclass(frozen=True, slots=True)
class Lacking:
    """Nothing of ours is this line. ``order`` is one that it looks like."""

    kind: DifferenceKind
    cause: Cause
    ours_minor: int = 0
    order: "GiftOrder | None" = None
    payment: "Payment | None" = None


Verdict = Found | Lacking
