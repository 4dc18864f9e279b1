"""Promises to give regularly, each charge of them, and the agreements that allow the charges."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q

from liushui.kernel.money import MAX_UNITS
from liushui.recurring.calendar import Rhythm
from liushui.recurring.states import AgreementState, ChargeState, Every, MandateState, Why

_LAST_DAY, _LAST_MONTH = 31, 12


class Mandate(models.Model):
    """Somebody's wish to give this much to this project on a day of each month or year."""

    code = models.CharField(max_length=16, unique=True)
    project = models.ForeignKey("projects.Project", models.PROTECT)
    donor = models.ForeignKey("parties.Person", models.PROTECT, null=True)
    provider = models.CharField(max_length=20)
    amount_minor = models.BigIntegerField()
    every = models.CharField(max_length=10, choices=Every)
    day = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField(null=True)
    display = models.CharField(max_length=10, help_text="as giving.states.Display")
    state = models.CharField(max_length=10, choices=MandateState, default=MandateState.ASKED)
    why = models.CharField(max_length=30, choices=Why, blank=True, help_text="it rests or ended")
    due_from = models.DateField(null=True, help_text="the next due day that is not announced")
    failures = models.PositiveSmallIntegerField(default=0, help_text="charges in a row not paid")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, amount_minor__lte=MAX_UNITS),
                name="mandate_amount_positive",
            ),
            models.CheckConstraint(
                condition=Q(state__in=MandateState.values), name="mandate_state_known"
            ),
            models.CheckConstraint(
                condition=Q(day__gte=1, day__lte=_LAST_DAY), name="mandate_day_of_a_month"
            ),
            models.CheckConstraint(
                condition=Q(every=Every.MONTH, month=None)
                | Q(every=Every.YEAR, month__gte=1, month__lte=_LAST_MONTH),
                name="mandate_month_if_yearly",
            ),
            models.CheckConstraint(
                condition=Q(due_from__isnull=False)
                | Q(state__in=(MandateState.ASKED, MandateState.ENDED)),
                name="mandate_running_has_a_first_day",
            ),
            models.CheckConstraint(
                condition=Q(donor__isnull=False) | Q(state=MandateState.ENDED),
                name="mandate_running_has_a_donor",
            ),
        ]
        indexes = [
            models.Index(fields=["donor", "-id"], name="mandate_of_donor"),
            models.Index(fields=["project", "-id"], name="mandate_of_project"),
            models.Index(
                fields=["id"], condition=Q(state=MandateState.ACTIVE), name="mandate_running"
            ),
            models.Index(
                fields=["due_from", "id"],
                condition=Q(state=MandateState.ACTIVE),
                name="mandate_by_next_day",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def rhythm(self) -> Rhythm:
        """On which days it is due."""
        return Rhythm(self.day, self.month)


class Agreement(models.Model):
    """What the donor signed at the provider: that we may take up to so much. One runs at a time."""

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="agreements")
    provider = models.CharField(max_length=20)
    code = models.CharField(max_length=32, unique=True, help_text="our number of it there")
    merchant_id = models.CharField(
        max_length=32, blank=True, default="", db_default="", help_text="to whom it was signed"
    )
    contract_id = models.CharField(max_length=64, blank=True, help_text="the provider's own")
    limit_minor = models.BigIntegerField(help_text="the most that one charge may be")
    sign_url = models.CharField(max_length=4096, blank=True)
    state = models.CharField(max_length=10, choices=AgreementState, default=AgreementState.ASKED)
    asked_at = models.DateTimeField(null=True, help_text="when we last asked the provider")
    created_at = models.DateTimeField()

    WAITING_ORDER = (F("asked_at").asc(nulls_first=True), F("id"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AgreementState.values), name="agreement_to_charge_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=(AgreementState.ASKED, AgreementState.ENDED))
                | ~Q(contract_id=""),
                name="agreement_signed_has_a_contract",
            ),
            models.UniqueConstraint(
                fields=["mandate"],
                condition=Q(state=AgreementState.SIGNED),
                name="agreement_runs_once",
            ),
            models.UniqueConstraint(
                fields=["provider", "contract_id"],
                condition=~Q(contract_id=""),
                name="agreement_contract_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(state__in=(AgreementState.ASKED, AgreementState.ENDING)),
                name="agreement_waiting",
            )
        ]


class Charge(models.Model):
    """One period's gift of a mandate: announced, then asked for once, then paid or left out."""

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="charges")
    period = models.CharField(max_length=7)
    due_on = models.DateField()
    charge_on = models.DateField(help_text="not before: the notice came this many days ahead")
    amount_minor = models.BigIntegerField()
    announced_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ChargeState, default=ChargeState.ANNOUNCED)
    why = models.CharField(max_length=30, choices=Why, blank=True)
    order = models.OneToOneField(
        "giving.GiftOrder", models.PROTECT, null=True, related_name="mandate_charge"
    )
    forewarned_at = models.DateTimeField(null=True, help_text="when the provider took the notice")
    sent_at = models.DateTimeField(null=True, help_text="when the provider took the charge")
    asked_at = models.DateTimeField(null=True, help_text="when we last asked what became of it")

    # Within so many days of ``charge_on`` it is asked for, or not at all.
    ASKED_WITHIN = timedelta(days=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mandate", "period"], name="charge_once_a_period"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, amount_minor__lte=MAX_UNITS),
                name="charge_amount_positive",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ChargeState.values), name="charge_state_known"
            ),
            models.CheckConstraint(
                condition=Q(charge_on__gte=F("due_on")), name="charge_never_early"
            ),
            models.CheckConstraint(
                condition=Q(state=ChargeState.ANNOUNCED)
                | Q(state=ChargeState.SKIPPED, order=None)
                | Q(
                    state__in=(ChargeState.ASKED, ChargeState.PAID, ChargeState.FAILED),
                    order__isnull=False,
                ),
                name="charge_asked_by_an_order",
            ),
        ]
        indexes = [
            models.Index(
                fields=["charge_on", "id"],
                condition=Q(state__in=(ChargeState.ANNOUNCED, ChargeState.ASKED)),
                name="charge_open",
            ),
            models.Index(fields=["due_on", "id"], name="charge_by_day"),
        ]

    @property
    def last_day(self) -> date:
        """The last day on which it may be asked for."""
        return self.charge_on + self.ASKED_WITHIN
