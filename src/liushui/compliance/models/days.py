"""Which days were run, and the lists of working days."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class ClockDay(models.Model):
    """A day that the clock has been through: the next one is the day after the last."""

    day = models.DateField(primary_key=True)
    watched = models.PositiveIntegerField(help_text="duties that stood that day")
    moved = models.PositiveIntegerField(help_text="duties that took a step")
    at = models.DateTimeField()


class ClockTrouble(models.Model):
    """What the clock could not do in its last run, for those who run the site; gone once it can."""

    what = models.CharField(max_length=80, primary_key=True, help_text="a duty or its subject")
    error = models.CharField(max_length=80, help_text="the kind of error; the log has the rest")
    since = models.DateTimeField()
    at = models.DateTimeField()


class WorkingDayList(models.Model):
    """One year's days off and days made up, as two people entered them. Append-only.

    The newest list of a year counts; it goes before the one that came with the software.
    """

    year = models.PositiveSmallIntegerField()
    off = ArrayField(models.DateField(), help_text="Monday to Friday that nobody works")
    worked = ArrayField(models.DateField(), help_text="weekend days that are worked")
    source = models.CharField(max_length=200)
    by = models.CharField(max_length=80)
    agreed_by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2200), name="working_days_year_sane"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="working_days_have_a_source"),
            models.CheckConstraint(
                condition=~Q(by=models.F("agreed_by")) | Q(by__startswith="system:"),
                name="working_days_agreed_by_another",
            ),
        ]
        indexes = [models.Index(fields=["year", "-id"], name="working_days_newest")]
