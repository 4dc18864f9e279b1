"""Erased here, and locked away while the law has the name kept; two officers together can open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from liushui.base import vault
from liushui.base.personal import personal_holders
from liushui.base.reading import accounted
from liushui.base.refusals import record_refusal
from liushui.base.retaining import rules
from liushui.base.states import move_state
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotAllowed, gettext_noop
from liushui.parties.actors import Actor
from liushui.parties.services import destroy_locked, lock_person, record
from liushui.privacy import queries
from liushui.privacy.models import DataRequest, LockedAway, LockedOpening
from liushui.privacy.services.asking import finish
from liushui.privacy.states import OPENING_MOVES, Asked, OpeningState, RequestState

OPEN_FOR = timedelta(hours=1)
ANSWER_WITHIN = timedelta(days=7)
LONGEST_REASON = 300
NAME, PHONE = "name", "phone"
_CLOCK = Actor.system("privacy")


class ReasonMissing(DomainError):
    """Nobody opens what is locked without saying what for."""

    code = "opening_reason_missing"
    message = gettext_noop("Say in up to %(limit)s characters which duty needs it.")
    remedy = gettext_noop("Name the law or the order, and no person.")


class SecondOfficerNeeded(DomainError):
    """Whoever asked cannot agree."""

    code = "second_officer_needed"
    status = 409
    message = gettext_noop("You asked for it yourself.")
    remedy = gettext_noop("Another officer must agree.")


class OpeningOver(DomainError):
    """The hour is over, or nobody agreed, or it was declined."""

    code = "opening_over"
    status = 409
    message = gettext_noop("This opening is not in force.")
    remedy = gettext_noop("Ask again and have another officer agree.")


@dataclass(frozen=True, slots=True)
class Term:
    """Which rule keeps a person's name longest, and until when."""

    rule: str
    until: date


@dataclass(frozen=True, slots=True)
class Opened:
    """What two officers read."""

    name: str
    phone: str


def longest_term(person_id: int, *, on: date) -> Term | None:
    """The rule of the law that has this person's name kept longest, if one does after this day."""
    asked = [(rule.key, rule.keeps_until(person_id)) for rule in rules() if rule.keeps_until]
    running = [Term(key, until) for key, until in asked if until is not None and until > on]
    return max(running, key=lambda term: term.until, default=None)


@transaction.atomic
def lock_away(person_id: int, term: Term, *, at: datetime) -> LockedAway:
    """Keep name and phone, sealed as they are, before all else of the person is erased.

    The erasure that follows in this transaction locks the key; nothing else reads it from then on.
    """
    person = lock_person(_CLOCK, person_id, at=at)
    known = {body for holder in personal_holders() for body in holder.known_in(person_id)}
    kept, _ = LockedAway.objects.get_or_create(
        person=person,
        defaults={
            "rule": term.rule,
            "until": term.until,
            "organisation_ids": sorted(known),
            "name_sealed": person.name_sealed,
            "phone_sealed": person.phone_sealed,
            "locked_at": at,
        },
    )
    record(_CLOCK, "data.locked", kept, at=at, rule=term.rule, until=term.until.isoformat())
    return kept


