"""The tables of personal appeals."""

from liushui.appeals.models.appeals import Appeal, Means, Version, Witness
from liushui.appeals.models.money import Payout, Rest, SentBack, Taking
from liushui.appeals.models.verifying import Check

__all__ = [
    "Appeal",
    "Check",
    "Means",
    "Payout",
    "Rest",
    "SentBack",
    "Taking",
    "Version",
    "Witness",
]
