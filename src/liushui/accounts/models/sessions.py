"""Where an account is signed in, which browsers it knows, and tries that are counted."""

import uuid

from django.db import models


class OpenSession(models.Model):
    """One browser that is signed in. Ending it deletes the row and Django's session with it."""

    handle = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey("parties.Account", models.CASCADE, related_name="open_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    way = models.CharField(max_length=20, help_text="how it signed in: code, password, passkey ...")
    device = models.CharField(max_length=60, help_text="kind of browser and system, no more")
    network_sealed = models.BinaryField()
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seen_at__gte=models.F("since")), name="session_seen_since_begun"
            ),
        ]
        indexes = [models.Index(fields=["account", "-seen_at"], name="open_session_account")]

    def __str__(self) -> str:
        return f"open session:{self.pk}"


class KnownBrowser(models.Model):
    """A browser in which the account signed in before: strangers' tries do not keep it waiting."""

    account = models.ForeignKey("parties.Account", models.CASCADE, related_name="known_browsers")
    token_hash = models.BinaryField(max_length=32)
    network_lookup = models.BinaryField(max_length=32)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "token_hash"], name="browser_known_once"),
        ]

    def __str__(self) -> str:
        return f"known browser:{self.pk}"


class Try(models.Model):
    """One guess at a secret, counted before it is judged. Whose it was is a keyed hash."""

    kind = models.CharField(max_length=20)
    lookup = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "lookup", "at"], name="try_of_whom")]

    def __str__(self) -> str:
        return f"try:{self.pk}"
