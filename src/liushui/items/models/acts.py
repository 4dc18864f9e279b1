"""Acts that a sponsor's money answers: the rule, its rates by day, and what partners told."""

from django.db import models
from django.db.models import F, Q

from liushui.items.models.galleries import CODE
from liushui.items.states import ActKind, RuleState
from liushui.kernel.money import MAX_UNITS


class ActRule(models.Model):
    """For which acts a sponsor gives to a project. ``fund`` is the budget: paid-in money."""

    code = models.CharField(max_length=20, unique=True)
    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="act_rules")
    sponsor = models.CharField(max_length=80, help_text="as it wishes to be named")
    sponsor_en = models.CharField(max_length=160, blank=True)
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=10, choices=ActKind)
    fund = models.OneToOneField("ledger.Fund", models.PROTECT)
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=10, choices=RuleState, default=RuleState.DRAFT)
    drafted_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=CODE), name="items_rule_code_fits"),
            models.CheckConstraint(
                condition=Q(state__in=RuleState.values), name="items_rule_state_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="items_rule_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="items_rule_state")]

    def __str__(self) -> str:
        return self.code


class ActRate(models.Model):
    """From a day on ``units`` acts are ``minor`` fen, and ``most`` of them count for one person.

    Append-only but for the second person's word: the newest agreed one of a day holds on it.
    """

    rule = models.ForeignKey(ActRule, models.PROTECT, related_name="rates")
    from_day = models.DateField()
    units = models.PositiveIntegerField()
    minor = models.BigIntegerField()
    most = models.PositiveIntegerField(help_text="units of one person in a day that count")
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=80, blank=True)
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "from_day"],
                condition=~Q(agreed_by=""),
                name="items_rate_one_a_day",
            ),
            models.CheckConstraint(
                condition=Q(units__gt=0, minor__gt=0, minor__lte=MAX_UNITS, most__gte=F("units")),
                name="items_rate_makes_sense",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by="", agreed_at=None)
                | (Q(agreed_at__isnull=False) & ~Q(agreed_by="") & ~Q(agreed_by=F("proposed_by"))),
                name="items_rate_agreed_by_another",
            ),
        ]


class Partner(models.Model):
    """Who tells acts of a rule: a walking app, a shop. Of its key only a digest is kept.

    What it tells moves the sponsor's money, so its key is valid once a second person agreed.
    """

    rule = models.ForeignKey(ActRule, models.PROTECT, related_name="partners")
    name = models.CharField(max_length=80)
    key = models.BinaryField(max_length=32, unique=True, help_text="SHA-256 of what it shows")
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=80, blank=True, default="")
    agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_by="", agreed_at=None)
                | (Q(agreed_at__isnull=False) & ~Q(agreed_by="") & ~Q(agreed_by=F("made_by"))),
                name="items_partner_agreed_by_another",
            ),
        ]


class Act(models.Model):
    """What one person did, as a partner told it, once. Append-only; ``who`` is a keyed hash."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="acts", db_index=False)
    key = models.CharField(max_length=64)
    who = models.BinaryField(max_length=32)
    day = models.DateField()
    units = models.PositiveIntegerField()
    counted = models.PositiveIntegerField()
    minor = models.BigIntegerField()
    movement_key = models.CharField(max_length=120, blank=True, help_text="in the ledger")
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "key"], name="items_act_told_once"),
            models.CheckConstraint(
                condition=Q(counted__lte=F("units"), minor__gte=0), name="items_act_counts_no_more"
            ),
        ]


class ActDay(models.Model):
    """What counted of one person's acts on a day of a rule, and the money that it became."""

    rule = models.ForeignKey(ActRule, models.PROTECT, related_name="days", db_index=False)
    day = models.DateField()
    who = models.BinaryField(max_length=32)
    most = models.PositiveIntegerField()
    counted = models.PositiveIntegerField()
    minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "day", "who"], name="items_act_day_once"),
            models.CheckConstraint(
                condition=Q(counted__lte=F("most"), minor__gte=0), name="items_act_day_within_limit"
            ),
        ]
