"""What giving offers: placing orders, settling payments, importing published lists."""

from liushui.giving.services.acknowledging import (
    CertificateNotReady,
    NoCertificateOfAppeal,
    certificate_of,
    facts_of_certificate,
)
from liushui.giving.services.asking import ask_about_waiting, query_order, take_word
from liushui.giving.services.by_hand import close_by_hand, receive_by_hand
from liushui.giving.services.deciding import ReasonMissing, decide_gift
from liushui.giving.services.importing import Imported, SheetDiffers, import_gifts
from liushui.giving.services.mandated import close_charge
from liushui.giving.services.merchants import conversation_about
from liushui.giving.services.messages import judge_message, offer_message
from liushui.giving.services.notices import Answer, accept_notice, forget_nonces
from liushui.giving.services.orders import (
    BY_ITSELF,
    MESSAGE_LIMIT,
    ORDER_LIMIT_MINOR,
    By,
    MessageTooLong,
    NameMissing,
    Showing,
    by_appeal,
    place_order,
)
from liushui.giving.services.origins import (
    AS_PLANNED,
    ORIGIN_LIMIT,
    Giver,
    Landing,
    Origin,
    OriginUnknown,
    amounts_of_origin,
    giver_of_origin,
    is_kind_of_origin,
    onward_of_origin,
    origins_apart,
    register_origin,
    words_of_origin,
)
from liushui.giving.services.paying import begin_payment, payment_link
from liushui.giving.services.planning import (
    Plan,
    SheetElsewhere,
    SheetLooksReissued,
    Treat,
    plan_import,
)
from liushui.giving.services.showing import erase_giver, follow_shown, give_as, show_anew
from liushui.giving.services.wishing import (
    CaseNeedsLess,
    CaseNotForGifts,
    Wished,
    WishNotOffered,
)

__all__ = [
    "AS_PLANNED",
    "BY_ITSELF",
    "MESSAGE_LIMIT",
    "ORDER_LIMIT_MINOR",
    "ORIGIN_LIMIT",
    "Answer",
    "By",
    "CaseNeedsLess",
    "CaseNotForGifts",
    "CertificateNotReady",
    "Giver",
    "Imported",
    "Landing",
    "MessageTooLong",
    "NameMissing",
    "NoCertificateOfAppeal",
    "Origin",
    "OriginUnknown",
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
    "amounts_of_origin",
    "ask_about_waiting",
    "begin_payment",
    "by_appeal",
    "certificate_of",
    "close_by_hand",
    "close_charge",
    "conversation_about",
    "decide_gift",
    "erase_giver",
    "facts_of_certificate",
    "follow_shown",
    "forget_nonces",
    "give_as",
    "giver_of_origin",
    "import_gifts",
    "is_kind_of_origin",
    "judge_message",
    "offer_message",
    "onward_of_origin",
    "origins_apart",
    "payment_link",
    "place_order",
    "plan_import",
    "query_order",
    "receive_by_hand",
    "register_origin",
    "show_anew",
    "take_word",
    "words_of_origin",
]
