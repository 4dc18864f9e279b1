"""What projects reported to the public."""

from django.db import models
from django.db.models import Q

from liushui.projects.states import ReportKind


class ProgressReport(models.Model):
    """What a project reported, on a day of its own. Append-only: a correction is a new report."""

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=10, choices=ReportKind, default=ReportKind.PERIODIC)
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
            models.CheckConstraint(
                condition=Q(kind__in=ReportKind.values), name="report_kind_known"
            ),
        ]
        indexes = [models.Index(fields=["project", "-id"], name="report_newest")]
