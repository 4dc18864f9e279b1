"""Messages of the demo, which go to a page instead of a phone."""

from django.db import models


class ScreenMessage(models.Model):
    """One text message that the demo did not send. Phone and words are sealed."""

    phone_sealed = models.BinaryField()
    text_sealed = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"], name="screen_message_newest")]

    def __str__(self) -> str:
        return f"screen message:{self.pk}"
