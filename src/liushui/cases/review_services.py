"""Taking a case through the levels: village, town, county, city, province (D17).

Each level is looked at by somebody of that level's organisation, another person each time; what is
sent back goes to the level before, or to whoever opened it. The last word approves the case.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from liushui.base.files import destroy_file, store_file
from liushui.cases import policies, queries
from liushui.cases import review_queries as found
from liushui.cases.models import Case, CaseReview, ReviewStep
from liushui.cases.review_routes import RouteAsked, RouteMissing, agree_route, propose_route
from liushui.cases.services import approved
from liushui.cases.states import DIGITS, CaseState, ReviewLevel, ReviewOutcome
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotAllowed, NotFound, gettext_noop
from liushui.onboarding.services.parts import require_on
from liushui.parties.actors import Actor
from liushui.parties.queries import person_name
from liushui.parties.queries.organisations_above import body_at
from liushui.parties.services import record

__all__ = [
    "RouteAsked",
    "agree_route",
    "begin_review",
    "destroy_papers",
    "evidence_of",
    "pass_on",
    "propose_route",
    "read_name_at_level",
    "send_back",
]
_LONGEST = 500


class LevelWithoutBody(DomainError):
    """No organisation of the tree stands for the place at this level."""

    code = "review_level_without_body"
    status = 409
    message = gettext_noop("No organisation of the federation stands at this level: %(level)s.")
    remedy = gettext_noop("Place the organisation in the tree with its own place, then go on.")


class PlaceTooFar(DomainError):
    """The case's place is not near enough for its lowest level."""

    code = "review_place_too_far"
    status = 409
    message = gettext_noop("The place of the case does not name the lowest level: %(level)s.")
    remedy = gettext_noop("Close the case and open it anew with its place down to that level.")


class NothingToReview(DomainError):
    """The case waits at no level."""

    code = "nothing_to_review"
    status = 409
    message = gettext_noop("This case waits at no level now.")
    remedy = gettext_noop("Reload the page to see where it stands.")


class SameReviewer(DomainError):
    """Each level is another person's, and none is that of who opened the case."""

    code = "same_reviewer"
    status = 403
    message = gettext_noop("You opened this case or looked at it on another level.")
    remedy = gettext_noop("Ask a colleague of this level.")


class ReviewUnexplained(DomainError):
    """Whoever passes a case on or sends it back says what was found."""

    code = "review_unexplained"
    message = gettext_noop("Say what was found.")
    remedy = gettext_noop("One or two sentences; name nobody.")


@transaction.atomic
def begin_review(actor: Actor, number: str, *, quick_why: str = "", at: datetime) -> ReviewStep:
    """Put a case before its lowest level: first, or again after it was sent back to its opener.

    With ``quick_why`` the levels that the route's quick lane lists are left out, and no others.
    Raises ``RouteMissing``, ``PlaceTooFar``, ``LevelWithoutBody``, ``NothingToReview``.
    """
    case = queries.case_for_update(actor, number)
    policies.require_edit(actor, case.organisation_id, case.place_id or "")
    require_on(case.organisation_id, "cases")
    if case.state != CaseState.OPEN:
        raise NothingToReview
    waiting = found.waiting_step(case)
    if waiting is not None:
        return waiting
    review = found.review_of(case)
    if review is None:
        route = found.route_in_force(case.project_id)
        if route is None:
            raise RouteMissing
        review = CaseReview.objects.create(
            case=case, route=route, quick_why=quick_why.strip()[:300], began_by=actor.name,
            began_at=at,
        )  # fmt: skip
    for level in found.levels_of(review):
        _body(case, level)
    record(actor, "review.begun", review, at=at, number=number, quick=bool(review.quick_why))
    return _open(review, found.levels_of(review)[0], at)


@transaction.atomic
def pass_on(
    actor: Actor, number: str, *, note: str, evidence: bytes | None = None, at: datetime
) -> ReviewStep:
    """A level found it in order: the next one looks; the last one's word approves the case.

    Raises ``NothingToReview``, ``NotAllowed``, ``SameReviewer``, ``ReviewUnexplained``.
    """
    case, step = _waiting(actor, number)
    _decide(actor, step, ReviewOutcome.PASSED, note, evidence, at)
    levels = found.levels_of(step.review)
    higher = levels[levels.index(step.level) + 1 :]
    if higher:
        _open(step.review, higher[0], at)
    else:
        approved(actor, case, at=at)
    record(actor, "review.passed", step, at=at, number=number, level=step.level)
    return step


