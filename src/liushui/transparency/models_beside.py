"""What stands beside the log: counts by kind, witnesses' lines, time stamps, what is withheld.

None of it is needed to write or to judge the log. Registered when the application is ready.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from liushui.transparency.models import Entry, Head


class KindCount(models.Model):
    """How many leaves of each kind stand in the log, counted as far as ``upto``."""

    one = models.BooleanField(primary_key=True, default=True)
    upto = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict, help_text="how many, by kind")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(one=True), name="log_kinds_are_one")]


class Cosignature(models.Model):
    """A witness's newest line under a head, verified before it was kept."""

    head = models.ForeignKey(Head, models.PROTECT, related_name="cosignatures")
    witness = models.CharField(max_length=127)
    line = models.TextField()
    at = models.DateTimeField(help_text="when the witness says that it signed")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["head", "witness"], name="log_cosigned_once"),
        ]


class Witness(models.Model):
    """What a witness last answered: how far it knows the log, and what it refused, if it did."""

    name = models.CharField(primary_key=True, max_length=127)
    size = models.BigIntegerField(default=0)
    answer = models.CharField(max_length=40, help_text="a code; ok, or what was wrong")
    at = models.DateTimeField()


class Anchor(models.Model):
    """What a third party outside keeps of a head. Append-only; the receipt is a published file."""

    head = models.ForeignKey(Head, models.PROTECT, related_name="anchors")
    service = models.CharField(max_length=32)
    path = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the receipt")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["head", "service"], name="log_anchored_once"),
        ]


class Withholding(models.Model):
    """An entry that the law withholds, on which basis and by whose word. Append-only."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="withholding")
    basis = models.CharField(max_length=24, help_text="a code of the law, as it stands in the log")
    roles = ArrayField(models.CharField(max_length=32), help_text="the posts that agreed")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(roles__len__gte=2), name="log_withheld_by_two"),
        ]

    def __str__(self) -> str:
        return f"withheld:{self.entry_id}"
