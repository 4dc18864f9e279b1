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
    RETURNED = "returned", pgettext_lazy("disbursement", "Sent back by the bank")


# What the bank has paid is paid: money that comes back is a movement of its own, and only a payment
# of which everything came back is no payment any more.
MOVES: Mapping[str, frozenset[str]] = {
    DisbursementState.DRAFTED: frozenset({DisbursementState.APPROVED, DisbursementState.CANCELLED}),
    DisbursementState.APPROVED: frozenset({DisbursementState.ORDERED, DisbursementState.CANCELLED}),
    DisbursementState.ORDERED: frozenset({DisbursementState.PAID, DisbursementState.CANCELLED}),
    DisbursementState.PAID: frozenset({DisbursementState.RETURNED}),
    DisbursementState.CANCELLED: frozenset(),
    DisbursementState.RETURNED: frozenset(),
}


class UseState(models.TextChoices):
    """A use of an organisation's own money: reported by one person, confirmed by another."""

    REPORTED = "reported", pgettext_lazy("use", "To be confirmed")
    CONFIRMED = "confirmed", pgettext_lazy("use", "Confirmed")
    REFUSED = "refused", pgettext_lazy("use", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("use", "Taken back")


# What is confirmed has left the fund; what is wrong of it is reported again or reversed.
USE_MOVES: Mapping[str, frozenset[str]] = {
    UseState.REPORTED: frozenset({UseState.CONFIRMED, UseState.REFUSED, UseState.WITHDRAWN}),
    UseState.CONFIRMED: frozenset(),
    UseState.REFUSED: frozenset(),
    UseState.WITHDRAWN: frozenset(),
}


class UseWord(models.TextChoices):
    """On whose word a use leaves its fund."""

    TWO = "two", pgettext_lazy("word for a use", "Two people of the organisation")
    PARTNER = (
        "partner",
        pgettext_lazy("word for a use", "A partner's report of what two people paid it"),
    )
    BEFORE = "before", pgettext_lazy("word for a use", "One person, before two were asked")


class ReportState(models.TextChoices):
    """A report for a payment: owed by whoever was paid, judged by whoever paid."""

    OWED = "owed", pgettext_lazy("partner report", "Owed")
    SUBMITTED = "submitted", pgettext_lazy("partner report", "To be judged")
    RETURNED = "returned", pgettext_lazy("partner report", "Sent back")
    ACCEPTED = "accepted", pgettext_lazy("partner report", "Accepted")
    WAIVED = "waived", pgettext_lazy("partner report", "Not asked for")
    LAPSED = "lapsed", pgettext_lazy("partner report", "Not owed: the payment came back")


# A report that was accepted stays accepted: what it got wrong, the next one puts right.
REPORT_MOVES: Mapping[str, frozenset[str]] = {
    ReportState.OWED: frozenset({ReportState.SUBMITTED, ReportState.WAIVED, ReportState.LAPSED}),
    ReportState.SUBMITTED: frozenset({ReportState.ACCEPTED, ReportState.RETURNED}),
    ReportState.RETURNED: frozenset(
        {ReportState.SUBMITTED, ReportState.WAIVED, ReportState.LAPSED}
    ),
    ReportState.ACCEPTED: frozenset(),
    ReportState.WAIVED: frozenset(),
    ReportState.LAPSED: frozenset(),
}


class PhotoConsent(models.TextChoices):
    """Who may see a picture: by default nobody outside, until someone has said so of its faces."""

    INSIDE = "inside", pgettext_lazy("photo", "Not public")
    NO_FACES = "no_faces", pgettext_lazy("photo", "Public: nobody can be recognised in it")
    AGREED = (
        "agreed",
        pgettext_lazy(
            "photo", "Public: everyone in it has agreed in writing, and nobody is a child"
        ),
    )


class ApprovalRuleState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("approval rule", "Proposed")
    HOLDS = "holds", pgettext_lazy("approval rule", "Holds")
    REPLACED = "replaced", pgettext_lazy("approval rule", "Replaced")
    DECLINED = "declined", pgettext_lazy("approval rule", "Declined")


RULE_MOVES: Mapping[str, frozenset[str]] = {
    ApprovalRuleState.PROPOSED: frozenset({ApprovalRuleState.HOLDS, ApprovalRuleState.DECLINED}),
    ApprovalRuleState.HOLDS: frozenset({ApprovalRuleState.REPLACED}),
    ApprovalRuleState.REPLACED: frozenset(),
    ApprovalRuleState.DECLINED: frozenset(),
}


class RequestState(models.TextChoices):
    """What a receiver applied for."""

    ASKED = "asked", pgettext_lazy("payment request", "Asked for")
    DRAFTED = "drafted", pgettext_lazy("payment request", "Drafted")
    DECLINED = "declined", pgettext_lazy("payment request", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("payment request", "Withdrawn")


REQUEST_MOVES: Mapping[str, frozenset[str]] = {
    RequestState.ASKED: frozenset(
        {RequestState.DRAFTED, RequestState.DECLINED, RequestState.WITHDRAWN}
    ),
    RequestState.DRAFTED: frozenset(),
    RequestState.DECLINED: frozenset(),
    RequestState.WITHDRAWN: frozenset(),
}


class BankFormat(models.TextChoices):
    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"


class RowResult(models.TextChoices):
    """What a bank says became of a payment in a list."""

    PAID = "paid", pgettext_lazy("bank result", "Paid")
    FAILED = "failed", pgettext_lazy("bank result", "Not paid")
    RETURNED = "returned", pgettext_lazy("bank result", "Sent back")
    UNKNOWN = "unknown", pgettext_lazy("bank result", "Not understood")
