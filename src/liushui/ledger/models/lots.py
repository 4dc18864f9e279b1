"""With which lot goods came."""

from django.db import models


class Lot(models.Model):
    """A lot, known by the movement with which it came; ``expires_on`` is its last good day."""

    movement = models.OneToOneField(
        "ledger.Movement", models.PROTECT, primary_key=True, related_name="arrived"
    )
    batch = models.CharField(max_length=60)
    expires_on = models.DateField(null=True)
