"""Fiscal receipts of gifts and what became of them, as files of an export: nobody's name."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from liushui.onboarding.own import bring_portion, facts
from liushui.papers.models import (
    FiscalBackRefusal,
    FiscalQuestion,
    FiscalReceipt,
    FiscalRefusal,
    FiscalReversal,
)
from liushui.parties.access import Right

if TYPE_CHECKING:
    from django.db.models import QuerySet

_READING = (Right.GIFT_READ, Right.MONEY_APPROVE)
_OWN: Sequence[tuple[str, Any, str, Sequence[str]]] = (
    ("fiscal_questions", FiscalQuestion, "order",
     ("order__reference", "key", "asked_at", "closed_at")),
    ("fiscal_back_refusals", FiscalBackRefusal, "receipt__order",
     ("receipt__order__reference", "receipt__number", "reason", "at")),
    ("fiscal_receipts", FiscalReceipt, "order",
     ("order__reference", "amount_minor", "code", "number", "issued_on", "at")),
    ("fiscal_refusals", FiscalRefusal, "paper__order",
     ("paper__order__reference", "reason", "at")),
    ("fiscal_reversals", FiscalReversal, "receipt__order",
     ("receipt__order__reference", "receipt__number", "code", "number", "at")),
)  # fmt: skip


def bring_own() -> None:
    """At start-up."""
    for name, kind, way, columns in _OWN:
        bring_portion(facts(name, _READING, _of(kind, way), columns))


def _of(kind: Any, way: str) -> "Callable[[int], QuerySet[Any]]":
    return lambda body: kind.objects.filter(**{f"{way}__project__organisation_id": body})
