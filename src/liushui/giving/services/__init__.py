"""What giving offers: placing orders, settling payments, importing published lists."""

from liushui.giving.services.acknowledging import CertificateNotReady, certificate_of
from liushui.giving.services.asking import ask_about_waiting, query_order
from liushui.giving.services.deciding import ReasonMissing, decide_gift
from liushui.giving.services.importing import Imported, SheetDiffers, import_gifts
from liushui.giving.services.notices import Answer, accept_notice, forget_nonces
from liushui.giving.services.orders import (
    MESSAGE_LIMIT,
    MessageTooLong,
    NameMissing,
    Showing,
    begin_payment,
    payment_link,
    place_order,
)
from liushui.giving.services.planning import (
    Plan,
    SheetElsewhere,
    SheetLooksReissued,
    Treat,
    plan_import,
)
from liushui.giving.services.showing import erase_giver, give_as, show_anew
from liushui.giving.services.wishing import (
    CaseNeedsLess,
    CaseNotForGifts,
    Wished,
    WishNotOffered,
)

__all__ = [
    "MESSAGE_LIMIT",
    "Answer",
    "CaseNeedsLess",
    "CaseNotForGifts",
    "CertificateNotReady",
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
    "WishNotOffered",
    "Wished",
    "accept_notice",
    "ask_about_waiting",
    "begin_payment",
    "certificate_of",
    "decide_gift",
    "erase_giver",
    "forget_nonces",
    "give_as",
    "import_gifts",
    "payment_link",
    "place_order",
    "plan_import",
    "query_order",
    "show_anew",
]
