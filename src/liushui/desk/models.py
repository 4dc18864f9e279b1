"""A person's saved filters, and work that takes longer than a page may wait."""

import uuid

from django.db import models
from django.db.models import Q

from liushui.desk.states import WorkState


class SavedFilter(models.Model):
    """A person's own words for a table. The words are sealed: they may be somebody's name."""

    person = models.ForeignKey("parties.Person", models.CASCADE, related_name="+")
    table = models.CharField(max_length=40)
    label_sealed = models.BinaryField()
    query_sealed = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "table", "id"], name="saved_filter_of")]

    def __str__(self) -> str:
        return f"saved filter:{self.pk}"


class Work(models.Model):
    """One piece of long work, asked for by one person and shown to that person alone."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("parties.Person", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    asked_sealed = models.BinaryField()
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=WorkState, default=WorkState.WAITING)
    steps_done = models.PositiveIntegerField(default=0)
    steps_total = models.PositiveIntegerField(default=0)
    attempt = models.PositiveSmallIntegerField(default=0)
    is_cancel_asked = models.BooleanField(default=False)
    refusal_code = models.CharField(max_length=60, blank=True)
    result_name = models.CharField(max_length=120, blank=True)
    media_type = models.CharField(max_length=120, blank=True)
    size_bytes = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    heard_at = models.DateTimeField(help_text="the last sign of life")
    ended_at = models.DateTimeField(null=True)
    job_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=WorkState.values), name="work_state_known"
            ),
            models.CheckConstraint(
                condition=Q(steps_done__lte=models.F("steps_total")), name="work_steps_within"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(state__in=["done", "failed", "cancelled"]),
                name="work_ended_rests",
            ),
        ]
        indexes = [models.Index(fields=["person", "-id"], name="work_of")]

    def __str__(self) -> str:
        return f"work:{self.pk}"
