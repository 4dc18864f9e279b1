"""Giving's tables: orders and payments; lists that were imported, and claims to their gifts."""

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
from liushui.giving.models.shown import MessageOffer, MessageVerdict
from liushui.giving.models.words import StuckWord, Word

__all__ = [
    "GiftClaim",
    "GiftImport",
    "GiftOrder",
    "ImportDoubt",
    "ImportSource",
    "ImportedGiver",
    "ImportedRow",
    "ImportedSheet",
    "MessageOffer",
    "MessageVerdict",
    "Payment",
    "PaymentNotice",
    "SeenNonce",
    "StuckWord",
    "Word",
]
