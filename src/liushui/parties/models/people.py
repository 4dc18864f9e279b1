"""People, their sign-in, and what they agreed to."""

import uuid

from django.contrib.auth.models import AbstractBaseUser
from django.db import models


class Person(models.Model):
    """A human being. Every personal field is sealed under the person's own key (base.vault)."""

    vault_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name_sealed = models.BinaryField(null=True)
    phone_sealed = models.BinaryField(null=True)
    phone_lookup = models.BinaryField(null=True, unique=True, max_length=32)
    created_at = models.DateTimeField()
    restricted_at = models.DateTimeField(null=True, help_text="since then stored and not used")
    erased_at = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(
        null=True, help_text="erased here; the key is locked while the law has the name kept"
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged", help_text="the same human being"
    )
    merged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(merged_into=None, merged_at=None)
                | models.Q(
                    ~models.Q(merged_into=models.F("id")),
                    merged_into__isnull=False,
                    merged_at__isnull=False,
                    phone_lookup=None,
                ),
                name="person_merged_into_another",
            ),
            models.CheckConstraint(
                condition=models.Q(phone_sealed=None, phone_lookup=None)
                | models.Q(phone_sealed__isnull=False, phone_lookup__isnull=False),
                name="person_phone_is_sealed_and_found",
            ),
            models.CheckConstraint(
                condition=models.Q(erased_at=None)
                | models.Q(name_sealed=None, phone_sealed=None, phone_lookup=None),
                name="person_erased_keeps_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"person:{self.pk}"


class NameCorrection(models.Model):
    """A name as it was before it was corrected, sealed like the name itself. Append-only."""

    person = models.ForeignKey("parties.Person", models.PROTECT, related_name="corrections")
    old_sealed = models.BinaryField(help_text="opens as the person's name, while there is a key")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-id"], name="name_correction_person")]

    def __str__(self) -> str:
        return f"name correction:{self.pk}"


class Account(AbstractBaseUser):
    """A person's sign-in. It holds no personal field of its own."""

    person = models.OneToOneField("parties.Person", models.PROTECT, related_name="account")
    handle = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "handle"

    def __str__(self) -> str:
        return f"account:{self.pk}"


class Consent(models.Model):
    """What a person agreed to or withdrew from, in which words. Append-only."""

    person = models.ForeignKey("parties.Person", models.PROTECT, related_name="consents")
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
