"""Who must agree to a payment, step by step: an organisation's own rules, and who did."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from liushui.disbursing.states import ApprovalRuleState


class ApprovalRule(models.Model):
    """From which amount, over which region, a payment needs which rights one after the other.

    Proposed by one person and agreed to by another; a rule that holds is never changed: a further
    rule for the same amount and region takes its place.
    """

    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, related_name="approval_rules"
    )
    region = models.CharField(max_length=12, blank=True, help_text="a place's code; empty: any")
    from_minor = models.BigIntegerField()
    steps = ArrayField(models.CharField(max_length=20), help_text="rights, the first step first")
    state = models.CharField(
        max_length=10, choices=ApprovalRuleState, default=ApprovalRuleState.PROPOSED
    )
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=80, null=True)
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ApprovalRuleState.values), name="approval_rule_state_known"
            ),
            models.CheckConstraint(condition=Q(from_minor__gte=0), name="approval_rule_from_zero"),
            models.CheckConstraint(
                condition=Q(region__regex=r"^[0-9]*$"), name="approval_rule_region_is_code"
            ),
            models.CheckConstraint(
                condition=Q(steps__len__gte=1, steps__len__lte=5), name="approval_rule_has_steps"
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None) | ~Q(agreed_by=F("proposed_by")),
                name="approval_rule_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state="holds") | Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="approval_rule_agreed_by_someone",
            ),
            models.UniqueConstraint(
                fields=["organisation", "region", "from_minor"],
                condition=Q(state="holds"),
                name="approval_rule_holds_once",
            ),
            models.UniqueConstraint(
                fields=["organisation", "region", "from_minor"],
                condition=Q(state="proposed"),
                name="approval_rule_proposed_once",
            ),
        ]

    def __str__(self) -> str:
        return f"approval rule:{self.pk}"


class Approval(models.Model):
    """One step's word for a payment. Append-only; a trigger keeps its drafter out."""

    disbursement = models.ForeignKey(
        "disbursing.Disbursement", models.PROTECT, related_name="approvals"
    )
    step = models.PositiveSmallIntegerField()
    right = models.CharField(max_length=20)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["step"]
        constraints = [
            models.CheckConstraint(condition=Q(step__gte=1), name="approval_step_counts_from_one"),
            models.UniqueConstraint(fields=["disbursement", "step"], name="approval_step_once"),
            models.UniqueConstraint(
                fields=["disbursement", "by"], name="approval_by_different_people"
            ),
        ]
