"""Breaches and what was done, assessments, and what the public log is told of erasures."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from liushui.privacy.states import Step

LEAST_TOLD = 20


class Breach(models.Model):
    """Personal data that leaked, were changed or were lost, or may have been (PIPL 57)."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT)
    happened_on = models.DateField(null=True, help_text="as far as it is known")
    noticed_at = models.DateTimeField()
    what = models.TextField(help_text="what happened and why, without a name")
    kinds = models.CharField(max_length=200, help_text="which values, e.g. name and phone")
    whose = models.CharField(max_length=200, help_text="which group of people")
    people_count = models.PositiveIntegerField(help_text="how many, as far as it is known")
    harm = models.TextField(help_text="what may follow for them")
    entered_by = models.CharField(max_length=80)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(what="") & ~Q(kinds="") & ~Q(whose="") & ~Q(harm=""),
                name="breach_says_all",
            ),
            models.CheckConstraint(
                condition=Q(noticed_at__lte=F("entered_at")), name="breach_noticed_before"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-id"], name="breach_newest")]

    def __str__(self) -> str:
        return f"breach:{self.pk}"


class BreachStep(models.Model):
    """What was done about a breach, who was told and when. Append-only."""

    breach = models.ForeignKey(Breach, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=Step)
    words = models.TextField()
    done_at = models.DateTimeField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Step.values), name="breach_step_kind"),
            models.CheckConstraint(condition=~Q(words=""), name="breach_step_says_what"),
            models.CheckConstraint(condition=Q(done_at__lte=F("at")), name="breach_step_is_done"),
            models.UniqueConstraint(
                fields=["breach"], condition=Q(kind=Step.CLOSED), name="breach_closed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"breach step:{self.pk}"


class Assessment(models.Model):
    """An impact assessment before a kind of processing (PIPL 55, 56). Append-only."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT)
    title = models.CharField(max_length=200)
    purpose = models.TextField(help_text="whether purpose and way are lawful and necessary")
    risk = models.TextField(help_text="what it means for people, and what can go wrong")
    measures = models.TextField(help_text="what protects them, and whether it fits the risk")
    file = models.ForeignKey("base.StoredFile", models.PROTECT, null=True, related_name="+")
    made_on = models.DateField()
    entered_by = models.CharField(max_length=80)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=False) | ~Q(purpose="") & ~Q(risk="") & ~Q(measures=""),
                name="assessment_says_all_or_has_a_file",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="assessment_has_a_title"),
        ]
        indexes = [models.Index(fields=["organisation", "-id"], name="assessment_newest")]

    def __str__(self) -> str:
        return f"assessment:{self.pk}"


class ErasureNotice(models.Model):
    """Places of the public log whose fields nobody can open any more: one each of many people.

    Never less than ``LEAST_TOLD``: a short list would say which gifts are of one giver. Owed to the
    log by the statement that writes it. Append-only.
    """

    indices = ArrayField(models.BigIntegerField())
    day = models.DateField()

    def __str__(self) -> str:
        return f"erasure notice:{self.pk}"
