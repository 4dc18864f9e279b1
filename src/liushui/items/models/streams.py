"""Live streams: their channels, and what came by each, hour by hour."""

from django.db import models
from django.db.models import F, Q

from liushui.items.models.galleries import CODE

TAG = r"^[a-z0-9-]{0,32}$"


class Stream(models.Model):
    """A campaign page for a live stream, for one project."""

    code = models.CharField(max_length=20, unique=True)
    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="streams")
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=160, blank=True)
    words = models.CharField(max_length=300, blank=True)
    words_en = models.CharField(max_length=500, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=CODE), name="items_stream_code_fits"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="items_stream_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Channel(models.Model):
    """A way to the stream's page with a link of its own; tag "" is whoever came by none of them."""

    stream = models.ForeignKey(Stream, models.PROTECT, related_name="channels")
    tag = models.CharField(max_length=32, blank=True)
    label = models.CharField(max_length=60)
    label_en = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream", "tag"], name="items_channel_tag_once"),
            models.CheckConstraint(condition=Q(tag__regex=TAG), name="items_channel_tag_fits"),
        ]


class ChannelHour(models.Model):
    """Gifts that were booked by a channel in an hour, in rows beside each other; derivable."""

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="hours", db_index=False)
    hour = models.DateTimeField()
    shard = models.PositiveSmallIntegerField()
    gifts = models.PositiveIntegerField()
    minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "hour", "shard"], name="items_channel_hour_once"
            ),
        ]
