"""What a holder's books said when they were closed."""

from django.db import models
from django.db.models import functions

from liushui.ledger.models.journal import Holder, Seal


class Report(models.Model):
    """The trial balance of one sealed month, as bytes that never change (L33).

    ``content`` is canonical JSON and ``digest`` its SHA-256; ``seal`` is the one that closed the
    month. It can be made again from the movements at any time, byte for byte.
    """

    holder = models.ForeignKey(Holder, models.PROTECT, db_index=False)
    month = models.DateField()
    seal = models.ForeignKey(Seal, models.PROTECT, db_index=False)
    content = models.BinaryField()
    digest = models.BinaryField(max_length=32)
    recorded_at = models.DateTimeField(db_default=functions.Now())
