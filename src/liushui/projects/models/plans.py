"""Fundraising plans as they were filed: version after version, and none ever changes again."""

from datetime import timedelta

from django.db import models
from django.db.models import DateField, ExpressionWrapper, F, Q

from liushui.projects.states import UNFILED, Basis, PartnerKind, PlanState

FILE_BEFORE = timedelta(days=10)


class FundraisingPlan(models.Model):
    """One version of a project's plan: the nine items of art 24 and the fields of its filing.

    Version 1 is the plan; each later one a change of it. A trigger keeps what was submitted from
    changing, and what was filed from changing at all. Source: 慈善法 art 24; R-05, R-10, R-12.
    """

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="plans")
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.DRAFT)

    title = models.CharField(max_length=80)
    goal_minor = models.BigIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    budget = models.JSONField(default=list, help_text="label, label_en, amount_minor of each line")
    leftover = models.CharField(max_length=300, blank=True)

    purpose = models.CharField(max_length=500, blank=True)
    area = models.CharField(max_length=120, blank=True)
    in_charge = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+")
    office_address = models.CharField(max_length=200, blank=True)
    ways_to_give = models.CharField(max_length=300, blank=True)
    bank_account = models.CharField(max_length=200, blank=True, help_text="the organisation's own")
    beneficiaries = models.CharField(max_length=500, blank=True)
    beneficiary_count = models.PositiveIntegerField(null=True)
    beneficiary_selection = models.CharField(max_length=500, blank=True)
    use_of_money = models.CharField(max_length=1000, blank=True)
    costs = models.CharField(max_length=500, blank=True)
    supported_project = models.CharField(max_length=120, blank=True)
    is_elsewhere = models.BooleanField(default=False, help_text="raised outside its own place")
    granted_minor = models.BigIntegerField(default=0, help_text="given on directly or by others")
    staff_minor = models.BigIntegerField(default=0)
    administration_minor = models.BigIntegerField(default=0)
    fundraising_minor = models.BigIntegerField(default=0)
    partner_kind = models.CharField(max_length=10, choices=PartnerKind, blank=True)
    partner_name = models.CharField(max_length=200, blank=True)
    emergency = models.CharField(max_length=120, blank=True, help_text="the event (R-07)")

    basis = models.CharField(max_length=10, choices=Basis, blank=True)
    noticed_on = models.DateField(null=True, help_text="givers were told of the change")
    why = models.CharField(max_length=300, blank=True, help_text="why the plan changes")
    written_at = models.DateTimeField()
    submitted_by = models.CharField(max_length=80, blank=True)
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    sent_back = models.CharField(max_length=300, blank=True, help_text="what is to be mended")
    filing_number = models.CharField(max_length=40, blank=True)
    filed_on = models.DateField(null=True)
    filed_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "version"], name="plan_version_once"),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(state__in=UNFILED),
                name="plan_changes_one_at_a_time",
            ),
            models.CheckConstraint(condition=Q(version__gt=0), name="plan_version_counts"),
            models.CheckConstraint(
                condition=Q(state__in=PlanState.values), name="plan_state_known"
            ),
            models.CheckConstraint(
                condition=Q(decided_by="")
                | ~Q(decided_by=F("submitted_by"))
                | Q(decided_by__startswith="system:"),
                name="plan_agreed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlanState.FILED)
                | (Q(filed_on__isnull=False) & ~Q(filing_number="") & ~Q(decided_by="")),
                name="plan_filed_with_number",
            ),
            models.CheckConstraint(
                condition=Q(filed_on=None)
                | Q(version__gt=1)
                | ~Q(emergency="")
                | Q(
                    starts_on__gte=ExpressionWrapper(
                        F("filed_on") + FILE_BEFORE, output_field=DateField()
                    )
                ),
                name="plan_filed_ten_days_before",
            ),
            models.CheckConstraint(
                condition=~Q(basis=Basis.NOTICE, state__in=[PlanState.AGREED, PlanState.FILED])
                | Q(noticed_on__isnull=False),
                name="plan_notice_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}/{self.version}"
