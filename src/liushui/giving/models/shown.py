"""Words that a giver offers to the public list of gifts, and who let them stand there or not."""

from django.db import models


class MessageOffer(models.Model):
    """The giver agrees that the words with this gift stand in the public list. Append-only."""

    order = models.OneToOneField(
        "giving.GiftOrder", models.PROTECT, primary_key=True, related_name="message_offer"
    )
    offered_at = models.DateTimeField()


class MessageVerdict(models.Model):
    """A person of the charity read the words and let them stand, or not. The last one counts."""

    offer = models.ForeignKey(MessageOffer, models.PROTECT, related_name="verdicts")
    is_shown = models.BooleanField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["offer", "-id"], name="verdict_on_message")]
