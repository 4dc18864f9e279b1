"""An organisation asks to come in: what it said, step by step, until an operator decides."""

import uuid

from django.db import models
from django.db.models import Q

from liushui.onboarding.states import ApplicationState, Lane
from liushui.parties.queries import organisation_kinds

_ENDED = [ApplicationState.ADMITTED, ApplicationState.REFUSED]


class Welcome(models.Model):
    """An operator's link by which somebody begins an application. The link itself is not kept."""

    token_hash = models.BinaryField(max_length=32, unique=True)
    name = models.CharField(max_length=120, help_text="of the organisation that was asked in")
    lane = models.CharField(max_length=8, choices=Lane, default=Lane.ORDINARY)
    occasion = models.CharField(max_length=200, blank=True, help_text="of the quick lane")
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(lane__in=Lane.values), name="welcome_lane_known"),
            models.CheckConstraint(
                condition=Q(lane=Lane.ORDINARY) | ~Q(occasion=""), name="welcome_quick_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"welcome:{self.pk}"


class Application(models.Model):
    """What one organisation says of itself before it is admitted."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    vault_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(
        max_length=10, choices=ApplicationState, default=ApplicationState.DRAFT
    )
    lane = models.CharField(max_length=8, choices=Lane, default=Lane.ORDINARY)
    occasion = models.CharField(max_length=200, blank=True)
    applicant = models.ForeignKey("parties.Person", models.PROTECT, related_name="+")
    colleague = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+")
    welcome = models.OneToOneField(Welcome, models.PROTECT, null=True)
    credit_code = models.CharField(max_length=18)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    short_name = models.CharField(max_length=40, blank=True)
    short_name_en = models.CharField(max_length=80, blank=True)
    place = models.ForeignKey("places.Place", models.PROTECT, null=True)
    registered_on = models.DateField(null=True)
    charity_since = models.DateField(
        null=True, help_text="registered or recognised as a charity: R-01"
    )
    is_provincial = models.BooleanField(
        default=False, help_text="registered at province level or above: R-03"
    )
    revoked_on = models.DateField(null=True, help_text="the public certificate was revoked: R-04")
    contact_phone = models.CharField(max_length=20, blank=True, help_text="the public line")
    contact_email = models.CharField(max_length=120, blank=True)
    website = models.CharField(max_length=200, blank=True)
    account_holder = models.CharField(max_length=120, blank=True)
    account_bank = models.CharField(max_length=120, blank=True)
    account_sealed = models.BinaryField(null=True)
    account_tail = models.CharField(max_length=4, blank=True)
    began_at = models.DateTimeField()
    touched_at = models.DateTimeField(null=True, help_text="last written, sent or taken back")
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    reasons = models.CharField(max_length=1000, blank=True, help_text="of the last decision")
    organisation = models.OneToOneField(
        "parties.Organisation", models.PROTECT, null=True, related_name="+"
    )
    blanked_at = models.DateTimeField(null=True, help_text="since then it names nobody")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ApplicationState.values), name="application_state_known"
            ),
            models.CheckConstraint(
                condition=Q(lane__in=Lane.values), name="application_lane_known"
            ),
            models.CheckConstraint(
                condition=Q(credit_code__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"),
                name="application_credit_code_form",
            ),
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=Q(state__in=["draft", "submitted", "returned", "admitted"]),
                name="application_one_of_a_body",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_ENDED) | (~Q(decided_by="") & Q(decided_at__isnull=False)),
                name="application_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state=ApplicationState.ADMITTED) | Q(organisation__isnull=False),
                name="application_admitted_is_a_body",
            ),
            models.CheckConstraint(
                condition=Q(lane=Lane.ORDINARY) | ~Q(occasion=""),
                name="application_quick_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "submitted_at", "id"], name="application_waiting"),
            models.Index(fields=["applicant", "-id"], name="application_of_person"),
        ]

    def __str__(self) -> str:
        return f"application:{self.pk}"

    def get_kind_display(self) -> str:
        """The kind of body in words."""
        return dict(organisation_kinds()).get(self.kind, self.kind)


class HandedCertificate(models.Model):
    """A certificate as the application shows it; it counts once an operator admitted the body."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="certificates")
    kind = models.CharField(max_length=20)
    number = models.CharField(max_length=60)
    issued_by = models.CharField(max_length=80)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    image = models.ForeignKey("base.StoredFile", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind"], name="handed_certificate_one_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("valid_from")),
                name="handed_certificate_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"handed certificate:{self.pk}"
