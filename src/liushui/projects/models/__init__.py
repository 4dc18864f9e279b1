"""Projects that ask the public for money, their budgets, and what they report."""

from liushui.projects.models.closings import SurplusDecision
from liushui.projects.models.complaints import PublicComplaint
from liushui.projects.models.plans import FundraisingPlan
from liushui.projects.models.projects import BudgetLine, Project
from liushui.projects.models.reports import ProgressReport
from liushui.projects.models.suspensions import Suspension
from liushui.projects.models.tags import ProjectTag, Tag
from liushui.projects.models.wishes import WishOffer

__all__ = [
    "BudgetLine",
    "FundraisingPlan",
    "ProgressReport",
    "Project",
    "ProjectTag",
    "PublicComplaint",
    "SurplusDecision",
    "Suspension",
    "Tag",
    "WishOffer",
]
