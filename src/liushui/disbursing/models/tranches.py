"""Parts in which an agreement is paid, what a receiver applies for, and what a bank sent back."""

from django.db import models
from django.db.models import F, Q

from liushui.disbursing.states import RequestState


class Tranche(models.Model):
    """A part of an agreement that opens once the reports on those before it are judged.

    Append-only. Triggers hold that an agreement with tranches is paid by them, that no more than
    its amount is drafted under one, and that it has opened.
    """

    agreement = models.ForeignKey("disbursing.Agreement", models.PROTECT, related_name="tranches")
    position = models.PositiveSmallIntegerField()
    amount_minor = models.BigIntegerField()
    condition = models.CharField(max_length=200, blank=True, help_text="what was agreed besides")
    condition_en = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="tranche_positive"),
            models.UniqueConstraint(fields=["agreement", "position"], name="tranche_place_once"),
        ]


class PaymentRequest(models.Model):
    """A receiver applies for a payment under an agreement; the giver drafts it or declines."""

    agreement = models.ForeignKey("disbursing.Agreement", models.PROTECT, related_name="requests")
    reference = models.CharField(
        max_length=22, unique=True, help_text="the payment's, once drafted"
    )
    amount_minor = models.BigIntegerField()
    purpose = models.CharField(max_length=200)
    purpose_en = models.CharField(max_length=300, blank=True)
    budget_line = models.ForeignKey("projects.BudgetLine", models.PROTECT, null=True)
    paper = models.ForeignKey("base.StoredFile", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.ASKED)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="request_positive"),
            models.CheckConstraint(
                condition=Q(state__in=RequestState.values), name="request_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="asked") | (~Q(decided_by="") & Q(decided_at__isnull=False)),
                name="request_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(why=""), name="request_declined_with_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["drafted", "declined"]) | ~Q(decided_by=F("asked_by")),
                name="request_two_people",
            ),
        ]
        indexes = [models.Index(fields=["agreement", "state", "id"], name="request_waiting")]

    def __str__(self) -> str:
        return self.reference


class ReturnNote(models.Model):
    """What one person says that a bank sent back: another books it, or says that it did not come.

    Triggers hold that what was noted stays and is decided once.
    """

    disbursement = models.ForeignKey(
        "disbursing.Disbursement", models.PROTECT, related_name="return_notes"
    )
    payer = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    bank_ref = models.CharField(max_length=60)
    returned_at = models.DateTimeField()
    why = models.CharField(max_length=200)
    noted_by = models.CharField(max_length=80)
    noted_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    is_agreed = models.BooleanField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="noted_return_positive"),
            models.CheckConstraint(
                condition=~Q(bank_ref="") & ~Q(why=""), name="noted_return_has_slip_and_reason"
            ),
            models.CheckConstraint(
                condition=Q(is_agreed=None, decided_by="", decided_at=None)
                | (Q(is_agreed__isnull=False, decided_at__isnull=False) & ~Q(decided_by="")),
                name="noted_return_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(is_agreed=None) | Q(is_agreed=False) | ~Q(decided_by=F("noted_by")),
                name="noted_return_two_people",
            ),
            models.UniqueConstraint(
                fields=["payer", "bank_ref"],
                condition=Q(is_agreed=None) | Q(is_agreed=True),
                name="noted_return_slip_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["payer", "id"], condition=Q(is_agreed=None), name="noted_return_waits"
            )
        ]

    def __str__(self) -> str:
        return f"return:{self.pk}"


class PaymentReturn(models.Model):
    """What the bank sent back of a payment, on its slip. Append-only; triggers hold the sum.

    Triggers also hold that two people say so: it books a note that another agreed to.
    """

    disbursement = models.ForeignKey(
        "disbursing.Disbursement", models.PROTECT, related_name="returns"
    )
    note = models.OneToOneField(
        ReturnNote, models.PROTECT, null=True, related_name="booked",
        help_text="empty: booked before two were asked",
    )  # fmt: skip
    payer = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    bank_ref = models.CharField(max_length=60)
    returned_at = models.DateTimeField()
    why = models.CharField(max_length=200)
    recorded_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="return_positive"),
            models.CheckConstraint(
                condition=~Q(bank_ref="") & ~Q(why=""), name="return_has_slip_and_reason"
            ),
            models.UniqueConstraint(fields=["payer", "bank_ref"], name="return_slip_once"),
        ]
