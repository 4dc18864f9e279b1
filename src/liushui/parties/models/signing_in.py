"""Codes that were sent, and the demo's one-click people."""

import uuid

from django.db import models


class SignInCode(models.Model):
    """One code that was sent. It knows the phone sealed, the code hashed, and the tries left."""

    handle = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    phone_sealed = models.BinaryField()
    phone_lookup = models.BinaryField(max_length=32)
    address_lookup = models.BinaryField(max_length=32)
    code_hash = models.BinaryField(max_length=32)
    purpose = models.CharField(max_length=20, db_default="sign-in", help_text="what it is good for")
    asker = models.CharField(max_length=20, db_default="stranger", help_text="whose share it used")
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
            models.Index(fields=["phone_lookup", "asker", "sent_at"], name="sign_in_phone_asker"),
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
    person = models.ForeignKey("parties.Person", models.PROTECT)
    landing = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(landing__regex=r"^/([^/\\]|$)"), name="demo_role_lands_at_home"
            ),
        ]

    def __str__(self) -> str:
        return f"demo role:{self.key}"
