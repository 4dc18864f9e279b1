"""The record of what people did."""

from django.db import models


class AuditRecord(models.Model):
    """Who did what to which thing, and when. Append-only; holds no personal data."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    post = models.ForeignKey("parties.Post", models.PROTECT, null=True)
    verb = models.CharField(max_length=80)
    thing_kind = models.CharField(max_length=60)
    thing_id = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["thing_kind", "thing_id", "at"], name="audit_thing")]

    def __str__(self) -> str:
        return f"audit:{self.pk}"
