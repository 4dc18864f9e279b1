"""Whose merchant accounts there are, and what providers told us beside payments. No person."""

import uuid

from django.db import models
from django.db.models import F, Q

from liushui.payments.states import AccountState, ComplaintState


class MerchantAccount(models.Model):
    """An account of one organisation's own at a provider, as it was entered. Its keys are sealed.

    What it says never changes: other keys are another row. A number is one organisation's for good.
    """

    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, related_name="+", db_index=False
    )
    provider = models.CharField(max_length=20)
    merchant_id = models.CharField(max_length=32)
    app_id = models.CharField(max_length=32)
    mandate_template = models.CharField(
        max_length=64, blank=True, help_text="under which the provider lets regular gifts be signed"
    )
    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sealed = models.BinaryField(help_text="the keys; never shown again")
    has_app_secret = models.BooleanField(default=False, help_text="it is paid inside the app too")
    why = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=AccountState, default=AccountState.PROPOSED)
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True, help_text="the provider knew it and its keys")
    agreed_by = models.CharField(max_length=80, blank=True)
    agreed_at = models.DateTimeField(null=True)
    holds_until = models.DateTimeField(null=True, help_text="it is in force from then on")
    ended_by = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AccountState.values), name="merchant_account_state_known"
            ),
            models.CheckConstraint(
                condition=Q(provider__in=("wechat", "alipay")),
                name="merchant_account_provider_known",
            ),
            models.CheckConstraint(
                condition=Q(merchant_id__regex=r"^[0-9]{8,32}$") & ~Q(app_id=""),
                name="merchant_account_has_numbers",
            ),
            models.CheckConstraint(
                condition=~Q(agreed_by=F("proposed_by")), name="merchant_account_two_people"
            ),
            models.CheckConstraint(
                condition=Q(state__in=(AccountState.PROPOSED, AccountState.STOPPED))
                | (~Q(agreed_by="") & Q(agreed_at__isnull=False, holds_until__isnull=False)),
                name="merchant_account_agreed_before_force",
            ),
            models.CheckConstraint(
                condition=Q(holds_until=None) | Q(holds_until__gte=F("agreed_at")),
                name="merchant_account_waits_after_word",
            ),
            models.UniqueConstraint(
                fields=["organisation", "provider"],
                condition=Q(state=AccountState.IN_FORCE),
                name="merchant_account_one_in_force",
            ),
            models.UniqueConstraint(
                fields=["organisation", "provider"],
                condition=Q(state__in=(AccountState.PROPOSED, AccountState.HELD)),
                name="merchant_account_one_change_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "provider", "-id"], name="merchant_account_of"),
            models.Index(fields=["provider", "merchant_id"], name="merchant_account_number"),
            models.Index(fields=["state", "holds_until"], name="merchant_account_waiting"),
        ]

    def __str__(self) -> str:
        return f"merchant account:{self.pk}"


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
    merchant_id = models.CharField(
        max_length=32, blank=True, default="", db_default="", help_text="whom it was told to"
    )
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
