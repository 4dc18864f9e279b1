"""What providers told us beside payments: their certificates, refunds, complaints. No person."""

from django.db import models
from django.db.models import F, Q

from liushui.payments.states import ComplaintState, RefundState


class PlatformCertificate(models.Model):
    """A certificate by which WeChat Pay signs, as it sent it to us. Append-only; it is public."""

    serial = models.CharField(max_length=64, unique=True)
    pem = models.TextField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    fetched_at = models.DateTimeField()


class RefundedPayment(models.Model):
    """A payment of which something was sent back, so that never more of it is than came."""

    provider = models.CharField(max_length=20)
    transaction_id = models.CharField(max_length=64)
    order_reference = models.CharField(max_length=32)
    total_minor = models.BigIntegerField()
    taken_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "transaction_id"], name="refunded_payment_once"
            ),
            models.CheckConstraint(
                condition=Q(taken_minor__gte=0, taken_minor__lte=F("total_minor")),
                name="refunds_within_payment",
            ),
        ]


class Refund(models.Model):
    """Money on its way back to where it came from, under a key of ours."""

    key = models.CharField(max_length=64, unique=True)
    payment = models.ForeignKey(RefundedPayment, models.PROTECT, related_name="refunds")
    amount_minor = models.BigIntegerField()
    reason = models.CharField(max_length=80, help_text="shown to the payer by the provider")
    state = models.CharField(
        max_length=20, choices=RefundState, default=RefundState.ASKED, db_index=True
    )
    refund_id = models.CharField(max_length=64, blank=True, help_text="the provider's number")
    refusal = models.CharField(max_length=60, blank=True, help_text="the provider's own code")
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, help_text="when the provider last spoke of it")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="refund_positive"),
            models.CheckConstraint(
                condition=Q(state__in=RefundState.values), name="refund_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=RefundState.DONE) | Q(done_at__isnull=False),
                name="refund_done_has_its_day",
            ),
        ]
        indexes = [
            models.Index(
                F("told_at").asc(nulls_first=True),
                F("id"),
                condition=Q(state__in=(RefundState.ASKED, RefundState.PROCESSING)),
                name="refund_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.key


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
