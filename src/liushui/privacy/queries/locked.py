"""What is locked away, for the officers of the organisations that knew the person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q

from liushui.base.retaining import Rule, rule_named, rules
from liushui.kernel.errors import NotFound
from liushui.parties.actors import Actor
from liushui.parties.queries import organisations_by_id
from liushui.privacy import policies
from liushui.privacy.models import LockedAway, LockedOpening, RetentionRun
from liushui.privacy.states import OpeningState

if TYPE_CHECKING:
    from liushui.parties.models import Organisation

PAGE_SIZE = 20
AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Locked:
    """One person who is locked away: no name, no number; by which rule, until when, for whom."""

    kept: LockedAway
    rule: Rule | None
    bodies: "Sequence[Organisation]"


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening as an officer sees it: what they may do with it now."""

    opening: LockedOpening
    may_decide: bool
    may_read: bool


@dataclass(frozen=True, slots=True)
class Applied:
    """A rule of retention with what it did last."""

    rule: Rule
    last: RetentionRun | None


def locked_page(actor: Actor, number: int | str = 1) -> "Page[LockedAway]":
    """Who is locked away and known in the actor's organisations, the next to end first."""
    theirs = policies.locked_openable_by(actor).filter(ended_at=None)
    return Paginator(theirs.order_by("until", "id"), PAGE_SIZE).get_page(number)


def locked_one(actor: Actor, key: UUID) -> Locked:
    """One of them. Raises ``NotFound``."""
    kept = policies.locked_openable_by(actor).filter(key=key).first()
    if kept is None:
        raise NotFound
    return Locked(kept, rule_named(kept.rule), organisations_by_id(kept.organisation_ids))


def openings_of(actor: Actor, kept: LockedAway, at: datetime) -> Sequence[Opening]:
    """Every opening that was asked for, newest first."""
    return [_seen(actor, one, at) for one in kept.openings.order_by("-id")[:PAGE_SIZE]]


def openings_waiting(actor: Actor) -> Sequence[LockedOpening]:
    """Openings that another officer asked for and this one may decide."""
    waiting = LockedOpening.objects.filter(
        locked__in=policies.locked_openable_by(actor).filter(ended_at=None),
        state=OpeningState.ASKED,
    )
    return list(waiting.exclude(asked_by=actor.name).select_related("locked").order_by("id")[:50])


def opening_seen(actor: Actor, key: UUID, at: datetime) -> Opening:
    """One opening. Raises ``NotFound``."""
    theirs = policies.locked_openable_by(actor)
    found = LockedOpening.objects.filter(key=key, locked__in=theirs).select_related("locked")
    one = found.first()
    if one is None:
        raise NotFound
    return _seen(actor, one, at)


def locked_for_update(actor: Actor, key: UUID) -> LockedAway:
    """Locked until the transaction ends. Raises ``NotFound``, also when its time is over."""
    theirs = policies.locked_openable_by(actor).filter(key=key, ended_at=None)
    found = theirs.select_for_update().first()
    if found is None:
        raise NotFound
    return found


def opening_for_update(actor: Actor, key: UUID) -> LockedOpening:
    """The same of an opening. Raises ``NotFound``."""
    found = LockedOpening.objects.filter(key=key, locked__in=policies.locked_openable_by(actor))
    one = found.select_related("locked__person").select_for_update(of=("self",)).first()
    if one is None:
        raise NotFound
    return one


def locked_until(day: date, *, behind: LockedAway | None = None) -> Sequence[LockedAway]:
    """Some of those whose time is over on this day, the oldest first; those behind this one."""
    over = LockedAway.objects.filter(ended_at=None, until__lte=day)
    if behind is not None:
        over = over.filter(Q(until__gt=behind.until) | Q(until=behind.until, pk__gt=behind.pk))
    return list(over.order_by("until", "id")[:AT_ONCE])


def applied_rules() -> Sequence[Applied]:
    """Every rule, with its last run: two queries."""
    newest = RetentionRun.objects.order_by("rule", "-id").distinct("rule")
    last = {run.rule: run for run in newest}
    return [Applied(rule, last.get(rule.key)) for rule in rules()]


def locked_count() -> int:
    """How many people are locked away."""
    return LockedAway.objects.filter(ended_at=None).count()


def _seen(actor: Actor, one: LockedOpening, at: datetime) -> Opening:
    is_own = one.asked_by == actor.name
    is_open = one.open_until is not None and at < one.open_until
    return Opening(
        opening=one,
        may_decide=one.state == OpeningState.ASKED and not is_own,
        may_read=is_open and actor.name in {one.asked_by, one.decided_by},
    )
