"""A case of the county that waits at the county's own level, with a paper of the level before."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from liushui.base.files import store_file
from liushui.cases.models import Case, CaseReview, ReviewRoute, ReviewStep
from liushui.config.demo.papers import photo
from liushui.kernel.clock import day_of

if TYPE_CHECKING:
    from liushui.config.demo.stage import Stage


def level_things(stage: "Stage", number: str, at: datetime) -> dict[str, Any]:
    """The route is another project's, so that the case's own stays approved by two."""
    day = day_of(at)
    route = ReviewRoute.objects.create(
        project=stage.projects["bus"], levels=["town", "county"], quick=[], days=5,
        proposed_by="system:one", proposed_at=at, agreed_by="system:two", agreed_at=at,
    )  # fmt: skip
    case = Case.objects.get(number=number)
    review = CaseReview.objects.create(case=case, route=route, began_by="system:one", began_at=at)
    step = {
        "review": review, "turn": 1, "organisation": stage.bodies["county"], "opened_on": day,
        "due_on": day + timedelta(days=5),
    }  # fmt: skip
    looked = ReviewStep.objects.create(
        level="town", outcome="passed", note="核", by="system:one", at=at,
        evidence=store_file(photo(2), at=at), **step,
    )  # fmt: skip
    ReviewStep.objects.create(level="county", **step)
    return {"level_paper": looked.pk}
