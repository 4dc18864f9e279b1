"""Series of numbers without gaps, and the papers that carry them."""

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
    """One numbered paper. Its facts are frozen here, so the same paper can be drawn again."""

    number = models.CharField(max_length=40, unique=True)
    key = models.CharField(max_length=120, unique=True)
    digest = models.BinaryField(max_length=32, help_text="of the facts, so a key keeps its content")
    facts = models.JSONField()
    file = models.ForeignKey("base.StoredFile", models.PROTECT)
    issued_at = models.DateTimeField()
    redrawn_at = models.DateTimeField(
        null=True, help_text="with other words for whose it is; number and key stay"
    )
