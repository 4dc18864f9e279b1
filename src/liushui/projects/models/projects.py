"""Projects that ask the public for money, and their budgets."""

from django.db import models
from django.db.models import F, Q

from liushui.projects.states import UNSEEN_STATES, Lane, ProjectState


class Project(models.Model):
    """One purpose under one fundraising plan, with a fund of its own in the ledger.

    In the lane ``personal`` it is the account of one person's appeal: no campaign, no plan, on no
    list of campaigns (``policies.campaigns``), written by the module of appeals alone (N05).
    """

    lane = models.CharField(
        max_length=8, choices=Lane, default=Lane.CHARITY, db_default=Lane.CHARITY
    )
    number = models.CharField(max_length=12, unique=True)
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT)
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=160, blank=True)
    summary = models.CharField(max_length=300)
    summary_en = models.CharField(max_length=500, blank=True)
    story = models.TextField(blank=True)
    story_en = models.TextField(blank=True)
    leftover = models.CharField(max_length=300, blank=True, help_text="what becomes of a rest")
    leftover_en = models.CharField(max_length=500, blank=True)
    plan_number = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=ProjectState, default=ProjectState.DRAFT)
    goal_minor = models.BigIntegerField()
    fund = models.OneToOneField("ledger.Fund", models.PROTECT)
    starts_on = models.DateField()
    ends_on = models.DateField()
    file_by = models.DateField(null=True, help_text="opened in an emergency before it was filed")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(goal_minor__gt=0), name="project_goal_positive"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="project_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ProjectState.values), name="project_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNSEEN_STATES)
                | ~Q(plan_number="")
                | Q(file_by__isnull=False)
                | Q(lane=Lane.PERSONAL),
                name="project_open_has_plan",
            ),
            models.CheckConstraint(
                condition=Q(lane=Lane.CHARITY)
                | Q(lane=Lane.PERSONAL, plan_number="", file_by__isnull=True),
                name="project_personal_is_no_campaign",
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="project_state")]

    def __str__(self) -> str:
        return self.number


class BudgetLine(models.Model):
    """One line of a project's budget; the lines of an open project sum to its goal."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="budget_lines")
    label = models.CharField(max_length=60)
    label_en = models.CharField(max_length=120, blank=True)
    amount_minor = models.BigIntegerField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="budget_amount_positive"),
            models.UniqueConstraint(fields=["project", "position"], name="budget_position_once"),
        ]
