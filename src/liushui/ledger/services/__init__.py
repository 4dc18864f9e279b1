"""What other modules may have the ledger do. Units move through these and in no other way."""

from liushui.ledger.services.funds import (
    holder_of_organisation,
    holder_of_person,
    open_fund,
    resource,
    sink,
)
from liushui.ledger.services.gifts import Accepted, GiftOffer, accept_gift, accept_gifts
from liushui.ledger.services.locks import lock_funds
from liushui.ledger.services.movements import Covers, Links, move
from liushui.ledger.services.reservations import (
    expire,
    order_payment,
    post_reserved,
    release,
    reserve,
)
from liushui.ledger.services.returns import refund_gift, reverse
from liushui.ledger.services.seals import keep_reports, seal_month
from liushui.ledger.services.sequencer import run_forever, sequence, sequence_all

__all__ = [
    "Accepted",
    "Covers",
    "GiftOffer",
    "Links",
    "accept_gift",
    "accept_gifts",
    "expire",
    "holder_of_organisation",
    "holder_of_person",
    "keep_reports",
    "lock_funds",
    "move",
    "open_fund",
    "order_payment",
    "post_reserved",
    "refund_gift",
    "release",
    "reserve",
    "resource",
    "reverse",
    "run_forever",
    "seal_month",
    "sequence",
    "sequence_all",
    "sink",
]
