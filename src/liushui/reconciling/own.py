"""Accounts, statements, matches and cash boxes, as files of an export."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from liushui.onboarding.own import bring_portion, facts
from liushui.reconciling import policies
from liushui.reconciling.models import Account, CashCount, Match, Statement, Till

if TYPE_CHECKING:
    from django.db.models import QuerySet

_OWN: Sequence[tuple[str, Any, str, Sequence[str]]] = (
    ("cash_boxes", Till, "organisation_id", ("name", "opened_by", "opened_at")),
    ("cash_counts", CashCount, "till__organisation_id",
     ("till__name", "expected_minor", "counted_minor", "why", "state", "counted_by",
      "counted_at", "agreed_by", "agreed_at")),
    ("compared_accounts", Account, "organisation_id",
     ("id", "kind", "holder_name", "keeper", "takes_transfers", "since", "until", "opened_by",
      "opened_at")),
    ("matches", Match, "line__account__organisation_id",
     ("line__account_id", "line__day", "line__outside_ref", "line__amount_minor", "kind",
      "payment__order__reference", "disbursement__reference",
      "payment_return__disbursement__reference", "batch__reference", "refund_ref", "moved_ref",
      "by", "at")),
    ("statements", Statement, "account__organisation_id",
     ("account_id", "form", "is_fetched", "first_day", "last_day", "line_count", "fresh_count",
      "in_minor", "out_minor", "read_by", "read_at")),
)  # fmt: skip


def bring_own() -> None:
    """At start-up."""
    for name, kind, way, columns in _OWN:
        bring_portion(facts(name, policies.WORKING, _of(kind, way), columns))


def _of(kind: Any, way: str) -> "Callable[[int], QuerySet[Any]]":
    return lambda body: kind.objects.filter(**{way: body})
