"""The tables of personal appeals."""

from liushui.appeals.models.appeals import Appeal, Means, Version, Witness
from liushui.appeals.models.money import Homecoming, LatePayment, Payout, Rest, SentBack, Taking
from liushui.appeals.models.reasons import Reason
from liushui.appeals.models.verifying import Check

__all__ = [
    "Appeal",
    "Check",
    "Homecoming",
    "LatePayment",
    "Means",
    "Payout",
    "Reason",
    "Rest",
    "SentBack",
    "Taking",
    "Version",
    "Witness",
]
