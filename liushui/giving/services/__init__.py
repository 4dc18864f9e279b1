"""What giving offers: placing orders, settling payments, importing published lists."""

from liushui.giving.services.asking import ask_about_waiting, query_order
from liushui.giving.services.deciding import ReasonMissing, decide_gift
from liushui.giving.services.importing import Imported, SheetDiffers, import_gifts
from liushui.giving.services.notices import Answer, accept_notice, forget_nonces
from liushui.giving.services.orders import (
    MessageTooLong,
    NameMissing,
    Showing,
    begin_payment,
    place_order,
)
from liushui.giving.services.planning import (
    Plan,
    SheetElsewhere,
    SheetLooksReissued,
    Treat,
    plan_import,
)

__all__ = [
    "Answer",
    "Imported",
    "MessageTooLong",
    "NameMissing",
    "Plan",
    "ReasonMissing",
    "SheetDiffers",
    "SheetElsewhere",
    "SheetLooksReissued",
    "Showing",
    "Treat",
    "accept_notice",
    "ask_about_waiting",
    "begin_payment",
    "decide_gift",
    "forget_nonces",
    "import_gifts",
    "place_order",
    "plan_import",
    "query_order",
]
