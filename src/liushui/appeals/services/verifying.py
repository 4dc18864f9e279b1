"""Verifying: named people of the charity look, write down what they found, and answer who asks."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from liushui.appeals import policies
from liushui.appeals.errors import CheckWordsMissing, EvidenceMissing, ReasonMissing
from liushui.appeals.models import Appeal, Check
from liushui.appeals.notices import REFUSED, RETURNED, tell_applicant
from liushui.appeals.queries.appeals import appeal_for_update
from liushui.appeals.services.explaining import Said, say_why
from liushui.appeals.services.masking import require_masked
from liushui.appeals.states import APPEAL_MOVES, AppealState, CheckStep, Outcome, Why
from liushui.base.files import store_file
from liushui.base.states import MoveNotAllowed, move_state
from liushui.kernel.clock import day_of
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries import masked_name, person_by_id
from liushui.parties.services import record

# Not while it is returned: who asks may be changing what would be looked at.
_CHECKED_IN = (AppealState.CHECKING, AppealState.OPEN, AppealState.ENDED)
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Looked:
    """What somebody looked at, on which day, and what came of it."""

    step: CheckStep
    outcome: Outcome
    words: str
    looked_on: date
    evidence: bytes | None = None


@transaction.atomic
def enter_check(actor: Actor, number: str, looked: Looked, *, at: datetime) -> Check:
    """Write down one look. It never changes: a later one counts instead, both stay readable.

    Raises ``NotAllowed``, ``CheckWordsMissing``, ``EvidenceMissing``, ``WordsNamePerson``.
    """
    appeal = appeal_for_update(actor, number)
    policies.require(actor, Right.CASE_EDIT, appeal)
    if appeal.state not in _CHECKED_IN:
        raise MoveNotAllowed(state=appeal.state, to=AppealState.CHECKING)
    words = looked.words.strip()[:_LONGEST]
    if not words or looked.looked_on > day_of(at):
        raise CheckWordsMissing
    if looked.outcome == Outcome.CONFIRMED and not looked.evidence:
        raise EvidenceMissing
    require_masked(appeal, words)
    made = Check.objects.create(
        appeal=appeal,
        step=looked.step,
        outcome=looked.outcome,
        words=words,
        evidence=store_file(looked.evidence, at=at) if looked.evidence else None,
        looked_on=looked.looked_on,
        by=actor.name,
        by_shown=masked_name(person_by_id(actor.person_id)) if actor.person_id else "",
        at=at,
    )
    record(actor, "appeal.checked", appeal, at=at, step=made.step, outcome=made.outcome)
    return made


@transaction.atomic
def return_appeal(actor: Actor, number: str, *, why: str, at: datetime) -> Appeal:
    """Send it back for mending, with the reason. Safe to call twice."""
    return _answer(actor, number, AppealState.RETURNED, why, at)


@transaction.atomic
def refuse_appeal(actor: Actor, number: str, *, why: str, at: datetime) -> Appeal:
    """It is not published; who asked reads why. Safe to call twice."""
    return _answer(actor, number, AppealState.REFUSED, why, at)


def _answer(actor: Actor, number: str, to: AppealState, why: str, at: datetime) -> Appeal:
    appeal = appeal_for_update(actor, number)
    policies.require(actor, Right.CASE_EDIT, appeal)
    if appeal.state == to:
        return appeal
    if not why.strip():
        raise ReasonMissing
    appeal.versions.filter(published_at=None, dropped_at=None).update(dropped_at=at)
    move_state(appeal, to=to, moves=APPEAL_MOVES, by=actor.name, at=at)
    is_refusal = to == AppealState.REFUSED
    say_why(actor, appeal, Said(Why.REFUSED if is_refusal else Why.RETURNED, why), at=at)
    verb = "appeal.refused" if is_refusal else "appeal.returned"
    record(actor, verb, appeal, at=at, number=appeal.number)
    tell_applicant(appeal, REFUSED if is_refusal else RETURNED, at=at)
    return appeal
