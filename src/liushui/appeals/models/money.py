"""Money of an appeal: what found room below the cap, what was paid, what is left."""

from django.db import models
from django.db.models import F, Q

from liushui.appeals.states import PayoutState


class Taking(models.Model):
    """The room that one paid gift took below the cap. Their sum is ``Appeal.taken_minor``."""

    appeal = models.ForeignKey("appeals.Appeal", models.PROTECT, related_name="takings")
    order = models.OneToOneField("giving.GiftOrder", models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="taking_positive"),
        ]


class Payout(models.Model):
    """One payment to the provider: asked for by one person, agreed by another, then the bank's."""

    reference = models.CharField(max_length=22, unique=True)
    appeal = models.ForeignKey("appeals.Appeal", models.PROTECT, related_name="payouts")
    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=PayoutState, default=PayoutState.DRAFTED)
    amount_minor = models.BigIntegerField()
    label = models.CharField(max_length=120)
    bill = models.ForeignKey("base.StoredFile", models.PROTECT, related_name="bills_of_appeals")
    drafted_by = models.CharField(max_length=80)
    drafted_at = models.DateTimeField()
    approved_by = models.CharField(max_length=80, null=True)
    approved_at = models.DateTimeField(null=True)
    reservation = models.OneToOneField(
        "ledger.Reservation", models.PROTECT, null=True, related_name="+"
    )
    bank_ref = models.CharField(max_length=60, blank=True)
    paid_at = models.DateTimeField(null=True)
    returned_minor = models.BigIntegerField(default=0, help_text="what the provider sent back")
    is_late = models.BooleanField(default=False, help_text="paid though stopped or not agreed to")
    own_minor = models.BigIntegerField(
        default=0, help_text="borne by the organisation itself, less what came back of that"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payout_positive"),
            models.CheckConstraint(
                condition=Q(state__in=PayoutState.values), name="payout_state_known"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("drafted_by")),
                name="payout_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[PayoutState.APPROVED, PayoutState.PAID])
                | Q(approved_by__isnull=False, approved_at__isnull=False, reservation__isnull=False)
                | Q(state=PayoutState.PAID, is_late=True),
                name="payout_approved_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(own_minor__gte=0, own_minor__lte=F("amount_minor"))
                & (Q(own_minor=0) | Q(is_late=True)),
                name="payout_own_within",
            ),
            models.CheckConstraint(
                condition=~Q(state=PayoutState.PAID) | (Q(paid_at__isnull=False) & ~Q(bank_ref="")),
                name="payout_paid_by_a_bank",
            ),
            models.CheckConstraint(
                condition=Q(returned_minor__gte=0, returned_minor__lte=F("amount_minor")),
                name="payout_returned_within",
            ),
            models.UniqueConstraint(
                fields=["organisation", "bank_ref"],
                condition=~Q(bank_ref=""),
                name="payout_slip_once_in_body",
            ),
            models.CheckConstraint(
                condition=~Q(state=PayoutState.PAID) | Q(organisation__isnull=False),
                name="payout_paid_by_a_body",
            ),
        ]
        indexes = [models.Index(fields=["appeal", "state", "-id"], name="payout_of_appeal")]

    def __str__(self) -> str:
        return self.reference


class SentBack(models.Model):
    """What a provider sent back of a payment: noted by one person, booked by another."""

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="sent_back")
    amount_minor = models.BigIntegerField()
    bank_ref = models.CharField(max_length=60)
    came_at = models.DateTimeField(null=True, help_text="by the bank's slip")
    noted_by = models.CharField(max_length=80)
    noted_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, null=True)
    decided_at = models.DateTimeField(null=True)
    is_agreed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0) & ~Q(bank_ref=""), name="sent_back_by_a_slip"
            ),
            models.CheckConstraint(
                condition=~Q(is_agreed=True)
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("noted_by"))),
                name="sent_back_two_people",
            ),
            models.UniqueConstraint(
                fields=["payout", "bank_ref"],
                condition=Q(is_agreed=None) | Q(is_agreed=True),
                name="sent_back_slip_once",
            ),
        ]

    def __str__(self) -> str:
        return f"sent back:{self.pk}"


class LatePayment(models.Model):
    """What the bank paid though it was stopped or not agreed to here: two people say that it left.

    What the bank did is a fact and is booked; that nobody here agreed to it stays said.
    """

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="late")
    bank_ref = models.CharField(max_length=60)
    paid_at = models.DateTimeField()
    why_sealed = models.BinaryField(null=True, help_text="how that came, as who noted it says")
    noted_by = models.CharField(max_length=80)
    noted_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, null=True)
    decided_at = models.DateTimeField(null=True)
    is_agreed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(bank_ref=""), name="late_payment_by_a_slip"),
            models.CheckConstraint(
                condition=~Q(is_agreed=True)
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("noted_by"))),
                name="late_payment_two_people",
            ),
            models.UniqueConstraint(
                fields=["payout"],
                condition=Q(is_agreed=None) | Q(is_agreed=True),
                name="late_payment_once",
            ),
        ]

    def __str__(self) -> str:
        return f"late payment:{self.pk}"


class Homecoming(models.Model):
    """What had gone on comes back, since one of both appeals proved untrue: two people decide."""

    rest = models.ForeignKey("appeals.Rest", models.PROTECT, related_name="homecomings")
    amount_minor = models.BigIntegerField()
    why_sealed = models.BinaryField(null=True)
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, null=True)
    decided_at = models.DateTimeField(null=True)
    is_agreed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="homecoming_positive"),
            models.CheckConstraint(
                condition=~Q(is_agreed=True)
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="homecoming_two_people",
            ),
            models.UniqueConstraint(
                fields=["rest"], condition=Q(decided_at=None), name="homecoming_one_waits"
            ),
        ]

    def __str__(self) -> str:
        return f"homecoming:{self.pk}"


class Rest(models.Model):
    """What was left went to another appeal, as declared: one proposed, another decided."""

    appeal = models.ForeignKey("appeals.Appeal", models.PROTECT, related_name="rests")
    to = models.ForeignKey("appeals.Appeal", models.PROTECT, related_name="rests_received")
    amount_minor = models.BigIntegerField()
    why = models.CharField(max_length=200)
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, null=True)
    decided_at = models.DateTimeField(null=True)
    is_agreed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="appeal_rest_positive"),
            models.CheckConstraint(condition=~Q(appeal=F("to")), name="appeal_rest_elsewhere"),
            models.CheckConstraint(
                condition=~Q(is_agreed=True) | ~Q(decided_by=F("proposed_by")),
                name="appeal_rest_two_people",
            ),
            models.UniqueConstraint(
                fields=["appeal"], condition=Q(decided_at=None), name="appeal_one_rest_waits"
            ),
        ]

    def __str__(self) -> str:
        return f"appeal rest:{self.pk}"
