"""Flowers of the day: by which rule one earns them, who earned how many, and to whom they went.

The flowers themselves are points of the ledger; here is why they came and where they went.
"""

from django.db import models
from django.db.models import F, Q


class FlowerRule(models.Model):
    """From a day on: so many for coming by, so many for a gift, at most so many. Append-only."""

    from_day = models.DateField(unique=True)
    for_visit = models.PositiveSmallIntegerField()
    for_gift = models.PositiveSmallIntegerField()
    most = models.PositiveSmallIntegerField(help_text="earned by one person in a day")
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(most__gte=1, most__lte=100), name="items_flower_rule_most"
            ),
        ]


class FlowerDay(models.Model):
    """What one person earned on one day, by what. No more than the rule of the day allows."""

    person = models.ForeignKey("parties.Person", models.PROTECT, related_name="+")
    day = models.DateField()
    visit = models.PositiveSmallIntegerField(default=0)
    gift = models.PositiveSmallIntegerField(default=0)
    most = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "day"], name="items_flower_day_once"),
            models.CheckConstraint(
                condition=Q(most__gte=F("visit") + F("gift")), name="items_flower_day_within_limit"
            ),
        ]


class FlowerGiven(models.Model):
    """Flowers that one person gave to one project. Append-only; the movement has the same key."""

    key = models.UUIDField(unique=True)
    person = models.ForeignKey("parties.Person", models.PROTECT, related_name="+")
    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="+")
    count = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(count__gt=0), name="items_flowers_positive"),
        ]
