"""Why a project is off the lists and takes no gifts: each reason of its own, until it is mended."""

from django.db import models
from django.db.models import Q

from liushui.projects.states import Side


class Suspension(models.Model):
    """One reason. A project goes on when its last one is lifted; only the lifting is added."""

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="suspensions")
    rule = models.CharField(max_length=12, blank=True, help_text="the broken rule: 'R-21'")
    why = models.CharField(max_length=300, help_text="the public reads this")
    side = models.CharField(max_length=12, choices=Side)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    lifted_by = models.CharField(max_length=80, blank=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "rule", "side"],
                condition=Q(lifted_at=None),
                name="suspension_stands_once",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="suspension_says_why"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="suspension_side_known"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by="")
                | (Q(lifted_at__isnull=False) & ~Q(lifted_by="")),
                name="suspension_lifted_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"suspension:{self.pk}"
