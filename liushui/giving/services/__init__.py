"""What giving offers: placing orders, settling payments, importing published lists."""

from liushui.giving.services.asking import ask_about_waiting, query_order
from liushui.giving.services.deciding import ReasonMissing, decide_gift
from liushui.giving.services.notices import Answer, accept_notice, forget_nonces
from liushui.giving.services.orders import (
    MessageTooLong,
    NameMissing,
    Showing,
    begin_payment,
    place_order,
)

__all__ = [
    "Answer",
    "MessageTooLong",
    "NameMissing",
    "ReasonMissing",
    "Showing",
    "accept_notice",
    "ask_about_waiting",
    "begin_payment",
    "decide_gift",
    "forget_nonces",
    "place_order",
    "query_order",
]
