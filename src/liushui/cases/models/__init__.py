"""Cases, and the way of each through the levels."""

from liushui.cases.models.cases import Case
from liushui.cases.models.reviews import CaseReview, ReviewRoute, ReviewStep

__all__ = ["Case", "CaseReview", "ReviewRoute", "ReviewStep"]
