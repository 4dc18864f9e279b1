"""What was given back though it was spent, and recalls that other organisations pay."""

from django.db import models

from liushui.ledger import states


class Coverage(models.Model):
    """Units [lo, hi) of a gift or an advance for which a cover's units stand (L17).

    Derivable, and kept by triggers; gone where the cover was reversed.
    """

    pk = models.CompositePrimaryKey("covered_id", "lo")
    covered = models.ForeignKey(
        "ledger.Movement", models.PROTECT, related_name="coverage", db_index=False
    )
    lo = models.BigIntegerField()
    hi = models.BigIntegerField()
    cover = models.ForeignKey(
        "ledger.Movement", models.PROTECT, related_name="covering", db_index=False
    )


class Recall(models.Model):
    """A gift's units are asked back from the organisations that hold them (L15)."""

    gift = models.ForeignKey(
        "ledger.Movement", models.PROTECT, related_name="recalls", db_index=False
    )
    amount = models.BigIntegerField()
    key = models.CharField(max_length=80, unique=True)
    by = models.CharField(max_length=80)
    why = models.CharField(max_length=40)
    at = models.DateTimeField()


class RecallHold(models.Model):
    """One hop of a recall: the very units are frozen, and reserved, until they are paid back."""

    recall = models.ForeignKey(Recall, models.PROTECT, related_name="holds", db_index=False)
    reverses = models.ForeignKey(
        "ledger.Movement", models.PROTECT, related_name="recall_holds", db_index=False
    )
    freeze = models.OneToOneField("ledger.Movement", models.PROTECT, related_name="recall_hold")
    reservation = models.OneToOneField("ledger.Reservation", models.PROTECT)
    at = models.DateTimeField()


class RecallHoldEnd(models.Model):
    """How a hop ended, once: paid back by this reversal, or withdrawn."""

    hold = models.OneToOneField(RecallHold, models.PROTECT, primary_key=True, related_name="end")
    how = models.CharField(max_length=20, choices=states.RecallEnding)
    movement = models.OneToOneField("ledger.Movement", models.PROTECT, null=True)
    at = models.DateTimeField()
