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

__all__ = [
    "FreeRun",
    "Fund",
    "Holder",
    "Inbox",
    "Movement",
    "Refused",
    "RefusedSettlement",
    "Reservation",
    "ReservationEnd",
    "ReservationOrder",
    "Resource",
    "Seal",
    "Shard",
    "Slice",
]
