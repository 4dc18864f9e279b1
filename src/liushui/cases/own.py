"""How cases are reviewed, as files of an export: never who a case is about, nor its papers."""

from liushui.cases.models import CaseReview, ReviewRoute, ReviewStep
from liushui.onboarding.own import bring_portion, facts
from liushui.parties.access import Right

_READING = (Right.CASE_EDIT,)


def bring_own() -> None:
    """At start-up."""
    routes, reviews = ReviewRoute.objects.filter, CaseReview.objects.filter
    steps = ReviewStep.objects.filter
    bring_portion(facts(
        "review_routes", _READING, lambda body: routes(project__organisation_id=body),
        ("project__number", "levels", "quick", "days", "proposed_by", "proposed_at", "agreed_by",
         "agreed_at"),
    ))  # fmt: skip
    bring_portion(facts(
        "case_reviews", _READING, lambda body: reviews(case__organisation_id=body),
        ("case__number", "route_id", "quick_why", "began_by", "began_at"),
    ))  # fmt: skip
    bring_portion(facts(
        "case_review_steps", _READING,
        lambda body: steps(review__case__organisation_id=body),
        ("review__case__number", "turn", "level", "organisation__credit_code", "opened_on",
         "due_on", "outcome", "note", "by", "at"),
    ))  # fmt: skip
