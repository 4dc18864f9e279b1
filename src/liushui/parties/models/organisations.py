"""Legal bodies and the certificates that they must show."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    FOUNDATION = "foundation", _("Foundation")
    FEDERATION = "federation", _("Charity federation")
    SERVICE = "service", _("Social service body")
    HOSPITAL = "hospital", _("Hospital")
    SCHOOL = "school", _("School")
    VILLAGE = "village", _("Village committee")
    COMPANY = "company", _("Company")


class Organisation(models.Model):
    """A legal body, known by its unified social credit code."""

    credit_code = models.CharField(max_length=18, unique=True)
    kind = models.CharField(max_length=20, choices=OrganisationKind)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    short_name = models.CharField(max_length=40)
    short_name_en = models.CharField(max_length=80, blank=True)
    place = models.ForeignKey("places.Place", models.PROTECT, null=True)
    superior = models.ForeignKey("self", models.PROTECT, null=True, related_name="subordinates")
    contact_phone = models.CharField(max_length=20, blank=True, help_text="the public line")
    bank_account_tail = models.CharField(max_length=4, blank=True)
    about = models.TextField(max_length=2000, blank=True, help_text="in its own words")
    about_en = models.TextField(max_length=4000, blank=True)
    website = models.CharField(max_length=200, blank=True)
    logo = models.ForeignKey("base.StoredFile", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(credit_code__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"),
                name="organisation_credit_code_form",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=OrganisationKind.values),
                name="organisation_kind_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(name="") & ~models.Q(short_name=""),
                name="organisation_has_names",
            ),
            models.CheckConstraint(
                condition=models.Q(bank_account_tail__regex=r"^([0-9]{4})?$"),
                name="organisation_bank_tail_form",
            ),
            models.CheckConstraint(
                condition=models.Q(superior=None) | ~models.Q(superior=models.F("id")),
                name="organisation_not_its_own_superior",
            ),
            models.CheckConstraint(
                condition=models.Q(website__regex=r"^(https?://[^\s<>\"']+)?$"),
                name="organisation_website_form",
            ),
        ]

    def __str__(self) -> str:
        return f"organisation:{self.credit_code}"


class ContactLine(models.Model):
    """One public way to reach a body: an office, its telephone, its mail. Never a person."""

    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, related_name="contact_lines"
    )
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=40)
    label_en = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "position"], name="contact_line_position_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(label="") & ~models.Q(phone="", email=""),
                name="contact_line_leads_somewhere",
            ),
            models.CheckConstraint(
                condition=models.Q(phone__regex=r"^[0-9+ ()-]*$"), name="contact_line_phone_form"
            ),
        ]

    def __str__(self) -> str:
        return f"contact line:{self.pk}"


class CertificateKind(models.TextChoices):
    REGISTRATION = "registration", _("Registration certificate")
    PUBLIC_FUNDRAISING = "public_fundraising", _("Public fundraising certificate")


class Standing(models.TextChoices):
    """How a certificate stands on one day."""

    VALID = "valid", _("valid")
    SOON = "soon", _("ends soon")
    OUT = "out", _("expired")
    EARLY = "early", _("not yet valid")


# A charity needs about this long to have a certificate renewed.
SOON_DAYS = 90


class Certificate(models.Model):
    """One of the two certificates that a charity must show (A01)."""

    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, related_name="certificates"
    )
    kind = models.CharField(max_length=20, choices=CertificateKind)
    number = models.CharField(max_length=60)
    issued_by = models.CharField(max_length=80, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, help_text="the last day; null: without an end")
    image = models.ForeignKey("base.StoredFile", models.PROTECT, null=True, related_name="+")
    entered_by = models.CharField(max_length=80, default="system:installation")
    checked_by = models.CharField(
        max_length=80, default="system:installation", blank=True, help_text="empty: does not count"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(checked_by=models.F("entered_by"))
                | models.Q(entered_by__startswith="system:"),
                name="certificate_checked_by_another",
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind", "number"], name="certificate_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=CertificateKind.values), name="certificate_kind_known"
            ),
            models.CheckConstraint(condition=~models.Q(number=""), name="certificate_has_number"),
            models.CheckConstraint(
                condition=models.Q(valid_until=None)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="certificate_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"certificate:{self.pk}"

    def standing_on(self, day: date) -> Standing:
        """Valid, valid but ending within 90 days, expired, or not yet begun."""
        if day < self.valid_from:
            return Standing.EARLY
        if self.valid_until is None:
            return Standing.VALID
        left = (self.valid_until - day).days
        if left < 0:
            return Standing.OUT
        return Standing.SOON if left <= SOON_DAYS else Standing.VALID
