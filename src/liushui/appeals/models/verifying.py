"""What a named person of the organisation verified, when, and with what outcome. Append-only."""

from django.db import models
from django.db.models import Q

from liushui.appeals.states import CheckStep, Outcome


class Check(models.Model):
    """One look at one thing. A later look is a further row; the newest of a step counts."""

    appeal = models.ForeignKey("appeals.Appeal", models.PROTECT, related_name="checks")
    step = models.CharField(max_length=10, choices=CheckStep)
    outcome = models.CharField(max_length=12, choices=Outcome)
    words = models.CharField(max_length=200, help_text="the public reads this")
    evidence = models.ForeignKey(
        "base.StoredFile", models.PROTECT, null=True, related_name="evidence_of_appeals"
    )
    looked_on = models.DateField()
    by = models.CharField(max_length=80)
    by_shown = models.CharField(max_length=20, blank=True, help_text="masked, for the public")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(step__in=CheckStep.values), name="appeal_check_step_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="appeal_check_outcome_known"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="appeal_check_says_what"),
        ]
        indexes = [models.Index(fields=["appeal", "step", "-id"], name="appeal_check_newest")]

    def __str__(self) -> str:
        return f"appeal check:{self.pk}"
