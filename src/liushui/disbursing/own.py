"""Agreements, payments and uses with all that hangs on them, as files of an export.

What two organisations share, a payment and its report, goes along with either of them.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from liushui.disbursing.models import (
    Approval,
    ApprovalRule,
    BatchRow,
    DisbursementPart,
    Expenditure,
    Indicator,
    IndicatorValue,
    PaymentBatch,
    PaymentRequest,
    PaymentReturn,
    ReportIssue,
    ReportLine,
    ReportPhoto,
    ResultRow,
    ReturnNote,
    Tranche,
    UsePart,
)
from liushui.onboarding.own import Papers, bring_papers, bring_portion, facts
from liushui.parties.access import Right

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from liushui.base.models import StoredFile

_READING = frozenset(
    {
        Right.MONEY_DRAFT, Right.MONEY_APPROVE, Right.MONEY_PAY, Right.USE_REPORT,
        Right.AUDIT_READ,
    }
)  # fmt: skip
_ISSUE = "issue__report__"
# Name of the file, table, by which rows it hangs on an agreement or a body, columns.
_SHARED: Sequence[tuple[str, Any, str, Sequence[str]]] = (
    ("agreement_counts", Indicator, "agreement__",
     ("agreement__number", "position", "label", "label_en", "unit", "unit_en", "target")),
    ("approvals", Approval, "disbursement__agreement__",
     ("disbursement__reference", "step", "right", "by", "at")),
    ("payment_parts", DisbursementPart, "disbursement__agreement__",
     ("disbursement__reference", "place", "fund_id", "amount_minor")),
    ("payment_requests", PaymentRequest, "agreement__",
     ("reference", "agreement__number", "amount_minor", "purpose", "purpose_en",
      "budget_line__label", "paper__sha256", "state", "asked_by", "asked_at", "decided_by",
      "decided_at", "why")),
    ("payment_return_notes", ReturnNote, "disbursement__agreement__",
     ("disbursement__reference", "amount_minor", "bank_ref", "returned_at", "why", "noted_by",
      "noted_at", "decided_by", "decided_at", "is_agreed")),
    ("payment_returns", PaymentReturn, "disbursement__agreement__",
     ("disbursement__reference", "amount_minor", "bank_ref", "returned_at", "why",
      "recorded_by", "recorded_at")),
    ("report_counts", IndicatorValue, _ISSUE + "agreement__",
     (_ISSUE + "disbursement__reference", "issue__number", "indicator__position",
      "indicator__label", "indicator__unit", "value")),
    ("report_issues", ReportIssue, "report__agreement__",
     ("report__disbursement__reference", "number", "covers_from", "covers_to", "body",
      "body_en", "submitted_by", "submitted_at", "report__state", "report__why",
      "report__decided_by", "report__decided_at")),
    ("report_lines", ReportLine, _ISSUE + "agreement__",
     (_ISSUE + "disbursement__reference", "issue__number", "use__reference",
      "passed_on__reference", "amount_minor")),
    ("report_photos", ReportPhoto, _ISSUE + "agreement__",
     (_ISSUE + "disbursement__reference", "issue__number", "caption", "consent",
      "file__sha256")),
    ("tranches", Tranche, "agreement__",
     ("agreement__number", "position", "amount_minor", "condition", "condition_en")),
)  # fmt: skip
_OWN: Sequence[tuple[str, Any, str, Sequence[str]]] = (
    ("approval_rules", ApprovalRule, "organisation_id",
     ("region", "from_minor", "steps", "state", "proposed_by", "proposed_at", "agreed_by",
      "agreed_at")),
    ("use_decisions", Expenditure, "organisation_id",
     ("reference", "fund_id", "case__number", "budget_line__label", "state", "word",
      "reported_by", "reported_at", "decided_by", "decided_at", "why", "bank_ref", "paid_on",
      "in_cash", "voucher__sha256", "photo__sha256", "photo_is_public")),
    ("use_parts", UsePart, "use__organisation_id",
     ("use__reference", "place", "fund_id", "amount_minor")),
)  # fmt: skip
_BY_PAYERS: Sequence[tuple[str, Any, str, Sequence[str]]] = (
    ("bank_lists", PaymentBatch, "payer_id",
     ("reference", "form", "row_count", "total_minor", "digest", "made_by", "made_at")),
    ("bank_list_results", ResultRow, "sheet__batch__payer_id",
     ("sheet__batch__reference", "sheet__digest", "sheet__read_by", "sheet__read_at", "line",
      "reference", "result", "refused")),
    ("bank_list_rows", BatchRow, "batch__payer_id",
     ("batch__reference", "position", "disbursement__reference", "amount_minor",
      "payee_tail")),
)  # fmt: skip


def bring_own() -> None:
    """At start-up."""
    for name, kind, way, columns in _SHARED:
        bring_portion(facts(name, _READING, _of_either(kind, way), columns))
    for name, kind, way, columns in _OWN:
        bring_portion(facts(name, _READING, _of(kind, way), columns))
    for name, kind, way, columns in _BY_PAYERS:
        bring_portion(facts(name, (Right.MONEY_PAY,), _of(kind, way), columns))
    bring_papers(Papers("vouchers_and_photos_of_uses", _READING, _papers_of_uses))
    bring_papers(Papers("pictures_in_reports", _READING, _pictures))
    bring_papers(Papers("papers_of_payment_requests", _READING, _papers_of_requests))


def _of(kind: Any, way: str) -> "Callable[[int], QuerySet[Any]]":
    return lambda body: kind.objects.filter(**{way: body})


def _of_either(kind: Any, way: str) -> "Callable[[int], QuerySet[Any]]":
    def rows(body: int) -> "QuerySet[Any]":
        return kind.objects.filter(_is_between(way, body))  # type: ignore[no-any-return]

    return rows


def _is_between(way: str, body: int) -> Q:
    return Q(**{f"{way}from_org": body}) | Q(**{f"{way}to_org": body})


def _papers_of_uses(body: int) -> "Iterable[StoredFile]":
    uses = Expenditure.objects.filter(organisation_id=body).select_related("voucher", "photo")
    pairs = ((one.voucher, one.photo) for one in uses)
    return (file for file in chain.from_iterable(pairs) if file is not None)


def _pictures(body: int) -> "Iterable[StoredFile]":
    photos = ReportPhoto.objects.filter(_is_between(_ISSUE + "agreement__", body))
    return (one.file for one in photos.select_related("file"))


def _papers_of_requests(body: int) -> "Iterable[StoredFile]":
    asked = PaymentRequest.objects.filter(_is_between("agreement__", body), paper__isnull=False)
    return (one.paper for one in asked.select_related("paper") if one.paper is not None)
