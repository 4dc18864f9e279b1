"""What providers told us beside payments: their certificates, complaints. No person."""

from django.db import models
from django.db.models import Q

from liushui.payments.states import ComplaintState


class PlatformCertificate(models.Model):
    """A certificate by which WeChat Pay signs, as it sent it to us. Append-only; it is public."""

    serial = models.CharField(max_length=64, unique=True)
    pem = models.TextField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    fetched_at = models.DateTimeField()


class Complaint(models.Model):
    """A payer complained about a payment at the provider. What they wrote stays there."""

    provider = models.CharField(max_length=20)
    complaint_id = models.CharField(max_length=64)
    order_reference = models.CharField(max_length=32, blank=True)
    transaction_id = models.CharField(max_length=64, blank=True)
    amount_minor = models.BigIntegerField(null=True)
    state = models.CharField(max_length=20, choices=ComplaintState, default=ComplaintState.PENDING)
    heard_at = models.DateTimeField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "complaint_id"], name="complaint_once"),
            models.CheckConstraint(
                condition=Q(state__in=ComplaintState.values), name="complaint_state_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["heard_at"],
                condition=~Q(state=ComplaintState.PROCESSED),
                name="complaint_open",
            )
        ]
