"""What those who keep the rules of the law ask about personal appeals, as plain facts (N05-N07)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q

from liushui.appeals.models import Appeal, Check, Version
from liushui.appeals.queries.people import WITNESSES
from liushui.appeals.states import PUBLIC_STATES, REQUIRED_STEPS, AppealState, Outcome
from liushui.kernel.clock import day_of


@dataclass(frozen=True, slots=True)
class WatchedAppeal:
    """A personal appeal that was published, as the rules see it. Days are days in China.

    ``is_verified``: each thing that must be is verified by the newest look and three vouched;
    ``by_two``: every version was published by another person than who proposed it.
    """

    number: str
    organisation_id: int
    published_on: date
    is_open: bool
    cap_minor: int
    taken_minor: int
    is_verified: bool
    by_two: bool


def appeals_to_watch() -> Iterable[WatchedAppeal]:
    """Every one that was published: four queries. An erased one no longer names who vouched."""
    published = Appeal.objects.filter(state__in=PUBLIC_STATES)
    counted = published.annotate(
        vouched=Count("witnesses", filter=Q(witnesses__confirmed_at__isnull=False))
    )
    appeals = list(counted.order_by("pk"))
    confirmed, alone = _confirmed_steps(appeals), _published_alone()
    for one in appeals:
        assert one.published_at is not None, f"{one.number} was published"
        lacks = set(REQUIRED_STEPS) - confirmed.get(one.pk, set())
        yield WatchedAppeal(
            number=one.number,
            organisation_id=one.organisation_id,
            published_on=day_of(one.published_at),
            is_open=one.state == AppealState.OPEN,
            cap_minor=one.cap_minor,
            taken_minor=one.taken_minor,
            is_verified=one.is_untrue or (not lacks and one.vouched >= WITNESSES),
            by_two=one.pk not in alone,
        )


def _confirmed_steps(appeals: Iterable[Appeal]) -> dict[int, set[str]]:
    """By appeal: the steps of which the newest look confirmed what the appeal says now."""
    known = {one.pk: one for one in appeals}
    newest: dict[tuple[int, str], str] = {}
    looks = Check.objects.order_by("pk").values_list("appeal_id", "step", "outcome", "at")
    for appeal_id, step, outcome, at in looks:
        if appeal_id in known and known[appeal_id].is_looked_at(step, at):
            newest[appeal_id, step] = outcome
    found: dict[int, set[str]] = {}
    for (appeal_id, step), outcome in newest.items():
        if outcome == Outcome.CONFIRMED:
            found.setdefault(appeal_id, set()).add(step)
    return found


def _published_alone() -> frozenset[int]:
    """Appeals of which a version was published by who proposed it: the tables refuse that."""
    alone = Version.objects.filter(published_by=F("proposed_by"))
    return frozenset(alone.values_list("appeal_id", flat=True))
