"""Registers that an organisation takes along: breaches and assessments; nobody they are about."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from liushui.privacy.models import Assessment, Breach, BreachStep

if TYPE_CHECKING:
    from django.db.models import QuerySet

Rows = Callable[[int], "QuerySet[Any]"]


def own_registers() -> Mapping[str, tuple[Rows, Sequence[str]]]:
    """By name: the rows of an organisation, and the columns that go along."""
    breaches, steps = Breach.objects.filter, BreachStep.objects.filter
    assessments = Assessment.objects.filter
    return {
        "breaches": (
            lambda body: breaches(organisation_id=body),
            ("id", "happened_on", "noticed_at", "what", "kinds", "whose", "people_count", "harm",
             "entered_by", "entered_at"),
        ),
        "breach_steps": (
            lambda body: steps(breach__organisation_id=body),
            ("breach_id", "kind", "words", "done_at", "by", "at"),
        ),
        "impact_assessments": (
            lambda body: assessments(organisation_id=body),
            ("title", "purpose", "risk", "measures", "file__sha256", "made_on", "entered_by",
             "entered_at"),
        ),
    }  # fmt: skip