@transaction.atomic
def send_back(actor: Actor, number: str, *, why: str, at: datetime) -> ReviewStep:
    """A level did not find it in order: back to the level before, or to whoever opened it.

    Raises as ``pass_on`` does.
    """
    _case, step = _waiting(actor, number)
    _decide(actor, step, ReviewOutcome.RETURNED, why, None, at)
    levels = found.levels_of(step.review)
    place = levels.index(step.level)
    if place:
        _open(step.review, levels[place - 1], at)
    record(actor, "review.sent_back", step, at=at, number=number, level=step.level)
    return step


def evidence_of(actor: Actor, number: str, key: int, *, at: datetime) -> ReviewStep:
    """A step with its paper, for those who work on the case; the reading is recorded."""
    case = found.case_to_review(actor, number)
    step = next((one for one in found.steps_of_review(case) if one.pk == key), None)
    if step is None or step.evidence is None:
        raise NotFound
    record(actor, "review.paper_read", step, at=at, number=number)
    return step


@transaction.atomic
def read_name_at_level(actor: Actor, number: str) -> str:
    """The name in full for the level that looks at the case now; the reading is recorded.

    Raises ``NotAllowed``, ``NothingToReview``, ``Shredded`` when the person was erased.
    """
    case = found.case_to_review(actor, number)
    step = found.waiting_step(case)
    if step is None:
        raise NothingToReview
    if not found.can_look(actor, step, case):
        raise NotAllowed
    return person_name(actor, case.beneficiary)


def destroy_papers(cases: Iterable[Case], *, at: datetime) -> None:
    """At an erasure: what levels kept of the person. That they looked, and when, stays.

    A paper that anybody else's record holds too stays.
    """
    steps = [step for case in cases for step in found.steps_of_review(case)]
    for step in steps:
        if step.evidence is not None:
            destroy_file(step.evidence, at=at, but=steps)


def _waiting(actor: Actor, number: str) -> tuple[Case, ReviewStep]:
    case = found.case_to_review(actor, number)
    case = Case.objects.select_for_update(of=("self",)).select_related("project").get(pk=case.pk)
    step = found.waiting_step(case)
    if step is None or case.state != CaseState.OPEN:
        raise NothingToReview
    if not found.can_look(actor, step, case):
        raise NotAllowed
    looked = step.review.steps.exclude(level=step.level).filter(outcome=ReviewOutcome.PASSED)
    if actor.name in {case.opened_by, *looked.values_list("by", flat=True)}:
        raise SameReviewer
    return case, step


def _decide(
    actor: Actor,
    step: ReviewStep,
    outcome: ReviewOutcome,
    note: str,
    evidence: bytes | None,
    at: datetime,
) -> None:
    if not note.strip():
        raise ReviewUnexplained
    step.outcome, step.note, step.by, step.at = outcome, note.strip()[:_LONGEST], actor.name, at
    step.evidence = store_file(evidence, at=at) if evidence else None
    step.save(update_fields=["outcome", "note", "by", "at", "evidence"])


def _open(review: CaseReview, level: str, at: datetime) -> ReviewStep:
    today = day_of(at)
    before = review.steps.filter(level=level).order_by("-turn").first()
    return ReviewStep.objects.create(
        review=review,
        turn=before.turn + 1 if before else 1,
        level=level,
        organisation_id=_body(review.case, level),
        opened_on=today,
        due_on=today + timedelta(days=review.route.days),
    )


def _body(case: Case, level: str) -> int:
    """The organisation that stands for the case's place at a level."""
    code, named = case.place_id or "", ReviewLevel(level).label
    if len(code) < DIGITS[level]:
        raise PlaceTooFar(level=named)
    body = body_at(case.organisation_id, code[: DIGITS[level]])
    if body is None:
        raise LevelWithoutBody(level=named)
    return body.pk
