"""What only people can say: that something happened, that a text is kept, a year's figures."""

from django.db import models
from django.db.models import Q


class Happening(models.Model):
    """Something that opens a duty and that no other module sees. Append-only."""

    kind = models.CharField(max_length=30)
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, null=True)
    on = models.DateField()
    title = models.CharField(max_length=120, help_text="public: no person's name")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "on", "title"],
                name="happening_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=~Q(title=""), name="happening_has_title"),
        ]


class ResponseEnd(models.Model):
    """The day on which the response to an emergency ended, for one project (R-24). Append-only."""

    project = models.CharField(max_length=40, unique=True, help_text="the project's number")
    on = models.DateField()
    why = models.CharField(max_length=300, help_text="public: whose notice ended it")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="response_end_says_why")]


class Confirmation(models.Model):
    """A person's answer to a rule that no software can check. Append-only; the newest counts."""

    rule = models.CharField(max_length=8)
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, null=True)
    is_kept = models.BooleanField()
    note = models.CharField(max_length=300)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(note=""), name="confirmation_says_how"),
        ]
        indexes = [models.Index(fields=["organisation", "rule", "-id"], name="confirmation_newest")]


class YearFigures(models.Model):
    """A charity's own figures of a year, in fen, for the shares of R-41 to R-48. Append-only.

    They come from its audited report, not from this site's books; the newest row of a year counts.
    """

    organisation = models.ForeignKey("parties.Organisation", models.PROTECT)
    year = models.PositiveSmallIntegerField()
    spending_minor = models.BigIntegerField(help_text="charity spending of the year")
    administration_minor = models.BigIntegerField()
    outlay_minor = models.BigIntegerField(help_text="all spending of the year")
    income_before_minor = models.BigIntegerField(help_text="income of the year before")
    income_average_minor = models.BigIntegerField(null=True, help_text="of three years before")
    assets_before_minor = models.BigIntegerField(help_text="net assets at the last year's end")
    assets_average_minor = models.BigIntegerField(null=True, help_text="of three years before")
    raised_minor = models.BigIntegerField(help_text="income from raising")
    raising_cost_minor = models.BigIntegerField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    spending_minor__gte=0,
                    administration_minor__gte=0,
                    outlay_minor__gte=models.F("administration_minor"),
                    income_before_minor__gte=0,
                    raised_minor__gte=0,
                    raising_cost_minor__gte=0,
                ),
                name="year_figures_sane",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-year", "-id"], name="year_figures_newest")
        ]
