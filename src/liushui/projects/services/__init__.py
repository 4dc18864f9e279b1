"""What projects offers to the modules above: each a thing that a person would name."""

from liushui.projects.policies import require_edit, require_open_for_gifts
from liushui.projects.services.drafting import (
    BudgetItem,
    ProjectPlan,
    ProjectText,
    create_project,
    edit_project,
    plan_of,
)
from liushui.projects.services.opening import close_project, open_project
from liushui.projects.services.reporting import ReportText, publish_report
from liushui.projects.services.suspending import (
    NothingToSuspend,
    SuspensionUnexplained,
    resume_project,
    suspend_project,
)
from liushui.projects.services.wishing import (
    DiseaseCodeWrong,
    Offer,
    OffersAfterOpening,
    RegionTooNear,
    offer_wish,
    withdraw_offer,
)

__all__ = [
    "BudgetItem",
    "DiseaseCodeWrong",
    "NothingToSuspend",
    "Offer",
    "OffersAfterOpening",
    "ProjectPlan",
    "ProjectText",
    "RegionTooNear",
    "ReportText",
    "SuspensionUnexplained",
    "close_project",
    "create_project",
    "edit_project",
    "offer_wish",
    "open_project",
    "plan_of",
    "publish_report",
    "require_edit",
    "require_open_for_gifts",
    "resume_project",
    "suspend_project",
    "withdraw_offer",
]
