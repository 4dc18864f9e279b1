"""The life of a gallery, of a hold on its pieces, and of a rule for acts."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import pgettext_lazy


class GalleryState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("gallery", "Being prepared")
    OPEN = "open", pgettext_lazy("gallery", "Open")
    ENDED = "ended", pgettext_lazy("gallery", "Ended")


GALLERY_MOVES: Mapping[str, frozenset[str]] = {
    GalleryState.DRAFT: frozenset({GalleryState.OPEN}),
    GalleryState.OPEN: frozenset({GalleryState.ENDED}),
    GalleryState.ENDED: frozenset(),
}


class Late(models.TextChoices):
    """What becomes of money that arrives after its hold lapsed and all pieces are taken."""

    SURPLUS = "surplus", pgettext_lazy("late money", "It goes to the project named here")
    BACK = "back", pgettext_lazy("late money", "It goes back to the donor")


class HoldState(models.TextChoices):
    HELD = "held", pgettext_lazy("pieces", "Held until it is paid")
    LAPSED = "lapsed", pgettext_lazy("pieces", "Given back, not paid in time")
    KEPT = "kept", pgettext_lazy("pieces", "Paid")
    LATE = "late", pgettext_lazy("pieces", "Paid too late, all were taken")


# A payment that comes late takes pieces again as long as there are some; so does a person's word.
HOLD_MOVES: Mapping[str, frozenset[str]] = {
    HoldState.HELD: frozenset({HoldState.LAPSED, HoldState.KEPT}),
    HoldState.LAPSED: frozenset({HoldState.HELD, HoldState.LATE}),
    HoldState.KEPT: frozenset(),
    HoldState.LATE: frozenset({HoldState.HELD}),
}


class RuleState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("rule for acts", "Being prepared")
    OPEN = "open", pgettext_lazy("rule for acts", "Counting")
    ENDED = "ended", pgettext_lazy("rule for acts", "Ended")


RULE_MOVES: Mapping[str, frozenset[str]] = {
    RuleState.DRAFT: frozenset({RuleState.OPEN}),
    RuleState.OPEN: frozenset({RuleState.ENDED}),
    RuleState.ENDED: frozenset(),
}


class ActKind(models.TextChoices):
    STEPS = "steps", pgettext_lazy("act", "Steps walked")
    PURCHASES = "purchases", pgettext_lazy("act", "Things bought")
    LUNCHES = "lunches", pgettext_lazy("act", "Lunches eaten up")
    TREES = "trees", pgettext_lazy("act", "Trees watered")
    OTHER = "other", pgettext_lazy("act", "Something else")


class ActOutcome(models.TextChoices):
    """What became of an act that a partner told: codes for programs, words for people."""

    COUNTED = "counted", pgettext_lazy("act", "Counted")
    KNOWN = "known", pgettext_lazy("act", "Told before, nothing changed")
    LIMIT = "limit", pgettext_lazy("act", "Beyond what counts for one person in a day")
    BUDGET_SPENT = "budget_spent", pgettext_lazy("act", "The sponsor's budget is used up")
    OUT_OF_DAYS = "out_of_days", pgettext_lazy("act", "Not on a day of the rule")
    KEY_REUSED = "key_reused", pgettext_lazy("act", "The key stands for another act")


class FlowerWhy(models.TextChoices):
    VISIT = "visit", pgettext_lazy("flower", "For coming by")
    GIFT = "gift", pgettext_lazy("flower", "For a gift today")


class Opened(models.TextChoices):
    """Which page of a project was opened."""

    PAGE = "page", pgettext_lazy("opened", "The project's page")
    FORM = "form", pgettext_lazy("opened", "The page for giving")
