"""The log: what is owed to it, what stands in it, its heads, and what a leaf holds back."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Log(models.Model):
    """The one log of this installation: under which name it signs, who answers for it."""

    one = models.BooleanField(primary_key=True, default=True)
    origin = models.CharField(max_length=127)
    organisation_code = models.CharField(max_length=18)
    opened_at = models.DateTimeField()
    keys = models.TextField(help_text="the public keys by which it signs, a line each")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(one=True), name="log_is_one")]


class State(models.Model):
    """How far the log has grown. Whoever locks the row is its one writer."""

    one = models.BooleanField(primary_key=True, default=True)
    size = models.BigIntegerField(default=0)
    frontier = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(one=True), name="log_state_is_one")]


class Owed(models.Model):
    """A record that the log must carry, written in the record's own transaction. Append-only."""

    pk = models.CompositePrimaryKey("subject", "kind")  # a number is compared faster than a word
    kind = models.CharField(max_length=16, db_collation="C")
    subject = models.BigIntegerField(help_text="the record's id in the module that owes it")


class Waiting(models.Model):
    """Records that one statement made owed and that have no place yet: a row each statement."""

    kind = models.CharField(max_length=16)
    subjects = ArrayField(models.BigIntegerField())
    many = models.GeneratedField(
        expression=models.Func("subjects", function="cardinality"),
        output_field=models.IntegerField(),
        db_persist=True,
    )


class Entry(models.Model):
    """A leaf at its place, byte for byte as it is published. Append-only."""

    index = models.BigIntegerField(primary_key=True)
    hash = models.BinaryField(max_length=32)
    leaf = models.BinaryField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(index__gte=0), name="log_entry_index"),
        ]


class Position(models.Model):
    """Which record a leaf is about. Nothing changes it; an erasure may take it away."""

    pk = models.CompositePrimaryKey("kind", "subject")
    kind = models.CharField(max_length=16)
    subject = models.BigIntegerField()
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="position")


class Unfit(models.Model):
    """What was owed and cannot be written as a leaf, kept for a person; nothing personal."""

    pk = models.CompositePrimaryKey("kind", "subject")
    kind = models.CharField(max_length=16)
    subject = models.BigIntegerField()
    why = models.CharField(max_length=120)
    at = models.DateTimeField(db_default=Now())


class Serial(models.Model):
    """The last number that an organisation's leaves of a year have. Without a gap."""

    pk = models.CompositePrimaryKey("organisation_code", "year")
    organisation_code = models.CharField(max_length=18)
    year = models.SmallIntegerField()
    last = models.BigIntegerField()


class DaySum(models.Model):
    """What an account's leaves came to since its last summary; nothing since: nothing is due."""

    pk = models.CompositePrimaryKey("organisation_code", "project", "currency")
    organisation_code = models.CharField(max_length=18)
    project = models.CharField(max_length=16)
    currency = models.CharField(max_length=3)
    since = models.DateField(null=True, help_text="the day on which the first of them was placed")
    upto = models.BigIntegerField(default=0, help_text="the entry of the last summary")
    gifts = models.BigIntegerField(default=0)
    came = models.BigIntegerField(default=0)
    went = models.BigIntegerField(default=0)


class Head(models.Model):
    """A size of the log and its root; signed once, then for good."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField(null=True)
    at = models.DateTimeField(db_default=Now())


class HeldBack(models.Model):
    """The disclosures of a leaf, sealed under the key of whom they are about."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="held_back")
    vault_id = models.UUIDField(db_index=True)
    sealed = models.BinaryField()
