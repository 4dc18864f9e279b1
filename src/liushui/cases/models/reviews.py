"""The way of a case through the levels of a federation: which levels, what each found (D17)."""

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from liushui.cases.states import ReviewLevel, ReviewOutcome


class ReviewRoute(models.Model):
    """By which levels the cases of a project are looked at, and how long each has.

    In force once a second person agreed; the newest of a project counts for cases that begin then.
    The quick lane leaves out the levels that it lists, and no others.
    """

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="+")
    levels = ArrayField(models.CharField(max_length=10), help_text="lowest first")
    quick = ArrayField(models.CharField(max_length=10), help_text="left out by the quick lane")
    days = models.PositiveSmallIntegerField(help_text="that each level has")
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=80, blank=True)
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(levels__contained_by=ReviewLevel.values, levels__len__gt=0),
                name="review_route_levels_known",
            ),
            models.CheckConstraint(
                condition=Q(quick__contained_by=F("levels")), name="review_quick_is_part_of_it"
            ),
            models.CheckConstraint(condition=Q(days__gt=0), name="review_has_days"),
            models.CheckConstraint(
                condition=Q(agreed_by="", agreed_at=None)
                | (Q(agreed_at__isnull=False) & ~Q(agreed_by="") & ~Q(agreed_by=F("proposed_by"))),
                name="review_route_two_people",
            ),
            models.UniqueConstraint(
                fields=["project"], condition=Q(agreed_at=None), name="review_route_proposed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"review-route:{self.pk}"

    @property
    def level_words(self) -> str:
        """Its levels in the reader's language, lowest first."""
        return _in_words(self.levels)

    @property
    def quick_words(self) -> str:
        """The levels that the quick lane leaves out."""
        return _in_words(self.quick)


class CaseReview(models.Model):
    """One case on its way, by the route that was in force when it began."""

    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="review")
    route = models.ForeignKey(ReviewRoute, models.PROTECT, related_name="+")
    quick_why = models.CharField(max_length=300, blank=True, help_text="why the quick lane")
    began_by = models.CharField(max_length=80)
    began_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"case-review:{self.pk}"


class ReviewStep(models.Model):
    """What one level found. Decided, it never changes; ``turn`` counts the ways back."""

    review = models.ForeignKey(CaseReview, models.PROTECT, related_name="steps")
    turn = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=10, choices=ReviewLevel)
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    opened_on = models.DateField()
    due_on = models.DateField()
    outcome = models.CharField(max_length=8, choices=ReviewOutcome, blank=True)
    note = models.CharField(max_length=500, blank=True, help_text="what was found; nobody's name")
    evidence = models.ForeignKey("base.StoredFile", models.PROTECT, null=True, related_name="+")
    by = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "turn", "level"], name="review_step_once_a_turn"
            ),
            models.UniqueConstraint(
                fields=["review"], condition=Q(outcome=""), name="review_waits_at_one_level"
            ),
            models.CheckConstraint(
                condition=Q(level__in=ReviewLevel.values), name="review_level_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *ReviewOutcome.values]), name="review_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", by="", at=None)
                | (~Q(outcome="") & ~Q(by="") & ~Q(note="") & Q(at__isnull=False)),
                name="review_step_says_what_was_found",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gt=F("opened_on")), name="review_step_has_time"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "due_on"], condition=Q(outcome=""), name="review_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"review-step:{self.pk}"


def _in_words(levels: Iterable[str]) -> str:
    return " → ".join(str(ReviewLevel(level).label) for level in levels)
