"""Lists of payments for a bank, each made once, and what the bank said became of each row."""

import uuid

from django.db import models
from django.db.models import Q

from liushui.disbursing.states import BankFormat, RowResult


class PaymentBatch(models.Model):
    """A file that a bank takes, with its control totals. Append-only; its bytes are sealed."""

    reference = models.CharField(max_length=22, unique=True)
    payer = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    form = models.CharField(max_length=4, choices=BankFormat)
    row_count = models.PositiveIntegerField()
    total_minor = models.BigIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file, as hex")
    vault_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sealed = models.BinaryField(help_text="the file: it holds whole account numbers")
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(row_count__gt=0, total_minor__gt=0), name="batch_has_payments"
            ),
            models.CheckConstraint(
                condition=Q(form__in=BankFormat.values), name="batch_form_known"
            ),
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="batch_digest_form"
            ),
        ]
        indexes = [models.Index(fields=["payer", "-id"], name="batch_newest")]

    def __str__(self) -> str:
        return self.reference


class BatchRow(models.Model):
    """One payment in a file. A payment stands in one file only. Append-only."""

    batch = models.ForeignKey(PaymentBatch, models.PROTECT, related_name="rows")
    position = models.PositiveIntegerField()
    disbursement = models.OneToOneField(
        "disbursing.Disbursement", models.PROTECT, related_name="batch_row"
    )
    amount_minor = models.BigIntegerField()
    payee_tail = models.CharField(max_length=4)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="batch_row_positive"),
            models.UniqueConstraint(fields=["batch", "position"], name="batch_row_place_once"),
        ]


class ResultSheet(models.Model):
    """One file of results as the bank gave it, read once. Append-only."""

    batch = models.ForeignKey(PaymentBatch, models.PROTECT, related_name="results")
    digest = models.CharField(max_length=64)
    read_by = models.CharField(max_length=80)
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "digest"], name="result_sheet_read_once"),
        ]


class ResultRow(models.Model):
    """What one row said and what was done: booked, or the code of why it was not. Append-only."""

    sheet = models.ForeignKey(ResultSheet, models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField()
    reference = models.CharField(max_length=60, blank=True)
    result = models.CharField(max_length=10, choices=RowResult)
    refused = models.CharField(max_length=60, blank=True, help_text="code; empty: it was booked")

    class Meta:
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "line"], name="result_line_once"),
            models.CheckConstraint(condition=Q(result__in=RowResult.values), name="result_known"),
        ]
