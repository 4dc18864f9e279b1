"""Projects with their plans, budgets, reports and decisions, as files of an export."""

from typing import TYPE_CHECKING, Any

from liushui.onboarding.own import bring_portion, facts
from liushui.parties.access import Right
from liushui.projects.models import (
    BudgetLine,
    FundraisingPlan,
    ProgressReport,
    Project,
    ProjectTag,
    SurplusDecision,
    Suspension,
    WishOffer,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

_READING = (
    Right.PROJECT_EDIT, Right.MONEY_DRAFT, Right.MONEY_APPROVE, Right.AUDIT_READ,
)  # fmt: skip
_TEXTS = (
    "number", "lane", "title", "title_en", "summary", "summary_en", "story", "story_en",
    "leftover", "leftover_en", "plan_number", "state", "goal_minor", "starts_on", "ends_on",
    "file_by", "created_at",
)  # fmt: skip
_PLANS = (
    "project__number", "version", "state", "title", "goal_minor", "starts_on", "ends_on",
    "budget", "leftover", "purpose", "area", "office_address", "ways_to_give", "bank_account",
    "beneficiaries", "beneficiary_count", "beneficiary_selection", "use_of_money", "costs",
    "supported_project", "is_elsewhere", "granted_minor", "staff_minor", "administration_minor",
    "fundraising_minor", "partner_kind", "partner_name", "emergency", "basis", "noticed_on",
    "why", "written_at", "submitted_by", "submitted_at", "decided_by", "decided_at", "sent_back",
    "filing_number", "filed_on", "filed_by",
)  # fmt: skip


def bring_own() -> None:
    """At start-up."""
    for name, kind, columns in (
        ("budget_lines", BudgetLine,
         ("project__number", "position", "label", "label_en", "amount_minor")),
        ("plan_versions", FundraisingPlan, _PLANS),
        ("progress_reports", ProgressReport,
         ("project__number", "id", "kind", "title", "title_en", "body", "body_en", "corrects_id",
          "published_at", "by")),
        ("project_tags", ProjectTag, ("project__number", "tag__label", "tag__label_en")),
        ("surplus_decisions", SurplusDecision,
         ("project__number", "to_project__number", "basis", "amount_minor", "why", "state",
          "proposed_by", "proposed_at", "decided_by", "decided_at")),
        ("suspensions", Suspension,
         ("project__number", "rule", "why", "side", "by", "at", "lifted_by", "lifted_at")),
        ("wish_offers", WishOffer,
         ("project__number", "kind", "code", "label", "label_en", "offered_by", "offered_at",
          "withdrawn_by", "withdrawn_at")),
    ):  # fmt: skip
        bring_portion(facts(name, _READING, _of_projects(kind), columns))
    own = Project.objects.filter
    bring_portion(facts("project_texts", _READING, lambda body: own(organisation_id=body), _TEXTS))


def _of_projects(kind: Any) -> "Callable[[int], QuerySet[Any]]":
    return lambda body: kind.objects.filter(project__organisation_id=body)
