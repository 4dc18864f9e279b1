"""Matched gifts that look abused: found by the clock, decided by people (L26).

One person may set the match money aside at once; two take it back to its pool. Nothing is decided
by the pattern itself, and the giver is not told of a question.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from liushui.base.states import move_state
from liushui.giving import refund_policies as rules
from liushui.giving.models import Suspicion
from liushui.giving.queries import refunds as found
from liushui.giving.refund_states import SUSPICION_MOVES, SuspicionState
from liushui.giving.services.deciding import ReasonMissing
from liushui.giving.services.refund_refusals import RefundOver, SameTwoPeople
from liushui.giving.suspecting import Suspected, suspected
from liushui.kernel.errors import NotAllowed
from liushui.ledger.errors import NotEnoughFree, NothingHere, UnitsElsewhere
from liushui.ledger.queries.matched_lately import MatchedGift, matched_between
from liushui.ledger.services import thaw
from liushui.ledger.services.clawing_back import claw_back_matches, freeze_matches
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.parties.services.two_people import require_another
from liushui.projects.queries import fund_labels

LOOKED_BACK = timedelta(days=31)
AT_ONCE = 50_000


def find_suspicions(*, at: datetime, at_once: int = AT_ONCE) -> int:
    """Look at matched gifts of the last month; how many new questions. Safe to run twice.

    A gift is asked about once by each pattern: a run that grows adds to a question that nobody has
    acted on yet, else what was added is a question of its own.
    """
    some = matched_between(at - LOOKED_BACK, at, at_once=at_once)
    return sum(_ask_about(list(suspected(gifts)), at) for gifts in some)


@transaction.atomic
def _ask_about(seen: Sequence[Suspected], at: datetime) -> int:
    projects = fund_labels({one.gifts[0].fund_id for one in seen})
    refs = {gift.ref for one in seen for gift in one.gifts}
    before: dict[tuple[str, str], Suspicion] = {}
    known = Suspicion.objects.select_for_update(no_key=True).filter(gifts__overlap=list(refs))
    for question in known.order_by("pk"):
        before |= dict.fromkeys(((question.kind, ref) for ref in question.gifts), question)
    new = []
    for one in seen:
        fresh = [gift for gift in one.gifts if (one.kind, gift.ref) not in before]
        if not fresh or one.gifts[0].fund_id not in projects:
            continue
        asked = [before.get((one.kind, gift.ref)) for gift in one.gifts]
        growing = next((q for q in asked if q and q.state == SuspicionState.OPEN), None)
        if growing is not None:
            _grow(growing, fresh)
        else:
            new.append(_question(one.kind, fresh, projects[one.gifts[0].fund_id].pk, at))
    Suspicion.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _question(kind: str, gifts: Sequence[MatchedGift], project_id: int, at: datetime) -> Suspicion:
    return Suspicion(
        kind=kind,
        project_id=project_id,
        gift=gifts[0].ref,
        gifts=[gift.ref for gift in gifts],
        gifts_minor=sum(gift.amount for gift in gifts),
        matched_minor=sum(gift.matched for gift in gifts),
        found_at=at,
    )


def _grow(question: Suspicion, gifts: Sequence[MatchedGift]) -> None:
    question.gifts += [gift.ref for gift in gifts]
    question.gifts_minor += sum(gift.amount for gift in gifts)
    question.matched_minor += sum(gift.matched for gift in gifts)
    question.save(update_fields=["gifts", "gifts_minor", "matched_minor"])


@transaction.atomic
def freeze_suspected(actor: Actor, number: int, *, at: datetime) -> Suspicion:
    """Set aside what rests of the matches, by one person. A second call changes nothing.

    What is spent or promised stays where it is; raises ``NothingHere`` when that is all.
    """
    one = _locked(actor, number)
    if one.state == SuspicionState.FROZEN:
        return one
    if one.state != SuspicionState.OPEN:
        raise RefundOver
    frozen = [_freeze(one, gift, at) for gift in one.gifts]
    if not any(frozen):
        raise NothingHere
    _move(one, SuspicionState.FROZEN, actor, at)
    record(actor, "suspicion.frozen", one, at=at)
    return one


def _freeze(one: Suspicion, gift: str, at: datetime) -> bool:
    try:
        with transaction.atomic():
            freeze_matches(gift, key=f"suspicion:{one.pk}:freeze:{gift}", happened_at=at)
    except (UnitsElsewhere, NotEnoughFree):
        return False
    return True


@transaction.atomic
def propose_taking_back(actor: Actor, number: int, *, why: str, at: datetime) -> Suspicion:
    """The first of the two: the match money should go back to its pool."""
    one = _locked(actor, number)
    if one.state == SuspicionState.PROPOSED and one.proposed_by == actor.name:
        return one
    if one.state not in {SuspicionState.OPEN, SuspicionState.FROZEN}:
        raise RefundOver
    if not why.strip():
        raise ReasonMissing
    one.proposed_by = actor.name
    one.save(update_fields=["proposed_by"])
    _move(one, SuspicionState.PROPOSED, actor, at, why)
    record(actor, "suspicion.proposed", one, at=at)
    return one


@transaction.atomic
def take_back(actor: Actor, number: int, *, at: datetime) -> Suspicion:
    """The second of the two: it goes back, from wherever it rests. Twice changes nothing."""
    one = _locked(actor, number)
    if one.state == SuspicionState.TAKEN_BACK:
        return one
    if not rules.can_agree(actor, one.project.organisation_id):
        raise NotAllowed
    if one.state != SuspicionState.PROPOSED:
        raise RefundOver
    require_another(actor, one.proposed_by, SameTwoPeople)
    for gift in one.gifts:
        try:
            with transaction.atomic():
                claw_back_matches(gift, key=f"suspicion:{one.pk}:take:{gift}", happened_at=at)
        except NothingHere:  # it went back with a refund meanwhile
            continue
    _decided(one, actor, SuspicionState.TAKEN_BACK, at)
    record(actor, "suspicion.taken_back", one, at=at)
    return one


@transaction.atomic
def clear_suspicion(actor: Actor, number: int, *, why: str, at: datetime) -> Suspicion:
    """It is in order, and says why; what was set aside for it is free again."""
    one = _locked(actor, number)
    if one.state == SuspicionState.CLEARED:
        return one
    if SuspicionState.CLEARED not in SUSPICION_MOVES[one.state]:
        raise RefundOver
    if not why.strip():
        raise ReasonMissing
    _thaw(one, at)
    _decided(one, actor, SuspicionState.CLEARED, at, why)
    record(actor, "suspicion.cleared", one, at=at)
    return one


def _thaw(one: Suspicion, at: datetime) -> None:
    for frozen in found.frozen_for(one):
        try:
            with transaction.atomic():
                thaw(frozen, key=f"suspicion:{one.pk}:thaw:{frozen.pk}", happened_at=at)
        except (NotEnoughFree, UnitsElsewhere):  # it was let go another way
            continue


def _locked(actor: Actor, number: int) -> Suspicion:
    one = found.suspicion_for(actor, number)
    if not rules.can_propose(actor, one.project.organisation_id):
        raise NotAllowed
    locked = Suspicion.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("project__organisation").get(pk=one.pk)


def _decided(
    one: Suspicion, actor: Actor, state: SuspicionState, at: datetime, why: str = ""
) -> None:
    one.decided_by, one.decided_at = actor.name, at
    one.save(update_fields=["decided_by", "decided_at"])
    _move(one, state, actor, at, why)


def _move(one: Suspicion, state: SuspicionState, actor: Actor, at: datetime, why: str = "") -> None:
    move_state(one, to=state, moves=SUSPICION_MOVES, by=actor.name, at=at, why=why.strip()[:300])
