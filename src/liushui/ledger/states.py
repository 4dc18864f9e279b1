"""The ledger's closed lists: what holds money, what a fund is for, why units move."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices


class HolderKind(TextChoices):
    ORGANISATION = "organisation"
    PERSON = "person"
    FACILITY = "facility"


class FundKind(TextChoices):
    """Ordinary funds are given to and spent from; a sink is where what left can be counted."""

    ORDINARY = "ordinary"
    SINK = "sink"
    FROZEN = "frozen"
    SHORTFALL = "shortfall"


class SinkUse(TextChoices):
    """What became of the units in a sink (L1)."""

    USED = "used"
    REFUNDED = "refunded"
    CHARGED_BACK = "charged_back"
    FEE = "fee"
    WRITTEN_OFF = "written_off"
    CONVERTED = "converted"
    ADVANCE_REPAID = "advance_repaid"


class Kind(TextChoices):
    """Why units move. A match comes out of its pool, where it lies paid-in (L24)."""

    GIFT = "gift"
    RECEIPT = "receipt"
    HOURS = "hours"
    EARNED = "earned"
    OPENING = "opening"
    ADVANCE = "advance"
    REBASING = "rebasing"
    MATCH = "match"
    TRANSFER = "transfer"
    GRANT = "grant"
    USE = "use"
    PROVIDER_PAYMENT = "provider_payment"
    SPENT = "spent"
    RETURN = "return"
    REFUND = "refund"
    CHARGE_BACK = "charge_back"
    FEE = "fee"
    WRITE_OFF = "write_off"
    REVERSAL = "reversal"
    COVER = "cover"
    FREEZE = "freeze"
    THAW = "thaw"
    CORRECTION = "correction"
    CONVERSION = "conversion"
    ADVANCE_REPAYMENT = "advance_repayment"


# Units of these kinds come from outside: they alone have no source (L1; rebasing: L32).
FROM_OUTSIDE = frozenset(
    {
        Kind.GIFT,
        Kind.RECEIPT,
        Kind.HOURS,
        Kind.EARNED,
        Kind.OPENING,
        Kind.ADVANCE,
        Kind.REBASING,
    }
)

# Each kind that leaves goes into the sink of its use and no other.
SINK_OF_KIND: Mapping[Kind, SinkUse] = {
    Kind.USE: SinkUse.USED,
    Kind.PROVIDER_PAYMENT: SinkUse.USED,
    Kind.SPENT: SinkUse.USED,
    Kind.REFUND: SinkUse.REFUNDED,
    Kind.CHARGE_BACK: SinkUse.CHARGED_BACK,
    Kind.FEE: SinkUse.FEE,
    Kind.WRITE_OFF: SinkUse.WRITTEN_OFF,
    Kind.CONVERSION: SinkUse.CONVERTED,
    Kind.ADVANCE_REPAYMENT: SinkUse.ADVANCE_REPAID,
}


class ReservationEnding(TextChoices):
    """A reservation ends once (L11)."""

    POSTED = "posted"
    RELEASED = "released"
    EXPIRED = "expired"


class RecallEnding(TextChoices):
    """A hop of a recall ends once (L15)."""

    PAID = "paid"
    WITHDRAWN = "withdrawn"


class EndKind(TextChoices):
    """Where a unit of a gift can be. The ends of a gift always sum to it (L21).

    Covered: its giver had it back though it was spent. Covering: it paid for that of another gift
    and stands for it (L17, L19).
    """

    USED = "used"
    RESTING = "resting"
    FROZEN = "frozen"
    REFUNDED = "refunded"
    CHARGED_BACK = "charged_back"
    COVERED = "covered"
    COVERING = "covering"
    FEE = "fee"
    WRITTEN_OFF = "written_off"
    CONVERTED = "converted"
    ADVANCE_REPAID = "advance_repaid"


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a fund is for: a project, case or agreement by its id; 0 where there is no thing."""

    kind: str
    id: int = 0


GENERAL = Purpose("general")