def end_locked(*, at: datetime, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Destroy the keys of those whose time is over, all of them while it ``goes_on``; how many.

    A few in each transaction: what is done stays done, and nobody waits long for a row of theirs.
    One that is refused stops none of the others.
    """
    day, ended, behind = day_of(at), 0, None
    while goes_on() and (some := queries.locked_until(day, behind=behind)):
        ended += _end_some(some, at=at)
        behind = some[-1]
    return ended


def _end_some(some: Sequence[LockedAway], *, at: datetime) -> int:
    try:
        with transaction.atomic():
            for one in some:
                _end(one, at=at)
    except DomainError as error:
        if len(some) == 1:
            record_refusal(error)
            return 0
        return sum(_end_some([one], at=at) for one in some)
    return len(some)


def _end(one: LockedAway, *, at: datetime) -> None:
    kept = LockedAway.objects.select_for_update().get(pk=one.pk)
    if kept.ended_at is not None:
        return
    destroy_locked(_CLOCK, kept.person_id, at=at)
    LockedAway.objects.filter(pk=kept.pk).update(name_sealed=None, phone_sealed=None, ended_at=at)
    asked = DataRequest.objects.filter(
        person_id=kept.person_id, kind=Asked.ERASE, state=RequestState.LOCKED
    )
    for request in asked:
        finish(request, RequestState.DONE, by=_CLOCK.name, at=at)
    record(_CLOCK, "data.locked_ended", kept, at=at)


@transaction.atomic
def ask_opening(actor: Actor, key: UUID, *, why: str, at: datetime) -> LockedOpening:
    """One officer asks. The same request if it waits. Raises ``ReasonMissing``, ``NotFound``."""
    kept = queries.locked_for_update(actor, key)
    plain = " ".join(why.split())
    if not plain or len(plain) > LONGEST_REASON:
        raise ReasonMissing(limit=LONGEST_REASON)
    waiting = kept.openings.filter(
        state=OpeningState.ASKED, asked_by=actor.name, asked_at__gt=at - ANSWER_WITHIN
    ).first()
    if waiting is not None:
        return waiting
    asked = LockedOpening.objects.create(locked=kept, why=plain, asked_by=actor.name, asked_at=at)
    record(actor, "data.opening_asked", asked, at=at, locked=kept.pk)
    return asked


@transaction.atomic
def decide_opening(actor: Actor, key: UUID, *, agrees: bool, at: datetime) -> LockedOpening:
    """Another officer agrees or declines, once.

    Raises ``SecondOfficerNeeded``, ``OpeningOver``, ``MoveNotAllowed``, ``NotFound``.
    """
    asked = queries.opening_for_update(actor, key)
    if asked.asked_by == actor.name or actor.person_id is None:
        raise SecondOfficerNeeded
    if asked.state == OpeningState.ASKED and asked.asked_at <= at - ANSWER_WITHIN:
        raise OpeningOver
    to = OpeningState.AGREED if agrees else OpeningState.DECLINED
    if asked.state != OpeningState.ASKED:
        if asked.state == to and asked.decided_by == actor.name:
            return asked
        raise OpeningOver
    LockedOpening.objects.filter(pk=asked.pk).update(
        decided_by=actor.name, decided_at=at, open_until=at + OPEN_FOR if agrees else None
    )
    move_state(asked, to=to, moves=OPENING_MOVES, by=actor.name, at=at)
    record(actor, f"data.opening_{to.value}", asked, at=at, locked=asked.locked_id)
    return asked


@transaction.atomic
def read_locked(actor: Actor, key: UUID, *, at: datetime) -> Opened:
    """What is locked, for the two who agreed, within the hour; each reading is recorded.

    Raises ``OpeningOver``, ``NotAllowed`` for a third, ``NotFound``.
    """
    opening = queries.opening_for_update(actor, key)
    if actor.name not in {opening.asked_by, opening.decided_by}:
        raise NotAllowed
    is_open = opening.state == OpeningState.AGREED and opening.open_until is not None
    if not is_open or opening.open_until is None or at >= opening.open_until:
        raise OpeningOver
    kept = opening.locked
    if kept.ended_at is not None:
        raise vault.Shredded
    person = kept.person
    with accounted(), vault.in_hand(person.vault_id, vault.key_store.locked_key(person.vault_id)):
        name, phone = (
            vault.open_sealed(person.vault_id, field, sealed) if sealed is not None else ""
            for field, sealed in ((NAME, kept.name_sealed), (PHONE, kept.phone_sealed))
        )
    record(
        actor, "person.locked_read", person, at=at, purpose="locked", opening=opening.pk,
        fields="name phone",
    )  # fmt: skip
    return Opened(name, phone)
