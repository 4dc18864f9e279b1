"""Who adds to which gifts, by which rule, and what was added so far (L22-L27)."""

from django.db import models
from django.db.models import functions

from liushui.ledger.models.journal import Fund


class MatchingPool(models.Model):
    """Money that is added to gifts. It lies paid-in in a fund of the pool's own (L24)."""

    fund = models.OneToOneField(Fund, models.PROTECT)
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=160, default="")
    opened_by = models.CharField(max_length=80)
    opened_at = models.DateTimeField()


class MatchingTerms(models.Model):
    """The rule of a pool from after movement ``after_id`` on until its next one. Append-only."""

    pool = models.ForeignKey(MatchingPool, models.PROTECT, related_name="terms", db_index=False)
    ratio_num = models.IntegerField()
    ratio_den = models.IntegerField()
    per_gift = models.BigIntegerField(null=True)
    per_giver = models.BigIntegerField(null=True)
    per_giver_day = models.BigIntegerField(null=True)
    per_fund = models.BigIntegerField(null=True)
    per_day = models.BigIntegerField(null=True)
    total = models.BigIntegerField(null=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    place = models.SmallIntegerField(default=0)
    pledged = models.BigIntegerField(default=0)
    after_id = models.BigIntegerField(default=0)  # the trigger says which
    set_by = models.CharField(max_length=80)
    agreed_by = models.CharField(max_length=80, default="")
    why = models.CharField(max_length=300, default="")
    set_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=functions.Now())


class MatchingScope(models.Model):
    """A fund whose gifts the terms match, with those into what lies below it."""

    pk = models.CompositePrimaryKey("terms_id", "fund_id")
    terms = models.ForeignKey(MatchingTerms, models.PROTECT, related_name="scope", db_index=False)
    fund = models.ForeignKey(Fund, models.PROTECT, db_index=False)


class MatchedGiver(models.Model):
    """What a pool gave to one giver's gifts of a day less what came back; kept by triggers."""

    pk = models.CompositePrimaryKey("pool_id", "giver", "day")
    pool = models.ForeignKey(MatchingPool, models.PROTECT, db_index=False)
    giver = models.BigIntegerField()
    day = models.DateField()
    amount = models.BigIntegerField()


class MatchedFund(models.Model):
    """What a pool gave to a fund's gifts of a day, and what came back; kept by triggers."""

    pk = models.CompositePrimaryKey("pool_id", "fund_id", "day")
    pool = models.ForeignKey(MatchingPool, models.PROTECT, db_index=False)
    fund = models.ForeignKey(Fund, models.PROTECT, db_index=False)
    day = models.DateField()
    granted = models.BigIntegerField()
    returned = models.BigIntegerField(default=0)
