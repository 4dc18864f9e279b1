"""People and organisations, the posts that people hold there, and the record of what they did."""

import uuid
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from liushui.parties.access import Right


class Person(models.Model):
    """A human being. Every personal field is sealed under the person's own key (base.vault)."""

    vault_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name_sealed = models.BinaryField(null=True)
    phone_sealed = models.BinaryField(null=True)
    phone_lookup = models.BinaryField(null=True, unique=True, max_length=32)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(phone_sealed=None, phone_lookup=None)
                | models.Q(phone_sealed__isnull=False, phone_lookup__isnull=False),
                name="person_phone_is_sealed_and_found",
            ),
        ]

    def __str__(self) -> str:
        return f"person:{self.pk}"


class Account(AbstractBaseUser):
    """A person's sign-in. It holds no personal field of its own."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="account")
    handle = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "handle"

    def __str__(self) -> str:
        return f"account:{self.pk}"


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
        ]

    def __str__(self) -> str:
        return f"organisation:{self.credit_code}"


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

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="certificates")
    kind = models.CharField(max_length=20, choices=CertificateKind)
    number = models.CharField(max_length=60)
    issued_by = models.CharField(max_length=80, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, help_text="the last day; null: without an end")

    class Meta:
        constraints = [
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


class Post(models.Model):
    """A post in an organisation: rights belong to it, not to its holder."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts")
    title = models.CharField(max_length=60)
    title_en = models.CharField(max_length=80, blank=True)
    rights = ArrayField(models.CharField(max_length=40))
    region = models.ForeignKey("places.Place", models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "title"], name="post_title_once"),
            models.CheckConstraint(
                condition=models.Q(rights__contained_by=[right.value for right in Right]),
                name="post_rights_known",
            ),
        ]

    def __str__(self) -> str:
        return f"post:{self.pk}"


class PostHolding(models.Model):
    """Who holds a post, from which day until which (exclusive; null: still)."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="holdings")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gt=models.F("since")),
                name="holding_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["post", "person"], condition=models.Q(until=None), name="holding_open_once"
            ),
            models.UniqueConstraint(fields=["post", "person", "since"], name="holding_starts_once"),
        ]

    def __str__(self) -> str:
        return f"holding:{self.pk}"


class AuditRecord(models.Model):
    """Who did what to which thing, and when. Append-only; holds no personal data."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    post = models.ForeignKey(Post, models.PROTECT, null=True)
    verb = models.CharField(max_length=80)
    thing_kind = models.CharField(max_length=60)
    thing_id = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["thing_kind", "thing_id", "at"], name="audit_thing")]

    def __str__(self) -> str:
        return f"audit:{self.pk}"


class Consent(models.Model):
    """What a person agreed to or withdrew from, in which words. Append-only."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    text_sha256 = models.CharField(max_length=64, help_text="of the words that were shown")
    is_given = models.BooleanField(help_text="false: withdrawn")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "purpose", "at"], name="consent_person")]

    def __str__(self) -> str:
        return f"consent:{self.pk}"


class SignInCode(models.Model):
    """One code that was sent. It knows the phone sealed, the code hashed, and the tries left."""

    handle = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    phone_sealed = models.BinaryField()
    phone_lookup = models.BinaryField(max_length=32)
    address_lookup = models.BinaryField(max_length=32)
    code_hash = models.BinaryField(max_length=32)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tries__gte=0, tries__lte=5), name="sign_in_tries_bounded"
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("sent_at")), name="sign_in_code_expires"
            ),
        ]
        indexes = [
            models.Index(fields=["phone_lookup", "sent_at"], name="sign_in_phone"),
            models.Index(fields=["address_lookup", "sent_at"], name="sign_in_address"),
        ]

    def __str__(self) -> str:
        return f"sign-in code:{self.pk}"


class DemoRole(models.Model):
    """A person of the demo's story whom a visitor may be with one click. Empty outside the demo."""

    key = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=60)
    title_en = models.CharField(max_length=80)
    about = models.CharField(max_length=200, blank=True)
    about_en = models.CharField(max_length=200, blank=True)
    person = models.ForeignKey(Person, models.PROTECT)
    landing = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(landing__regex=r"^/([^/\\]|$)"), name="demo_role_lands_at_home"
            ),
        ]

    def __str__(self) -> str:
        return f"demo role:{self.key}"
