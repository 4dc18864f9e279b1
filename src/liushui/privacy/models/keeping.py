"""Who is erased here and locked away while the law has them kept, and how two officers open."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from liushui.privacy.states import OpeningState


class LockedAway(models.Model):
    """Name and phone of somebody who was erased, sealed under a locked key until a day of the law.

    Nothing else of the application reads them. When the day is over the key is destroyed.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.OneToOneField("parties.Person", models.PROTECT, related_name="+")
    rule = models.CharField(max_length=40, help_text="which rule has them kept")
    until = models.DateField()
    organisation_ids = ArrayField(models.BigIntegerField(), help_text="whose officers may open")
    name_sealed = models.BinaryField(null=True)
    phone_sealed = models.BinaryField(null=True)
    locked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="since then the key is destroyed")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(name_sealed=None, phone_sealed=None),
                name="locked_ended_keeps_nothing",
            ),
        ]
        indexes = [
            models.Index(fields=["until"], condition=Q(ended_at=None), name="locked_by_day"),
        ]

    def __str__(self) -> str:
        return f"locked:{self.pk}"


class LockedOpening(models.Model):
    """One officer asks to open, for a reason; another agrees; then both may, for an hour."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    locked = models.ForeignKey(LockedAway, models.PROTECT, related_name="openings")
    state = models.CharField(max_length=10, choices=OpeningState, default=OpeningState.ASKED)
    why = models.CharField(max_length=300)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    open_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=OpeningState.values), name="opening_state"
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("asked_by")), name="opening_by_two_officers"
            ),
            models.CheckConstraint(
                condition=~Q(state=OpeningState.AGREED)
                | Q(open_until__isnull=False, decided_at__isnull=False) & ~Q(decided_by=""),
                name="opening_agreed_says_by_whom",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="opening_says_why"),
        ]

    def __str__(self) -> str:
        return f"opening:{self.pk}"


class RetentionRun(models.Model):
    """What a rule of retention did on a day. Append-only."""

    rule = models.CharField(max_length=40)
    at = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["rule", "-id"], name="retention_run_newest")]

    def __str__(self) -> str:
        return f"retention:{self.rule}"
