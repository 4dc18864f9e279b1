"""Breaches with their clock, and impact assessments, for whoever answers for the data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.paginator import Page, Paginator

from liushui.kernel.errors import NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.privacy.models import Assessment, Breach, BreachStep
from liushui.privacy.states import Step

PAGE_SIZE = 20
# The law says "at once" (PIPL 57); a product's danger to the public is told within a day.
TELL_WITHIN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class BreachSeen:
    """A breach with what was done, and what its clock says: who was not told yet."""

    breach: Breach
    steps: Sequence[BreachStep]
    due_at: datetime
    wants_authority: bool
    wants_people: bool
    is_closed: bool
    is_late: bool

    @property
    def wants_anything(self) -> bool:
        """Whether anybody has to be told still."""
        return self.wants_authority or self.wants_people


def breaches_of(actor: Actor, at: datetime, number: int | str = 1) -> "Page[Breach]":
    """The register of the actor's organisations, newest first; ``seen`` stands on each."""
    theirs = Breach.objects.filter(organisation_id__in=_bodies(actor)).order_by("-id")
    page = Paginator(
        theirs.select_related("organisation").prefetch_related("steps"), PAGE_SIZE
    ).get_page(number)
    for one in page:
        one.seen = _seen(one, at)  # type: ignore[attr-defined]
    return page


def breach_for(actor: Actor, key: UUID, at: datetime) -> BreachSeen:
    """One breach. Raises ``NotFound``."""
    return _seen(_theirs(actor, key), at)


def breach_for_update(actor: Actor, key: UUID) -> Breach:
    """The same, locked until the transaction ends. Raises ``NotFound``."""
    found = Breach.objects.filter(key=key, organisation_id__in=_bodies(actor))
    one = found.select_for_update(of=("self",)).first()
    if one is None:
        raise NotFound
    return one


def breaches_waiting(actor: Actor, at: datetime) -> Sequence[BreachSeen]:
    """Breaches of which somebody was not told yet, the oldest first."""
    theirs = Breach.objects.filter(organisation_id__in=_bodies(actor)).order_by("id")
    seen = (_seen(one, at) for one in theirs.prefetch_related("steps").order_by("id")[:200])
    return [one for one in seen if one.wants_anything and not one.is_closed]


def assessments_of(actor: Actor, number: int | str = 1) -> "Page[Assessment]":
    """The assessments of the actor's organisations, newest first."""
    theirs = Assessment.objects.filter(organisation_id__in=_bodies(actor))
    ordered = theirs.select_related("organisation", "file").order_by("-made_on", "-id")
    return Paginator(ordered, PAGE_SIZE).get_page(number)


def assessment_for(actor: Actor, key: UUID) -> Assessment:
    """One of them. Raises ``NotFound``."""
    theirs = Assessment.objects.filter(key=key, organisation_id__in=_bodies(actor))
    found = theirs.select_related("organisation", "file").first()
    if found is None:
        raise NotFound
    return found


def _bodies(actor: Actor) -> frozenset[int]:
    return frozenset(actor.organisations_with(Right.PRIVACY_ANSWER))


def _theirs(actor: Actor, key: UUID) -> Breach:
    found = Breach.objects.filter(key=key, organisation_id__in=_bodies(actor))
    one = found.select_related("organisation").prefetch_related("steps").first()
    if one is None:
        raise NotFound
    return one


def _seen(breach: Breach, at: datetime) -> BreachSeen:
    steps = sorted(breach.steps.all(), key=lambda one: (one.done_at, one.pk))
    kinds = {one.kind for one in steps}
    due = breach.noticed_at + TELL_WITHIN
    wants_authority = Step.AUTHORITY not in kinds
    wants_people = not kinds & {Step.PEOPLE, Step.NOT_TOLD}
    is_closed = Step.CLOSED in kinds
    return BreachSeen(
        breach=breach,
        steps=steps,
        due_at=due,
        wants_authority=wants_authority,
        wants_people=wants_people,
        is_closed=is_closed,
        is_late=at > due and (wants_authority or wants_people) and not is_closed,
    )
