"""Series of numbers without gaps, the papers that carry them, and papers that hold no more."""

from django.db import models


class NumberSeries(models.Model):
    """The last number given in one series. Its row is the lock: numbers have no gaps."""

    name = models.CharField(max_length=40, primary_key=True)
    last = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(last__gt=0), name="series_starts_at_one"),
        ]


class Document(models.Model):
    """One numbered paper. Its facts are frozen here, so the same paper can be drawn again.

    Without a file it has its number and waits to be drawn.
    """

    number = models.CharField(max_length=40, unique=True)
    key = models.CharField(max_length=120, unique=True)
    digest = models.BinaryField(max_length=32, help_text="of the facts, so a key keeps its content")
    facts = models.JSONField()
    file = models.ForeignKey("base.StoredFile", models.PROTECT, null=True)
    issued_at = models.DateTimeField()
    redrawn_at = models.DateTimeField(
        null=True, help_text="with other words for whose it is; number and key stay"
    )

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=models.Q(file=None), name="document_undrawn")
        ]

    def __str__(self) -> str:
        return self.number


class Reversal(models.Model):
    """From a moment on the paper holds no more (作废, of a receipt 红冲). Append-only."""

    document = models.OneToOneField(
        Document, models.PROTECT, primary_key=True, related_name="reversal"
    )
    why = models.CharField(max_length=20)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()


class DrawingTrouble(models.Model):
    """A numbered paper that could not be drawn: it needs a hand. Gone when it is drawn."""

    document = models.OneToOneField(
        Document, models.PROTECT, primary_key=True, related_name="trouble"
    )
    tries = models.PositiveIntegerField()
    since = models.DateTimeField()
    at = models.DateTimeField()


class SpoiledNumber(models.Model):
    """A number of a series under which no paper will ever stand, and why. Append-only."""

    number = models.CharField(max_length=40, unique=True)
    why = models.CharField(max_length=300)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(why=""), name="spoiled_says_why"),
        ]
