"""The ledger's tables, by subject. Their constraints and triggers are SQL, beside the migrations.

Nothing here is written through the ORM outside ``ledger.services``; what must hold, the database
holds, whoever writes.
"""

from liushui.ledger.models.journal import (
    FreeRun,
    Fund,
    Holder,
    Inbox,
    Movement,
    Refused,
    RefusedSettlement,
    Reservation,
    ReservationEnd,
    ReservationOrder,
    Resource,
    Seal,
    Shard,
    Slice,
)
from liushui.ledger.models.lots import Lot
from liushui.ledger.models.matching import (
    MatchedFund,
    MatchedGiver,
    MatchingPool,
    MatchingScope,
    MatchingTerms,
)
from liushui.ledger.models.reports import Report
from liushui.ledger.models.returns import Coverage, Recall, RecallHold, RecallHoldEnd
from liushui.ledger.models.sums import Flow, Mark
from liushui.ledger.models.ways import RuleBegin
from liushui.ledger.models.wishes import Choice, ChoicePart, Designation, Surplus

__all__ = [
    "Choice",
    "ChoicePart",
    "Coverage",
    "Designation",
    "Flow",
    "FreeRun",
    "Fund",
    "Holder",
    "Inbox",
    "Lot",
    "Mark",
    "MatchedFund",
    "MatchedGiver",
    "MatchingPool",
    "MatchingScope",
    "MatchingTerms",
    "Movement",
    "Recall",
    "RecallHold",
    "RecallHoldEnd",
    "Refused",
    "RefusedSettlement",
    "Report",
    "Reservation",
    "ReservationEnd",
    "ReservationOrder",
    "Resource",
    "RuleBegin",
    "Seal",
    "Shard",
    "Slice",
    "Surplus",
]
