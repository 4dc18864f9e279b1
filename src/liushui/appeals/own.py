"""Payments of personal appeals, as files of an export: sums and days, never whom they help."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from liushui.appeals import policies
from liushui.appeals.models import Homecoming, LatePayment, Payout, Rest, SentBack
from liushui.onboarding.own import bring_portion, facts

if TYPE_CHECKING:
    from django.db.models import QuerySet

_DECIDED = ("decided_by", "decided_at", "is_agreed")
_OWN: Sequence[tuple[str, Any, str, Sequence[str]]] = (
    ("appeal_homecomings", Homecoming, "rest__appeal",
     ("rest__appeal__number", "amount_minor", "proposed_by", "proposed_at", *_DECIDED)),
    ("appeal_late_payments", LatePayment, "payout__appeal",
     ("payout__reference", "bank_ref", "paid_at", "noted_by", "noted_at", *_DECIDED)),
    ("appeal_payments", Payout, "appeal",
     ("reference", "appeal__number", "state", "amount_minor", "own_minor", "returned_minor",
      "drafted_by", "drafted_at", "approved_by", "approved_at", "bank_ref", "paid_at",
      "is_late")),
    ("appeal_rests", Rest, "appeal",
     ("appeal__number", "to__number", "amount_minor", "proposed_by", "proposed_at", *_DECIDED)),
    ("appeal_sent_back", SentBack, "payout__appeal",
     ("payout__reference", "amount_minor", "bank_ref", "came_at", "noted_by", "noted_at",
      *_DECIDED)),
)  # fmt: skip


def bring_own() -> None:
    """At start-up."""
    for name, kind, way, columns in _OWN:
        bring_portion(facts(name, policies.WORKING, _of(kind, way), columns))


def _of(kind: Any, way: str) -> "Callable[[int], QuerySet[Any]]":
    return lambda body: kind.objects.filter(**{f"{way}__organisation_id": body})
