"""Giving's tables: orders and payments; lists that were imported, and claims to their gifts."""

from liushui.giving.models.consents import ConsentAsked, ConsentPaper, ConsentPaperSeen
from liushui.giving.models.imports import (
    GiftClaim,
    GiftImport,
    ImportDoubt,
    ImportedGiver,
    ImportedRow,
    ImportedSheet,
    ImportSource,
)
from liushui.giving.models.orders import GiftOrder, Payment, PaymentNotice, SeenNonce
from liushui.giving.models.refunds import GiftRefund, MassRefund, RefundRule, Suspicion
from liushui.giving.models.shown import MessageOffer, MessageVerdict
from liushui.giving.models.words import StuckWord, Word

__all__ = [
    "ConsentAsked",
    "ConsentPaper",
    "ConsentPaperSeen",
    "GiftClaim",
    "GiftImport",
    "GiftOrder",
    "GiftRefund",
    "ImportDoubt",
    "ImportSource",
    "ImportedGiver",
    "ImportedRow",
    "ImportedSheet",
    "MassRefund",
    "MessageOffer",
    "MessageVerdict",
    "Payment",
    "PaymentNotice",
    "RefundRule",
    "SeenNonce",
    "StuckWord",
    "Suspicion",
    "Word",
]
