"""What is asked about the way of cases through the levels (D17)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from liushui.cases.models import Case, CaseReview, ReviewRoute, ReviewStep
from liushui.cases.states import CaseState, ReviewOutcome
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries.posts import within_reach

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class WatchedReview:
    """One level's look as the clocks see it: who owes it, since when, by when, and when it came."""

    key: int
    project_number: str
    organisation_id: int
    opened_on: date
    due_on: date
    done_on: date | None


def reviews_to_watch() -> Iterable[WatchedReview]:
    """Every step that waits, or was decided; what fell with its case is left out: one query."""
    steps = ReviewStep.objects.select_related("review__case__project").order_by("pk")
    for step in steps.exclude(outcome="", review__case__state=CaseState.CLOSED):
        yield WatchedReview(
            key=step.pk,
            project_number=step.review.case.project.number,
            organisation_id=step.organisation_id,
            opened_on=step.opened_on,
            due_on=step.due_on,
            done_on=day_of(step.at) if step.at else None,
        )


def route_in_force(project_id: int) -> ReviewRoute | None:
    """The newest route of a project to which two people agreed."""
    agreed = ReviewRoute.objects.filter(project_id=project_id, agreed_at__isnull=False)
    return agreed.order_by("-pk").first()


def route_proposed(project_id: int) -> ReviewRoute | None:
    """The one that waits for a second person; a project has at most one."""
    return ReviewRoute.objects.filter(project_id=project_id, agreed_at=None).first()


def review_of(case: Case) -> CaseReview | None:
    """The way of a case, if it began."""
    return CaseReview.objects.select_related("route").filter(case=case).first()


def waiting_step(case: Case) -> ReviewStep | None:
    """The level at which it waits; none where it waits for its own organisation, or is through."""
    steps = ReviewStep.objects.select_related("organisation", "review__route")
    return steps.filter(review__case=case, outcome="").first()


def steps_of_review(case: Case) -> Sequence[ReviewStep]:
    """Every step, oldest first, for those who work on it."""
    steps = ReviewStep.objects.select_related("organisation", "evidence")
    return list(steps.filter(review__case=case).order_by("pk")[:200])


def is_through(review: CaseReview) -> bool:
    """Whether its highest level has passed it on."""
    newest = review.steps.order_by("-pk").first()
    if newest is None or newest.outcome != ReviewOutcome.PASSED:
        return False
    return bool(newest.level == levels_of(review)[-1])


def levels_of(review: CaseReview) -> Sequence[str]:
    """The levels that this case goes through, lowest first: the quick lane leaves out its own."""
    left_out = set(review.route.quick) if review.quick_why else set()
    return [level for level in review.route.levels if level not in left_out]


def can_look(actor: Actor, step: ReviewStep, case: Case) -> bool:
    """Whoever works on cases for the level's organisation, over the place of the case."""
    return actor.holds(Right.CASE_EDIT, step.organisation_id, case.place_id or "")


def levels_that_look(actor: Actor, person_id: int) -> frozenset[int]:
    """The organisations of the actor at whose level a case of this person waits now: one query."""
    waiting = ReviewStep.objects.filter(outcome="", review__case__beneficiary_id=person_id)
    steps = waiting.filter(review__case__state=CaseState.OPEN).select_related("review__case")
    return frozenset(
        step.organisation_id for step in steps if can_look(actor, step, step.review.case)
    )


def case_to_review(actor: Actor, number: str) -> Case:
    """A case for those who work on it, or whose level looked or looks at it; else ``NotFound``."""
    found = _known(actor).filter(number=number).select_related(
        "organisation", "project", "beneficiary", "place__parent__parent__parent__parent"
    ).first()  # fmt: skip
    if found is None:
        raise NotFound
    return found


def cases_under_review(actor: Actor) -> Sequence[Case]:
    """Those that wait at a level of the actor's organisations, or are theirs: the oldest first."""
    waiting = _known(actor).filter(state=CaseState.OPEN, review__isnull=False)
    return list(waiting.select_related("project", "organisation").order_by("pk")[:PAGE_SIZE])


def steps_waiting_for(actor: Actor) -> Sequence[ReviewStep]:
    """What this person's levels are to look at, what is due first: one query."""
    mine = within_reach(
        actor, Right.CASE_EDIT, organisation="organisation_id", place="review__case__place"
    )
    waiting = ReviewStep.objects.filter(mine, outcome="", review__case__state=CaseState.OPEN)
    loaded = waiting.select_related("review__case")
    return list(loaded.order_by("due_on", "pk")[:PAGE_SIZE])


def _known(actor: Actor) -> QuerySet[Case]:
    own = within_reach(actor, Right.CASE_EDIT, organisation="organisation_id", place="place")
    level = within_reach(
        actor, Right.CASE_EDIT, organisation="review__steps__organisation_id", place="place"
    )
    known = Case.objects.filter(own | level).values("pk")
    return Case.objects.filter(Q(pk__in=known))
