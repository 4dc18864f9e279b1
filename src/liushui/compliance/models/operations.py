"""The half-year report of the site (N14): its own income and spending, and what was published."""

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q


class PlatformEntry(models.Model):
    """One line of the site's own income or spending, entered by its operator. Append-only.

    A correction is a line with the opposite sign.
    """

    key = models.UUIDField(
        unique=True, db_default=RandomUUID(), help_text="of the form or call that entered it"
    )
    half = models.DateField(help_text="the first day of its half year")
    label = models.CharField(max_length=80)
    label_en = models.CharField(max_length=120)
    is_income = models.BooleanField()
    amount_minor = models.BigIntegerField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(half__day=1, half__month__in=[1, 7]), name="platform_entry_half_begins"
            ),
            models.CheckConstraint(
                condition=~Q(amount_minor=0) & ~Q(label="") & ~Q(label_en=""),
                name="platform_entry_says_what",
            ),
        ]


class OperationsReport(models.Model):
    """A half year as it was published. Append-only; a later edition corrects."""

    half = models.DateField()
    edition = models.PositiveSmallIntegerField()
    facts = models.JSONField()
    digest = models.BinaryField(max_length=32)
    why = models.CharField(max_length=300, blank=True, help_text="what a correction corrects")
    paper_zh = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    paper_en = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    published_on = models.DateField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["half", "edition"], name="operations_edition_once"),
            models.CheckConstraint(
                condition=Q(half__day=1, half__month__in=[1, 7]), name="operations_half_begins"
            ),
            models.CheckConstraint(
                condition=Q(edition=1) | ~Q(why=""), name="operations_correction_says_why"
            ),
            models.CheckConstraint(
                condition=Q(published_on__gt=F("half")), name="operations_after_the_half_begins"
            ),
        ]
