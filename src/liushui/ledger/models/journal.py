"""The journal: resources, holders, funds, movements and what stands around them."""

from django.db import models
from django.db.models import functions

from liushui.ledger import states


class Resource(models.Model):
    """What is counted: CNY in fen, a good in its smallest piece, minutes of service."""

    code = models.CharField(max_length=40, primary_key=True)
    unit = models.CharField(max_length=40)
    decimals = models.SmallIntegerField()


class Holder(models.Model):
    """Whose funds they are: an organisation, a person's account, or a facility."""

    kind = models.CharField(max_length=20, choices=states.HolderKind)
    organisation = models.OneToOneField("parties.Organisation", models.PROTECT, null=True)
    person = models.OneToOneField("parties.Person", models.PROTECT, null=True)
    facility_id = models.BigIntegerField(unique=True, null=True)


class Fund(models.Model):
    """A line of units held for one purpose: ``tip`` came, ``taken`` of them moved on (L8)."""

    holder = models.ForeignKey(Holder, models.PROTECT, related_name="funds", db_index=False)
    resource = models.ForeignKey(Resource, models.PROTECT, db_index=False)
    kind = models.CharField(max_length=20, choices=states.FundKind)
    sink_use = models.CharField(max_length=20, choices=states.SinkUse, null=True)
    purpose_kind = models.CharField(max_length=20)
    purpose_id = models.BigIntegerField()
    parent = models.ForeignKey("self", models.PROTECT, null=True, db_index=False)
    tip = models.BigIntegerField(default=0)
    taken = models.BigIntegerField(default=0)
    reserved = models.BigIntegerField(default=0)

    @property
    def free(self) -> int:
        """What can be promised or paid out now."""
        return self.tip - self.taken - self.reserved


class Movement(models.Model):
    """Units moved, once and for ever. They became [lo, hi) of the target's line."""

    kind = models.CharField(max_length=20, choices=states.Kind)
    resource = models.ForeignKey(Resource, models.PROTECT, db_index=False)
    amount = models.BigIntegerField()
    source = models.ForeignKey(
        Fund, models.PROTECT, null=True, related_name="movements_out", db_index=False
    )
    target = models.ForeignKey(Fund, models.PROTECT, related_name="movements_in", db_index=False)
    lo = models.BigIntegerField()
    hi = models.GeneratedField(
        expression=models.F("lo") + models.F("amount"),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    prev = models.GeneratedField(
        expression=functions.NullIf("lo", 0),
        output_field=models.BigIntegerField(null=True),
        db_persist=True,
    )
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=functions.Now())
    booked = models.DateField(
        help_text="the first day of the month in whose report it stands (L33)"
    )
    key = models.CharField(max_length=120, unique=True)
    digest = models.BinaryField(max_length=32)
    ref = models.CharField(max_length=80, default="")
    group_id = models.UUIDField(null=True)
    reverses = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="reversals", db_index=False
    )
    covers_gift = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="covers", db_index=False
    )
    covers_lo = models.BigIntegerField(null=True)
    covers_hi = models.BigIntegerField(null=True)
    for_gift = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="amends", db_index=False
    )
    made_from = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="made", db_index=False
    )
    giver = models.BigIntegerField(null=True)  # stands for one giver, names nobody (L23)
    lot = models.ForeignKey(  # the receipt with which a good came (L30)
        "self", models.PROTECT, null=True, related_name="of_lot", db_index=False
    )


class Slice(models.Model):
    """Units [lo, hi) that a movement took out of its source; ``at`` units of it come before."""

    pk = models.CompositePrimaryKey("movement_id", "place")
    movement = models.ForeignKey(Movement, models.PROTECT, related_name="slices", db_index=False)
    place = models.IntegerField()
    fund = models.ForeignKey(Fund, models.PROTECT, db_index=False)
    lo = models.BigIntegerField()
    hi = models.BigIntegerField()
    at = models.BigIntegerField()


class FreeRun(models.Model):
    """Units of a fund that are issued and not taken, kept by triggers (L9)."""

    pk = models.CompositePrimaryKey("fund_id", "lo")
    fund = models.ForeignKey(Fund, models.PROTECT, db_index=False)
    lo = models.BigIntegerField()
    hi = models.BigIntegerField()


class Reservation(models.Model):
    """An amount held back in a fund until it is posted, released or expires (L11)."""

    fund = models.ForeignKey(Fund, models.PROTECT, db_index=False)
    amount = models.BigIntegerField()
    key = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField()


class ReservationOrder(models.Model):
    """The payment order is at the bank: the reservation cannot expire any more."""

    reservation = models.OneToOneField(
        Reservation, models.PROTECT, primary_key=True, related_name="order"
    )
    ref = models.CharField(max_length=80)
    at = models.DateTimeField()


class ReservationEnd(models.Model):
    """How a reservation ended, once."""

    reservation = models.OneToOneField(
        Reservation, models.PROTECT, primary_key=True, related_name="end"
    )
    how = models.CharField(max_length=20, choices=states.ReservationEnding)
    amount = models.BigIntegerField(default=0)
    movement = models.OneToOneField(Movement, models.PROTECT, null=True)
    why = models.TextField(default="")
    at = models.DateTimeField()


class Seal(models.Model):
    """The holder's books are closed up to and with this month (L33)."""

    holder = models.ForeignKey(Holder, models.PROTECT, db_index=False)
    month = models.DateField()
    by = models.CharField(max_length=80)
    sealed_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=functions.Now())


class Inbox(models.Model):
    """A gift accepted and not yet in its fund's line."""

    key = models.CharField(max_length=120, unique=True)
    digest = models.BinaryField(max_length=32)
    fund_id = models.BigIntegerField()
    amount = models.BigIntegerField()
    ref = models.CharField(max_length=80)
    happened_at = models.DateTimeField()
    giver = models.BigIntegerField(null=True)
    accepted_at = models.DateTimeField(db_default=functions.Now())


class Refused(models.Model):
    """What was offered and could not be booked, kept for a person; no personal data."""

    key = models.CharField(max_length=120)
    why = models.CharField(max_length=60)
    digest = models.BinaryField(max_length=32)
    content = models.JSONField(default=dict)
    at = models.DateTimeField(db_default=functions.Now())


class RefusedSettlement(models.Model):
    """What a person did about a refused row."""

    refused = models.OneToOneField(
        Refused, models.PROTECT, primary_key=True, related_name="settlement"
    )
    how = models.TextField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField()


class Shard(models.Model):
    """The sequencer's fence: whoever locks the row is the one writer of the inbox's gifts."""

    id = models.SmallIntegerField(primary_key=True)
