"""What an organisation set for gifts and their return, as files of an export: nobody's name."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from liushui.giving.models import ConsentPaper, ImportSource, MassRefund, RefundRule
from liushui.onboarding.own import bring_portion, facts
from liushui.parties.access import Right

if TYPE_CHECKING:
    from django.db.models import QuerySet

_READING = (Right.GIFT_READ, Right.MONEY_APPROVE, Right.AUDIT_READ)
_OWN: Sequence[tuple[str, Any, str, Sequence[str]]] = (
    ("consent_counts", ConsentPaper, "plan__project__organisation_id",
     ("plan__project__number", "plan__version", "asked_at", "agreed", "refused", "note", "by",
      "at", "seen__kept_by", "seen__by", "seen__at")),
    ("import_sources", ImportSource, "organisation_id", ("name", "columns", "by", "made_at")),
    ("mass_refunds", MassRefund, "project__organisation_id",
     ("reference", "project__number", "kind", "why", "state", "count", "minor", "done_count",
      "done_minor", "left_count", "proposed_by", "proposed_at", "agreed_by", "agreed_at")),
    ("refund_rules", RefundRule, "organisation_id",
     ("kind", "window_days", "is_offered", "since", "proposed_by", "proposed_at", "agreed_by",
      "agreed_at")),
)  # fmt: skip


def bring_own() -> None:
    """At start-up."""
    for name, kind, way, columns in _OWN:
        bring_portion(facts(name, _READING, _of(kind, way), columns))


def _of(kind: Any, way: str) -> "Callable[[int], QuerySet[Any]]":
    return lambda body: kind.objects.filter(**{way: body})
