"""What the journal sums to: kept beside it by triggers, derivable from it, read by pages."""

from django.db import models

from liushui.ledger import states


class Flow(models.Model):
    """All of one kind that moved between two funds (none: from outside), booked in one month.

    Its movements have ids from ``first_id`` to ``last_id`` and lie in the target's line within
    [first_lo, last_hi): where a page of a period begins to read.
    """

    target = models.ForeignKey(
        "ledger.Fund", models.PROTECT, related_name="flows_in", db_index=False
    )
    source = models.ForeignKey(
        "ledger.Fund", models.PROTECT, null=True, related_name="flows_out", db_index=False
    )
    kind = models.CharField(max_length=20, choices=states.Kind)
    booked = models.DateField()
    amount = models.BigIntegerField()
    count = models.BigIntegerField()
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    first_lo = models.BigIntegerField()
    last_hi = models.BigIntegerField()


class Mark(models.Model):
    """A fund's counts after all that was booked in the second that begins at ``at``."""

    pk = models.CompositePrimaryKey("fund_id", "at")
    fund = models.ForeignKey("ledger.Fund", models.PROTECT, related_name="marks", db_index=False)
    at = models.DateTimeField()
    tip = models.BigIntegerField()
    taken = models.BigIntegerField()
    reserved = models.BigIntegerField()
