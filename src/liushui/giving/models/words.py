"""What the provider vouched for and was answered, until it is settled."""

from django.db import models
from django.db.models import Q


class Word(models.Model):
    """A payment that the provider vouched for and that was answered 200; it waits to be settled.

    Never changed, and it leaves only in the transaction that writes its payment
    (``word_leaves_as_a_payment``). No foreign key and one unique index: this insert is all that
    stands between a call-back and its answer.
    """

    provider = models.CharField(max_length=20)
    transaction_id = models.CharField(max_length=64)
    merchant_id = models.CharField(max_length=32, blank=True, default="", db_default="")
    order = models.ForeignKey(
        "giving.GiftOrder", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    amount_minor = models.BigIntegerField()
    paid_at = models.DateTimeField()
    received_at = models.DateTimeField()
    digest = models.BinaryField(max_length=32, help_text="SHA-256 of the body as it came")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "transaction_id"], name="word_transaction_once"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="word_amount_positive"),
        ]


class StuckWord(models.Model):
    """A word that could not be settled: the others go on, it is tried again, a person sees it."""

    word = models.OneToOneField(
        Word, models.CASCADE, primary_key=True, related_name="stuck", db_constraint=False
    )
    why = models.CharField(max_length=200)
    since = models.DateTimeField()
    tried_at = models.DateTimeField()
