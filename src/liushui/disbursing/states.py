"""The lives of an agreement and of a disbursement under it."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import pgettext_lazy


class AgreementState(models.TextChoices):
    ACTIVE = "active", pgettext_lazy("agreement", "In force")
    ENDED = "ended", pgettext_lazy("agreement", "Ended")


AGREEMENT_MOVES: Mapping[str, frozenset[str]] = {
    AgreementState.ACTIVE: frozenset({AgreementState.ENDED}),
    AgreementState.ENDED: frozenset(),
}


class DisbursementState(models.TextChoices):
    DRAFTED = "drafted", pgettext_lazy("disbursement", "Awaiting approval")
    APPROVED = "approved", pgettext_lazy("disbursement", "Approved")
    ORDERED = "ordered", pgettext_lazy("disbursement", "At the bank")
    PAID = "paid", pgettext_lazy("disbursement", "Paid")
    CANCELLED = "cancelled", pgettext_lazy("disbursement", "Cancelled")


# What the bank has paid is paid: money that comes back is a movement of its own.
MOVES: Mapping[str, frozenset[str]] = {
    DisbursementState.DRAFTED: frozenset({DisbursementState.APPROVED, DisbursementState.CANCELLED}),
    DisbursementState.APPROVED: frozenset({DisbursementState.ORDERED, DisbursementState.CANCELLED}),
    DisbursementState.ORDERED: frozenset({DisbursementState.PAID, DisbursementState.CANCELLED}),
    DisbursementState.PAID: frozenset(),
    DisbursementState.CANCELLED: frozenset(),
}
