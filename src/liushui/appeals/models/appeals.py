"""A personal appeal: who asks through which charity, what for, and what the public reads."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q

from liushui.appeals.states import (
    LOOKS_AT,
    PUBLIC_STATES,
    AppealState,
    Asker,
    CheckStep,
    MeansKind,
    NeedKind,
    ProviderKind,
    RestWay,
)


class Appeal(models.Model):
    """One person's appeal. It is no charitable fundraising and on no list of campaigns (N05)."""

    number = models.CharField(max_length=12, unique=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    vault_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=AppealState, default=AppealState.DRAFT)
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    applicant = models.ForeignKey("parties.Person", models.PROTECT, related_name="+")
    person = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+")
    asker = models.CharField(max_length=10, choices=Asker, default=Asker.SELF)
    relation = models.CharField(max_length=40, blank=True)
    is_minor = models.BooleanField(default=False)
    shows_name = models.BooleanField(default=False, help_text="by the person's own choice")
    name_shown = models.CharField(max_length=60, blank=True, help_text="as the public reads it")
    identity_sealed = models.BinaryField(null=True, help_text="number of the identity card")
    phone_sealed = models.BinaryField(null=True)
    need_kind = models.CharField(max_length=10, choices=NeedKind, default=NeedKind.ILLNESS)
    title = models.CharField(max_length=60, blank=True)
    summary = models.CharField(max_length=200, blank=True)
    story = models.TextField(blank=True)
    provider_kind = models.CharField(
        max_length=10, choices=ProviderKind, default=ProviderKind.HOSPITAL
    )
    provider = models.CharField(max_length=80, blank=True)
    account_holder = models.CharField(max_length=80, blank=True)
    account_bank = models.CharField(max_length=80, blank=True)
    account_sealed = models.BinaryField(null=True)
    account_tail = models.CharField(max_length=4, blank=True)
    cost_minor = models.BigIntegerField(default=0, help_text="as the provider estimates")
    estimate = models.ForeignKey(
        "base.StoredFile", models.PROTECT, null=True, related_name="estimates_of_appeals"
    )
    cap_minor = models.BigIntegerField(default=0)
    taken_minor = models.BigIntegerField(default=0, help_text="what found room below the cap")
    term_days = models.PositiveSmallIntegerField(default=30)
    rest_way = models.CharField(max_length=10, choices=RestWay, default=RestWay.GIVERS)
    project = models.OneToOneField(
        "projects.Project", models.PROTECT, null=True, related_name="appeal"
    )
    purpose_id = models.BigIntegerField(
        null=True, unique=True, help_text="as the ledger knows whose money it is (D04)"
    )
    ends_on = models.DateField(null=True)
    is_untrue = models.BooleanField(default=False, help_text="what it said was found untrue")
    begun_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    blanked_at = models.DateTimeField(null=True, help_text="since then it names nobody")
    person_changed_at = models.DateTimeField(null=True, help_text="looks before it do not count")
    need_changed_at = models.DateTimeField(null=True)
    provider_changed_at = models.DateTimeField(null=True)
    means_changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AppealState.values), name="appeal_state_known"
            ),
            models.CheckConstraint(
                condition=Q(taken_minor__gte=0, taken_minor__lte=F("cap_minor")),
                name="appeal_cap_holds",
            ),
            models.CheckConstraint(
                condition=Q(cap_minor__lte=F("cost_minor")), name="appeal_cap_within_costs"
            ),
            models.CheckConstraint(
                condition=Q(is_minor=False) | Q(shows_name=False), name="appeal_minor_is_masked"
            ),
            models.CheckConstraint(
                condition=Q(is_minor=False) | Q(asker=Asker.GUARDIAN),
                name="appeal_minor_has_guardian",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=PUBLIC_STATES)
                | Q(
                    project__isnull=False,
                    purpose_id__isnull=False,
                    published_at__isnull=False,
                    ends_on__isnull=False,
                    cap_minor__gt=0,
                ),
                name="appeal_public_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(term_days__gte=1, term_days__lte=180), name="appeal_term_bounded"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="appeal_state"),
            models.Index(fields=["organisation", "state", "-id"], name="appeal_of_body"),
            models.Index(fields=["applicant", "-id"], name="appeal_of_applicant"),
        ]

    def __str__(self) -> str:
        return self.number

    def is_looked_at(self, step: str, at: datetime) -> bool:
        """Whether a look at this instant saw what the appeal says now."""
        changes = (getattr(self, f"{part}_changed_at") for part in LOOKS_AT[CheckStep(step)])
        return all(changed is None or changed <= at for changed in changes)


class Means(models.Model):
    """One answer about what the family has, or about other aid: none is an answer too."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="means")
    kind = models.CharField(max_length=12, choices=MeansKind)
    amount_minor = models.BigIntegerField(default=0)
    words = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appeal", "kind"], name="means_answered_once"),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="means_not_negative"),
        ]


class Witness(models.Model):
    """Somebody who vouches: name and phone under an own key, confirmed by a link and a code."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="witnesses")
    vault_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name_sealed = models.BinaryField(null=True)
    name_shown = models.CharField(max_length=20, blank=True, help_text="masked")
    relation = models.CharField(max_length=40)
    phone_sealed = models.BinaryField(null=True)
    phone_lookup = models.BinaryField(null=True, max_length=32)
    token_hash = models.BinaryField(null=True, max_length=32, unique=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "phone_lookup"],
                condition=Q(phone_lookup__isnull=False),
                name="witness_once_per_phone",
            ),
        ]

    def __str__(self) -> str:
        return f"witness:{self.pk}"


class Version(models.Model):
    """What the public reads from one moment on: proposed by one person, published by another.

    The first is the publication itself. A published one never changes.
    """

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="versions")
    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=60)
    summary = models.CharField(max_length=200)
    story = models.TextField()
    cap_minor = models.BigIntegerField()
    ends_on = models.DateField()
    why = models.CharField(max_length=200)
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    published_by = models.CharField(max_length=80, null=True)
    published_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appeal", "place"], name="appeal_version_place_once"),
            models.UniqueConstraint(
                fields=["appeal"],
                condition=Q(published_at=None, dropped_at=None),
                name="appeal_one_version_waits",
            ),
            models.CheckConstraint(
                condition=Q(published_by=None) | ~Q(published_by=F("proposed_by")),
                name="appeal_version_two_people",
            ),
            models.CheckConstraint(
                condition=Q(published_by=None, published_at=None)
                | Q(published_by__isnull=False, published_at__isnull=False, dropped_at=None),
                name="appeal_version_published_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(cap_minor__gt=0), name="appeal_version_cap_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"appeal version:{self.pk}"
