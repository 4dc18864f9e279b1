"""What becomes of money that a finished project has left: one proposes, another decides."""

from django.db import models
from django.db.models import F, Q

from liushui.projects.states import SurplusBasis, SurplusState


class SurplusDecision(models.Model):
    """All that is free in a closed project's fund, moved to another project of its holder."""

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="surpluses")
    to_project = models.ForeignKey("projects.Project", models.PROTECT, related_name="+")
    basis = models.CharField(max_length=10, choices=SurplusBasis)
    amount_minor = models.BigIntegerField(help_text="what was free when it was proposed")
    why = models.CharField(max_length=300, help_text="the public reads this")
    state = models.CharField(max_length=10, choices=SurplusState, default=SurplusState.PROPOSED)
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="surplus_amount_positive"),
            models.CheckConstraint(condition=~Q(why=""), name="surplus_says_why"),
            models.CheckConstraint(
                condition=~Q(to_project=F("project")), name="surplus_goes_elsewhere"
            ),
            models.CheckConstraint(
                condition=Q(state__in=SurplusState.values), name="surplus_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("proposed_by")), name="surplus_decided_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(state=SurplusState.MOVED)
                | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="surplus_moved_by_someone",
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(state=SurplusState.PROPOSED),
                name="surplus_proposed_once",
            ),
        ]

    def __str__(self) -> str:
        return f"surplus:{self.pk}"
