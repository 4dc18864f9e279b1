"""Second factors: keys on devices, an app that shows codes, codes on paper."""

import uuid

from django.db import models


class Passkey(models.Model):
    """A key on a person's device. We keep its public half and how often it signed."""

    handle = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey("parties.Account", models.CASCADE, related_name="passkeys")
    credential_id = models.BinaryField(unique=True, max_length=1023)
    credential = models.BinaryField(help_text="the attested credential: id and public key, COSE")
    sign_count = models.BigIntegerField(default=0)
    name_sealed = models.BinaryField()
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sign_count__gte=0), name="passkey_count_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"passkey:{self.pk}"


class CodeApp(models.Model):
    """An app on a phone that shows six digits for half a minute (RFC 6238). One an account."""

    account = models.OneToOneField(
        "parties.Account", models.CASCADE, related_name="code_app", primary_key=True
    )
    secret_sealed = models.BinaryField()
    last_step = models.BigIntegerField(help_text="the half minute of the last code: none twice")
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"code app:{self.pk}"


class RecoveryCode(models.Model):
    """One code on paper, kept as a keyed hash, good for one use."""

    account = models.ForeignKey("parties.Account", models.CASCADE, related_name="recovery_codes")
    code_hash = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(used_at=None) | models.Q(used_at__gte=models.F("made_at")),
                name="recovery_code_used_after_made",
            ),
        ]

    def __str__(self) -> str:
        return f"recovery code:{self.pk}"
