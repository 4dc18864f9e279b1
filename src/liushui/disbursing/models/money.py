"""Money passed on under agreements, each payment with its reference in the ledger."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value

from liushui.disbursing.states import AgreementState, DisbursementState


class Agreement(models.Model):
    """One organisation grants to another, into a fund of its own there (慈善法 art 26)."""

    number = models.CharField(max_length=12, unique=True)
    from_org = models.ForeignKey(
        "parties.Organisation", models.PROTECT, related_name="agreements_given"
    )
    to_org = models.ForeignKey(
        "parties.Organisation", models.PROTECT, related_name="agreements_received"
    )
    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="agreements")
    source_fund = models.ForeignKey("ledger.Fund", models.PROTECT, related_name="agreements_out")
    fund = models.OneToOneField("ledger.Fund", models.PROTECT, related_name="agreement")
    purpose = models.CharField(max_length=200)
    purpose_en = models.CharField(max_length=300, blank=True)
    ceiling_minor = models.BigIntegerField()
    signed_on = models.DateField()
    report_days = models.PositiveSmallIntegerField(
        default=90, db_default=90, help_text="days from a payment to the report that it opens"
    )
    state = models.CharField(max_length=10, choices=AgreementState, default=AgreementState.ACTIVE)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ceiling_minor__gt=0), name="ceiling_positive"),
            models.CheckConstraint(
                condition=Q(report_days__gte=1, report_days__lte=366), name="report_days_in_a_year"
            ),
            models.CheckConstraint(
                condition=~Q(from_org=F("to_org")), name="agreement_between_two"
            ),
            models.CheckConstraint(
                condition=~Q(source_fund=F("fund")), name="agreement_fund_is_its_own"
            ),
            models.CheckConstraint(
                condition=Q(state__in=AgreementState.values), name="agreement_state_known"
            ),
            models.UniqueConstraint(
                fields=["source_fund", "to_org", "purpose", "signed_on"], name="agreement_once"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Disbursement(models.Model):
    """One payment under an agreement: drafted by one person, approved by another, then paid."""

    reference = models.CharField(max_length=22, unique=True)
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="disbursements")
    payer = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    purpose = models.CharField(max_length=200)
    purpose_en = models.CharField(max_length=300, blank=True)
    wishes = ArrayField(models.TextField(), default=list, help_text="what it is paid for, as codes")
    tranche = models.ForeignKey(
        "disbursing.Tranche", models.PROTECT, null=True, related_name="disbursements"
    )
    budget_line = models.ForeignKey(
        "projects.BudgetLine", models.PROTECT, null=True, related_name="disbursements"
    )
    steps = ArrayField(
        models.TextField(),
        db_default=Value("{money.approve}"),
        help_text="the rights that must agree, one after the other",
    )
    awaits = models.CharField(
        max_length=20, blank=True, db_default="money.approve",
        help_text="while drafted, the right that the next step needs",
    )  # fmt: skip
    state = models.CharField(
        max_length=10, choices=DisbursementState, default=DisbursementState.DRAFTED
    )
    drafted_by = models.CharField(max_length=80)
    drafted_at = models.DateTimeField()
    approved_by = models.CharField(max_length=80, null=True)
    approved_at = models.DateTimeField(null=True)
    reservation = models.OneToOneField("ledger.Reservation", models.PROTECT, null=True)
    order_ref = models.CharField(max_length=60, blank=True, help_text="the order sent to the bank")
    bank_ref = models.CharField(max_length=60, blank=True, help_text="the bank's own number")
    paid_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="disbursed_positive"),
            models.CheckConstraint(
                condition=Q(state__in=DisbursementState.values), name="disbursement_state_known"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("drafted_by")),
                name="disbursement_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["drafted", "cancelled"])
                | Q(
                    approved_by__isnull=False, approved_at__isnull=False, reservation__isnull=False
                ),
                name="disbursement_approved_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["paid", "returned"])
                | (Q(paid_at__isnull=False) & ~Q(bank_ref="")),
                name="disbursement_paid_by_a_bank",
            ),
            models.CheckConstraint(
                condition=Q(steps__len__gte=1, steps__len__lte=5),
                name="disbursement_has_steps",
            ),
            models.UniqueConstraint(
                fields=["payer", "bank_ref"], condition=~Q(bank_ref=""), name="bank_ref_once"
            ),
        ]
        indexes = [models.Index(fields=["payer", "state", "-id"], name="disbursement_queue")]

    def __str__(self) -> str:
        return self.reference

    @property
    def net_minor(self) -> int:
        """What was paid and did not come back: the one figure that every view shows (C15)."""
        return self.amount_minor - sum(back.amount_minor for back in self.returns.all())


class DisbursementPart(models.Model):
    """What one fund of wishes, or the base beside them, holds back for a payment. Append-only."""

    disbursement = models.ForeignKey(Disbursement, models.PROTECT, related_name="parts")
    place = models.PositiveSmallIntegerField()
    fund = models.ForeignKey("ledger.Fund", models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    reservation = models.OneToOneField("ledger.Reservation", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["place"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="part_positive"),
            models.UniqueConstraint(fields=["disbursement", "place"], name="part_place_once"),
            models.UniqueConstraint(fields=["disbursement", "fund"], name="part_fund_once"),
        ]
