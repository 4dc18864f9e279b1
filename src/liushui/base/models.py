"""Tables that every module shares: the history of states, and files by their content."""

from django.db import models
from django.db.models.functions import Now


class StateChange(models.Model):
    """One step of one thing's life cycle. Append-only; written by ``move_state`` alone."""

    thing_kind = models.CharField(max_length=60)
    thing_id = models.BigIntegerField()
    from_state = models.CharField(max_length=40)
    to_state = models.CharField(max_length=40)
    by = models.CharField(max_length=80, help_text="who: 'person:12', or 'system:clock'")
    why = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["thing_kind", "thing_id", "at"], name="state_change_thing")]


class StoredFile(models.Model):
    """A file kept by its SHA-256; the bytes lie under LIUSHUI_HOME/files. Append-only."""

    sha256 = models.CharField(max_length=64, unique=True)
    media_type = models.CharField(max_length=80)
    size_bytes = models.BigIntegerField()
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(size_bytes__gt=0), name="file_has_bytes"),
        ]


class DestroyedFile(models.Model):
    """A stored file whose bytes were destroyed, since they named somebody. Append-only."""

    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="destroyed")
    at = models.DateTimeField()


class PersonKey(models.Model):
    """One person's key, wrapped by the installation's own, where keys have no database apart.

    Destroyed or moved there, the row stays as proof.
    """

    vault_id = models.UUIDField(primary_key=True)
    wrapped = models.BinaryField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    locked_at = models.DateTimeField(null=True, help_text="since then given to nobody")
    destroyed_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True, help_text="since then in the keys' own database")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(wrapped__isnull=False, destroyed_at=None, moved_at=None)
                | models.Q(wrapped=None, locked_at=None, destroyed_at__isnull=False, moved_at=None)
                | models.Q(wrapped=None, locked_at=None, destroyed_at=None, moved_at__isnull=False),
                name="person_key_is_kept_or_gone",
            ),
        ]


class KeyAct(models.TextChoices):
    """What can be owed to a key."""

    LOCK = "lock"
    UNLOCK = "unlock"
    DESTROY = "destroy"


class KeyStoreMark(models.Model):
    """Which database of keys is this one's own: the first that it spoke to."""

    one = models.BooleanField(primary_key=True, default=True)
    store_id = models.UUIDField()
    since = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(one=True), name="key_store_mark_is_one"),
        ]

    def __str__(self) -> str:
        return f"key store {self.store_id}"


class KeyOrder(models.Model):
    """What the key store owes: written in the transaction that decides it, done after it.

    Append-only; being done is noted once.
    """

    vault_id = models.UUIDField()
    act = models.CharField(max_length=8, choices=KeyAct)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(act__in=KeyAct.values), name="key_order_act"),
            models.UniqueConstraint(
                fields=["vault_id"],
                condition=models.Q(act=KeyAct.DESTROY),
                name="key_order_destroys_once",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(done_at=None), name="key_order_waits"),
            models.Index(fields=["vault_id", "id"], name="key_order_of"),
        ]

    def __str__(self) -> str:
        return f"{self.act}:{self.pk}"
