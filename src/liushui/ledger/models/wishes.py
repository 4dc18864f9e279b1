"""Funds of wishes, the choices by which they pay, and what becomes of what is left."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import functions

from liushui.ledger import choosing
from liushui.ledger.models.journal import Fund


class Designation(models.Model):
    """A fund below another whose money is for what meets every wish, and nothing else (L28)."""

    fund = models.OneToOneField(Fund, models.PROTECT, related_name="designation")
    base = models.ForeignKey(Fund, models.PROTECT, related_name="designations", db_index=False)
    wishes = ArrayField(models.TextField())
    opened_at = models.DateTimeField(db_default=functions.Now())


class Choice(models.Model):
    """Which funds of a base pay for a use; its movements bear the same group."""

    key = models.CharField(max_length=120, unique=True)
    group_id = models.UUIDField(unique=True)
    base = models.ForeignKey(Fund, models.PROTECT, related_name="choices", db_index=False)
    amount = models.BigIntegerField()
    traits = ArrayField(models.TextField())
    by = models.CharField(max_length=80)
    pinned = models.ForeignKey(Fund, models.PROTECT, null=True, related_name="+", db_index=False)
    why = models.CharField(max_length=300, default="")
    needed = models.BigIntegerField(help_text="what the other open needs still lacked")
    payable = models.BigIntegerField(help_text="what of it could be paid after this choice")
    best = models.BigIntegerField(help_text="and after the choice that leaves the most")
    at = models.DateTimeField()


class ChoicePart(models.Model):
    """What one fund pays of a use, and why its turn came."""

    pk = models.CompositePrimaryKey("choice_id", "place")
    choice = models.ForeignKey(Choice, models.PROTECT, related_name="parts", db_index=False)
    place = models.IntegerField()
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="+", db_index=False)
    amount = models.BigIntegerField()
    serves = models.IntegerField(help_text="open needs that the fund could pay for")
    why = models.CharField(max_length=20, choices=choosing.Why)


class Surplus(models.Model):
    """Two people's decision by which what is left of a wish moves elsewhere (L29)."""

    key = models.CharField(max_length=120, unique=True)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="surpluses", db_index=False)
    target = models.ForeignKey(Fund, models.PROTECT, related_name="+", db_index=False)
    amount = models.BigIntegerField()
    why = models.CharField(max_length=300)
    proposed_by = models.CharField(max_length=80)
    decided_by = models.CharField(max_length=80)
    decided_at = models.DateTimeField()
