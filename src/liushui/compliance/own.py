"""Steps of duties, findings of self-checks and figures of years, as files of an export."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from liushui.compliance import policies
from liushui.compliance.models import (
    Confirmation,
    DutyStep,
    Finding,
    Fulfilment,
    Happening,
    YearFigures,
)
from liushui.onboarding.own import bring_portion, facts
from liushui.parties.access import Right
from liushui.privacy.queries.exported import own_registers

if TYPE_CHECKING:
    from django.db.models import QuerySet

_DUTY = ("duty__rule", "duty__subject", "duty__cycle", "duty__about")
_FIGURES = (
    "year", "spending_minor", "administration_minor", "outlay_minor", "income_before_minor",
    "income_average_minor", "assets_before_minor", "assets_average_minor", "raised_minor",
    "raising_cost_minor", "by", "at",
)  # fmt: skip
_OWN: Sequence[tuple[str, Any, str, Sequence[str]]] = (
    ("confirmations", Confirmation, "organisation_id", ("rule", "is_kept", "note", "by", "at")),
    ("duty_steps", DutyStep, "duty__organisation_id",
     (*_DUTY, "kind", "on", "told", "by", "why", "at")),
    ("fulfilments", Fulfilment, "duty__organisation_id",
     (*_DUTY, "done_on", "address", "note", "is_audited", "by", "at")),
    ("happenings", Happening, "organisation_id", ("kind", "on", "title", "by", "at")),
    ("self_check_findings", Finding, "organisation_id",
     ("check_of__month", "check_of__day", "rule", "rule_from", "region", "result", "looked_at",
      "wrong", "why")),
    ("year_figures", YearFigures, "organisation_id", _FIGURES),
)  # fmt: skip


def bring_own() -> None:
    """At start-up."""
    for name, kind, way, columns in _OWN:
        bring_portion(facts(name, policies.READING, _of(kind, way), columns))
    for name, (rows, columns) in own_registers().items():
        bring_portion(facts(name, (Right.PRIVACY_ANSWER,), rows, columns))


def _of(kind: Any, way: str) -> "Callable[[int], QuerySet[Any]]":
    return lambda body: kind.objects.filter(**{way: body})
