"""The life of a case: opened, approved (from then on the public sees its masked page), closed."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import pgettext_lazy


class CaseState(models.TextChoices):
    OPEN = "open", pgettext_lazy("case", "Under review")
    APPROVED = "approved", pgettext_lazy("case", "Approved")
    CLOSED = "closed", pgettext_lazy("case", "Closed")


MOVES: Mapping[str, frozenset[str]] = {
    CaseState.OPEN: frozenset({CaseState.APPROVED, CaseState.CLOSED}),
    CaseState.APPROVED: frozenset({CaseState.CLOSED}),
    CaseState.CLOSED: frozenset(),
}


class ReviewLevel(models.TextChoices):
    """The levels of a federation at which a case is looked at, lowest first (D17)."""

    VILLAGE = "village", pgettext_lazy("level", "Village")
    TOWN = "town", pgettext_lazy("level", "Town")
    COUNTY = "county", pgettext_lazy("level", "County")
    CITY = "city", pgettext_lazy("level", "City")
    PROVINCE = "province", pgettext_lazy("level", "Province")


# How many digits of a place's code name the place of each level.
DIGITS: Mapping[str, int] = {
    ReviewLevel.VILLAGE: 12,
    ReviewLevel.TOWN: 9,
    ReviewLevel.COUNTY: 6,
    ReviewLevel.CITY: 4,
    ReviewLevel.PROVINCE: 2,
}


class ReviewOutcome(models.TextChoices):
    """What a level said."""

    PASSED = "passed", pgettext_lazy("review", "Passed on")
    RETURNED = "returned", pgettext_lazy("review", "Sent back")
