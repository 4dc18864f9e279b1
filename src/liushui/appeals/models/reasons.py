"""Why somebody returned, refused, stopped or ended an appeal, or a payment of it."""

from django.db import models
from django.db.models import Q

from liushui.appeals.states import Why
from liushui.projects.states import Side


class Reason(models.Model):
    """One reason, sealed under the appeal's own key: it goes when the appeal names nobody."""

    appeal = models.ForeignKey("appeals.Appeal", models.PROTECT, related_name="reasons")
    of = models.CharField(max_length=10, choices=Why)
    payout = models.ForeignKey("appeals.Payout", models.PROTECT, null=True, related_name="reasons")
    side = models.CharField(max_length=12, choices=Side, blank=True, help_text="who stopped it")
    sealed = models.BinaryField(null=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(of__in=Why.values), name="appeal_reason_known"),
        ]
        indexes = [models.Index(fields=["appeal", "-id"], name="appeal_reason_newest")]

    def __str__(self) -> str:
        return f"appeal reason:{self.pk}"
