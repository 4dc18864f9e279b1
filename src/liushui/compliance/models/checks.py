"""A month's self-check: what was found about each rule, and the papers that say so."""

from django.db import models
from django.db.models import Q

from liushui.compliance.states import Result


class SelfCheck(models.Model):
    """One month's check of every rule in force (A05). Append-only."""

    month = models.DateField(unique=True, help_text="its first day")
    day = models.DateField(help_text="as of the end of this day")
    digest = models.BinaryField(max_length=32)
    paper_zh = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    paper_en = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(month__day=1), name="self_check_month_begins_on_the_first"
            ),
        ]


class Finding(models.Model):
    """What one rule came to for one organisation, or for the site. Append-only."""

    check_of = models.ForeignKey(SelfCheck, models.PROTECT, related_name="findings")
    rule = models.CharField(max_length=8)
    rule_from = models.DateField()
    region = models.CharField(max_length=12, blank=True)
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, null=True)
    result = models.CharField(max_length=12, choices=Result)
    looked_at = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=60, blank=True, help_text="a code; its words are elsewhere")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["check_of", "rule", "region", "organisation"],
                name="finding_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(result__in=Result.values), name="finding_result_known"
            ),
        ]
