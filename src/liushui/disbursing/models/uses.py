"""Money used: what was bought from whom, and on whose word it left its fund."""

from django.db import models
from django.db.models import F, Q

from liushui.disbursing.states import UseState, UseWord


class Expenditure(models.Model):
    """Money used, with its voucher: of one's own on two people's word, else as a partner reports.

    What was reported never changes, triggers say so; only its decision and the bank's slip follow.
    """

    reference = models.CharField(max_length=22, unique=True)
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT)
    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="expenditures")
    agreement = models.ForeignKey(
        "disbursing.Agreement", models.PROTECT, null=True, related_name="expenditures"
    )
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="expenditures")
    budget_line = models.ForeignKey("projects.BudgetLine", models.PROTECT, null=True)
    fund = models.ForeignKey("ledger.Fund", models.PROTECT, related_name="expenditures")
    sink = models.ForeignKey("ledger.Fund", models.PROTECT, related_name="expenditures_in")
    amount_minor = models.BigIntegerField()
    label = models.CharField(max_length=120)
    label_en = models.CharField(max_length=200, blank=True)
    payee_label = models.CharField(max_length=80, help_text="who was paid; never a person helped")
    voucher = models.ForeignKey("base.StoredFile", models.PROTECT, related_name="vouchers_of")
    photo = models.ForeignKey(
        "base.StoredFile", models.PROTECT, null=True, related_name="photos_of"
    )
    photo_is_public = models.BooleanField(default=False)
    happened_on = models.DateField()
    reported_by = models.CharField(max_length=80)
    reported_at = models.DateTimeField()
    word = models.CharField(max_length=10, choices=UseWord, help_text="on whose word it leaves")
    state = models.CharField(max_length=10, choices=UseState, default=UseState.REPORTED)
    reservation = models.OneToOneField("ledger.Reservation", models.PROTECT, null=True)
    bank_ref = models.CharField(max_length=60, blank=True, help_text="the bank's own number")
    paid_on = models.DateField(null=True, help_text="the day on the bank's slip")
    in_cash = models.BooleanField(default=False)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True, help_text="why refused or taken back")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=UseState.values), name="use_state_known"),
            models.CheckConstraint(
                condition=Q(word=UseWord.BEFORE)
                | Q(word=UseWord.PARTNER, agreement__isnull=False)
                | Q(word=UseWord.TWO, agreement=None),
                name="use_on_whose_word",
            ),
            models.CheckConstraint(
                condition=Q(word=UseWord.TWO) | Q(state=UseState.CONFIRMED),
                name="use_of_two_alone_waits",
            ),
            models.CheckConstraint(
                condition=~Q(word=UseWord.TWO) | Q(reservation__isnull=False), name="use_is_held"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[UseState.REPORTED, UseState.WITHDRAWN])
                | ~Q(decided_by=F("reported_by")),
                name="use_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(word=UseWord.TWO)
                | Q(state=UseState.REPORTED)
                | (~Q(decided_by="") & Q(decided_at__isnull=False)),
                name="use_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(word=UseWord.TWO, state=UseState.CONFIRMED)
                | ~Q(bank_ref="")
                | Q(in_cash=True),
                name="use_says_how_paid",
            ),
            models.CheckConstraint(
                condition=Q(bank_ref="", paid_on=None)
                | (~Q(bank_ref="") & Q(paid_on__isnull=False, in_cash=False)),
                name="use_slip_or_cash",
            ),
            models.CheckConstraint(
                condition=~Q(state=UseState.REFUSED) | ~Q(why=""), name="use_refused_says_why"
            ),
            models.UniqueConstraint(
                fields=["organisation", "bank_ref"],
                condition=~Q(bank_ref="") & Q(state__in=[UseState.REPORTED, UseState.CONFIRMED]),
                name="use_bank_ref_once",
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="used_positive"),
            models.CheckConstraint(
                condition=Q(photo_is_public=False) | Q(photo__isnull=False),
                name="public_photo_exists",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "-id"], name="expenditure_newest"),
            models.Index(fields=["organisation", "-id"], name="expenditure_of_organisation"),
            models.Index(
                fields=["organisation", "id"],
                condition=Q(state=UseState.REPORTED),
                name="use_waits",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_confirmed(self) -> bool:
        """Whether it has left its fund: until then nobody outside is told of it."""
        return self.state == UseState.CONFIRMED

    @property
    def has_slip(self) -> bool:
        """Whether its reporter said how it was paid."""
        return bool(self.bank_ref or self.in_cash)


class UsePart(models.Model):
    """What one fund of wishes, or the base beside them, holds back for a use. Append-only."""

    use = models.ForeignKey(Expenditure, models.PROTECT, related_name="parts")
    place = models.PositiveSmallIntegerField()
    fund = models.ForeignKey("ledger.Fund", models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    reservation = models.OneToOneField("ledger.Reservation", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["place"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="use_part_positive"),
            models.UniqueConstraint(fields=["use", "place"], name="use_part_place_once"),
            models.UniqueConstraint(fields=["use", "fund"], name="use_part_fund_once"),
        ]
