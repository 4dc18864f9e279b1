"""Projects that ask the public for money, their budgets, and what they report."""

from django.db import models
from django.db.models import F, Q

from liushui.projects.states import OfferKind, ProjectState


class Project(models.Model):
    """One purpose under one fundraising plan, with a fund of its own in the ledger."""

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
                condition=Q(state=ProjectState.DRAFT) | ~Q(plan_number=""),
                name="project_open_has_plan",
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


class ProgressReport(models.Model):
    """What a project reported, on a day of its own. Append-only: a correction is a new report."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="reports")
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    body_en = models.TextField(blank=True)
    digest = models.BinaryField(max_length=32)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    published_at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "digest"], name="report_published_once"),
        ]
        indexes = [models.Index(fields=["project", "-id"], name="report_newest")]


class WishOffer(models.Model):
    """A wish that gifts to a project may name. Once offered it stays; it can only be withdrawn.

    ``code`` is an ICD-10 category, a region's code down to the county, or the id of a budget line;
    "" for cases: any approved case of the project may be named.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="wish_offers")
    kind = models.CharField(max_length=10, choices=OfferKind)
    code = models.CharField(max_length=20, blank=True)
    label = models.CharField(max_length=120, blank=True)
    label_en = models.CharField(max_length=120, blank=True)
    offered_by = models.CharField(max_length=80)
    offered_at = models.DateTimeField()
    withdrawn_by = models.CharField(max_length=80, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=OfferKind.CASE, code="", label="")
                | Q(kind=OfferKind.DISEASE, code__regex=r"^[A-Z][0-9][0-9A-Z]$")
                | Q(kind=OfferKind.ITEM, code__regex=r"^[1-9][0-9]{0,17}$")
                | Q(kind=OfferKind.REGION, code__regex=r"^[0-9]{2}([0-9]{2}){0,2}$"),
                name="wish_offer_code_fits",
            ),
            models.CheckConstraint(
                condition=Q(kind=OfferKind.CASE) | ~Q(label=""), name="wish_offer_has_label"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="")),
                name="wish_offer_withdrawn_by_someone",
            ),
            models.UniqueConstraint(
                fields=["project", "kind", "code"],
                condition=Q(withdrawn_at=None),
                name="wish_offer_once",
            ),
        ]
