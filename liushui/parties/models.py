"""People and organisations, the posts that people hold there, and the record of what they did."""

import uuid

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.db import models


class Person(models.Model):
    """A human being. Every personal field is sealed under the person's own key (base.vault)."""

    vault_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name_sealed = models.BinaryField(null=True)
    phone_sealed = models.BinaryField(null=True)
    phone_lookup = models.BinaryField(null=True, unique=True, max_length=32)
    created_at = models.DateTimeField()


class Account(AbstractBaseUser):
    """A person's sign-in. It holds no personal field of its own."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="account")
    handle = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "handle"


class OrganisationKind(models.TextChoices):
    FOUNDATION = "foundation"
    FEDERATION = "federation"
    SERVICE = "service"
    HOSPITAL = "hospital"
    SCHOOL = "school"
    VILLAGE = "village"
    COMPANY = "company"


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


class CertificateKind(models.TextChoices):
    REGISTRATION = "registration"
    PUBLIC_FUNDRAISING = "public_fundraising"


class Certificate(models.Model):
    """One of the two certificates that a charity must show (A01)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="certificates")
    kind = models.CharField(max_length=20, choices=CertificateKind)
    number = models.CharField(max_length=60)
    issued_by = models.CharField(max_length=80, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, help_text="null: without an end")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until=None)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="certificate_ends_after_start",
            ),
        ]


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
        ]


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
        ]


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
