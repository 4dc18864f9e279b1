"""Notices to people, by which way they want them, and the demo's messages."""

from django.db import models
from django.db.models import Q

from liushui.messaging.states import DeliveryState

CHANNELS = ("mail", "sms")


class ScreenMessage(models.Model):
    """One text message that the demo did not send. Phone and words are sealed."""

    phone_sealed = models.BinaryField()
    text_sealed = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"], name="screen_message_newest")]

    def __str__(self) -> str:
        return f"screen message:{self.pk}"


class Notice(models.Model):
    """One thing that a person was told. Facts are codes and numbers, never personal data."""

    person = models.ForeignKey("parties.Person", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=100, help_text="the same thing is told once")
    facts = models.JSONField(default=dict)
    path = models.CharField(max_length=200, blank=True, help_text="where it leads on this site")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "key"], name="notice_once"),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_newest"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return f"notice:{self.pk}"


class Wish(models.Model):
    """Whether a person wants notices of one kind by one way; no row: as the kind does unasked."""

    person = models.ForeignKey("parties.Person", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=10)
    is_wanted = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "channel"], name="wish_once"),
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="wish_channel_known"),
        ]

    def __str__(self) -> str:
        return f"wish:{self.pk}"


class MailAddress(models.Model):
    """Where a person takes mail, sealed. Nothing is sent to it before its owner confirmed it."""

    person = models.OneToOneField("parties.Person", models.CASCADE, related_name="+")
    address_sealed = models.BinaryField()
    code_hash = models.BinaryField(null=True)
    code_sent_at = models.DateTimeField(null=True)
    tries_left = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"mail address:{self.pk}"


class Delivery(models.Model):
    """One notice on its way by one channel, with a bound on how often it is tried."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    language = models.CharField(max_length=10, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    refusal_code = models.CharField(max_length=60, blank=True)
    tried_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(channel__in=CHANNELS), name="delivery_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="delivery_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"delivery:{self.pk}"
