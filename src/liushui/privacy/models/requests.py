"""What people asked of their own data, copies that wait for them, who stands for a child."""

import uuid

from django.db import models
from django.db.models import F, Q

from liushui.privacy.states import Asked, RequestState


class DataRequest(models.Model):
    """One request about one person's data. It stays after an erasure, as proof, without words."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("parties.Person", models.PROTECT, related_name="+")
    asked_by = models.CharField(max_length=80, help_text="the person or a guardian: person:12")
    kind = models.CharField(max_length=10, choices=Asked)
    state = models.CharField(max_length=12, choices=RequestState, default=RequestState.WAITING)
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, null=True)
    words_sealed = models.BinaryField(null=True, help_text="what was asked, under the person's key")
    answer_sealed = models.BinaryField(null=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)
    refusal_code = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Asked.values), name="data_request_kind"),
            models.CheckConstraint(
                condition=Q(state__in=RequestState.values), name="data_request_state"
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=F("asked_at")), name="data_request_due_after_asking"
            ),
            models.CheckConstraint(
                condition=Q(state=RequestState.WAITING) | Q(ended_at__isnull=False),
                name="data_request_ends_once",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(kind=Asked.ERASE, state=RequestState.WAITING),
                name="data_request_one_erasure",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="data_request_person"),
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state=RequestState.WAITING),
                name="data_request_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"data request:{self.pk}"


class DataCopy(models.Model):
    """A copy that waits to be fetched: a sealed zip under the person's key, until it expires."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("parties.Person", models.PROTECT, related_name="+")
    content_sealed = models.BinaryField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="data_copy_expires"
            ),
        ]

    def __str__(self) -> str:
        return f"copy:{self.pk}"


class Guardianship(models.Model):
    """Who acts for a child under 14 (PIPL 31). The birthday is sealed under the child's key."""

    child = models.OneToOneField("parties.Person", models.PROTECT, related_name="+")
    guardian = models.ForeignKey("parties.Person", models.PROTECT, related_name="+")
    born_on_sealed = models.BinaryField(null=True)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(child=F("guardian")), name="guardian_is_another_person"
            ),
        ]
        indexes = [models.Index(fields=["guardian", "id"], name="guardianship_of_guardian")]

    def __str__(self) -> str:
        return f"guardianship:{self.pk}"


class DataGiven(models.Model):
    """Personal values given to another body: to whom, what for, on which ground. Append-only."""

    organisation = models.ForeignKey("parties.Organisation", models.PROTECT)
    receiver = models.CharField(max_length=120)
    purpose = models.CharField(max_length=200)
    kinds = models.CharField(max_length=200, help_text="which values, e.g. name and amount")
    people_count = models.PositiveIntegerField()
    ground = models.CharField(max_length=200, help_text="consent, contract or law")
    given_on = models.DateField()
    until = models.DateField(null=True, help_text="how long the receiver may keep it")
    recorded_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(people_count__gt=0), name="data_given_of_somebody"),
            models.CheckConstraint(
                condition=~Q(receiver="") & ~Q(purpose="") & ~Q(kinds="") & ~Q(ground=""),
                name="data_given_says_all",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-id"], name="data_given_newest")]

    def __str__(self) -> str:
        return f"data given:{self.pk}"
