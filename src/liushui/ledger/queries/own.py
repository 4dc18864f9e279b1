"""What of the book an organisation takes along beside its journal: holds, choices, recalls, months.

Amounts are counted in the smallest units of what the fund holds: fen, pieces, minutes.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import F, QuerySet

from liushui.ledger.models import (
    Choice,
    ChoicePart,
    Designation,
    Lot,
    MatchingPool,
    MatchingTerms,
    Recall,
    Report,
    Reservation,
    Seal,
    Surplus,
)

Rows = Callable[[int], "QuerySet[Any]"]


def own_rows() -> Mapping[str, tuple[Rows, Sequence[str]]]:
    """By name: the rows of an organisation's funds, and the columns that go along."""
    return {name: (_of(kind, way), columns) for name, kind, way, columns in _OWN}


_OWN: Sequence[tuple[str, Any, str, Sequence[str]]] = (
    ("fund_choice_parts", ChoicePart, "choice__base__holder",
     ("choice__key", "place", "fund_id", "units", "serves", "why")),
    ("fund_choices", Choice, "base__holder",
     ("key", "base_id", "units", "traits", "by", "pinned_id", "why", "needed", "payable", "best",
      "at")),
    ("funds_of_wishes", Designation, "fund__holder", ("fund_id", "base_id", "wishes", "opened_at")),
    ("holds", Reservation, "fund__holder",
     ("fund_id", "units", "key", "at", "order__ref", "end__how",
      "end__amount", "end__why", "end__at")),
    ("lots", Lot, "movement__source__holder", ("movement_id", "batch", "expires_on")),
    ("matching_pools", MatchingPool, "fund__holder",
     ("id", "fund_id", "title", "title_en", "opened_by", "opened_at")),
    ("matching_terms", MatchingTerms, "pool__fund__holder",
     ("pool_id", "ratio_num", "ratio_den", "per_gift", "per_giver", "per_giver_day", "per_fund",
      "per_day", "total", "opens_at", "closes_at", "place", "pledged", "set_by", "agreed_by",
      "why", "set_at")),
    ("month_reports", Report, "holder", ("month", "content", "recorded_at")),
    ("months_closed", Seal, "holder", ("month", "by", "sealed_at")),
    ("recalls", Recall, "gift__target__holder",
     ("gift__ref", "units", "key", "by", "why", "at")),
    ("wish_leftovers", Surplus, "fund__holder",
     ("key", "fund_id", "target_id", "units", "why", "proposed_by", "decided_by", "decided_at")),
)  # fmt: skip


def _of(kind: Any, way: str) -> Rows:
    def rows(body: int) -> "QuerySet[Any]":
        found = kind.objects.filter(**{f"{way}__organisation_id": body})
        has_amount = any(field.name == "amount" for field in kind._meta.fields)  # noqa: SLF001
        return found.annotate(units=F("amount")) if has_amount else found  # type: ignore[no-any-return]

    return rows
