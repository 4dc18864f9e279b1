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
from liushui.ledger.models.reports import Report
from liushui.ledger.models.returns import Coverage, Recall, RecallHold, RecallHoldEnd

__all__ = [
    "Coverage",
    "FreeRun",
    "Fund",
    "Holder",
    "Inbox",
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
    "Seal",
    "Shard",
    "Slice",
]
