"""Correct, stop, allow again, erase, ask: what people say about their own data."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from liushui.base import vault
from liushui.base.personal import personal_holders
from liushui.base.states import move_state
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotFound, gettext_noop
from liushui.messaging.services import tell
from liushui.parties.actors import Actor
from liushui.parties.queries import person_by_id
from liushui.parties.services import correct_name, record
from liushui.privacy import policies, queries
from liushui.privacy.models import DataRequest
from liushui.privacy.notices import ERASURE_ASKED
from liushui.privacy.states import MOVES, Asked, RequestState

# Time to notice that somebody else asked for it, and to call it back.
GRACE = timedelta(days=7)
# The law says "in time" (PIPL 50); apps are held to fifteen working days. We count calendar days.
ANSWER_WITHIN = timedelta(days=15)
WORDS_LIMIT = 1000


class QuestionMissing(DomainError):
    """A question without words, or with far too many."""

    code = "question_missing"
    message = gettext_noop("Write your question in up to %(limit)s characters.")
    remedy = gettext_noop("Say which data you mean and what should happen to it.")


@transaction.atomic
def correct(actor: Actor, person_id: int, *, name: str, at: datetime) -> None:
    """Write the right name; gifts and papers that show its mask follow. Raises ``NameEmpty``."""
    policies.require_act_for(actor, person_id, at=at)
    correct_name(actor, person_id, name=name, at=at)
    for holder in personal_holders():
        holder.corrected(person_id, at=at)
    done(actor, person_id, Asked.CORRECT, at=at)


@transaction.atomic
def stop(actor: Actor, person_id: int, *, at: datetime) -> None:
    """Store the person's values and use them no more. Safe to call twice."""
    policies.require_act_for(actor, person_id, at=at)
    for holder in personal_holders():
        holder.restrict(person_id, at=at)
    done(actor, person_id, Asked.RESTRICT, at=at)


@transaction.atomic
def lift(actor: Actor, person_id: int, *, at: datetime) -> None:
    """Use the person's values again. Refused silently while an erasure waits: it stays stopped."""
    policies.require_act_for(actor, person_id, at=at)
    if queries.waiting_erasure(person_id) is not None:
        return
    for holder in personal_holders():
        holder.lift(person_id, at=at)
    done(actor, person_id, Asked.LIFT, at=at)


@transaction.atomic
def request_erasure(actor: Actor, person_id: int, *, at: datetime) -> DataRequest:
    """Erase after ``GRACE``; until then nothing but storing. The same request if one waits.

    Raises what a holder refuses (``StillHoldsPost``): asked at once, and again when it is due.
    """
    policies.require_act_for(actor, person_id, at=at)
    person = person_by_id(person_id)
    waiting = queries.waiting_erasure(person_id)
    if waiting is not None:
        return waiting
    for holder in personal_holders():
        holder.require_erasable(person_id)
    due = at + GRACE
    tell(
        _told(person_id),
        ERASURE_ASKED,
        key=f"{person_id}:{at.isoformat()}",
        at=at,
        path=reverse("privacy:data"),
        day=day_of(due).isoformat(),
    )
    if person.restricted_at is None:  # the same instant says: lifted when it is called back
        for holder in personal_holders():
            holder.restrict(person_id, at=at)
    asked = DataRequest.objects.create(
        person=person,
        asked_by=actor.name,
        kind=Asked.ERASE,
        asked_at=at,
        due_at=due,
    )
    record(actor, "data.erasure_asked", asked, at=at, person=person_id)
    return asked


@transaction.atomic
def call_back_erasure(actor: Actor, person_id: int, *, at: datetime) -> None:
    """The erasure shall not happen. Safe to call twice. Raises ``NotFound`` if none was asked."""
    policies.require_act_for(actor, person_id, at=at)
    mine = DataRequest.objects.filter(person_id=person_id, kind=Asked.ERASE)
    asked = mine.select_for_update().order_by("-id").first()
    if asked is None:
        raise NotFound
    if asked.state != RequestState.WAITING:
        return
    finish(asked, RequestState.CALLED_BACK, by=actor.name, at=at)
    if person_by_id(person_id).restricted_at == asked.asked_at:
        for holder in personal_holders():
            holder.lift(person_id, at=at)
    record(actor, "data.erasure_called_back", asked, at=at, person=person_id)


@transaction.atomic
def ask_question(
    actor: Actor, person_id: int, *, words: str, organisation_id: int | None, at: datetime
) -> DataRequest:
    """Put a question to an organisation that works with the person's data, or to the operator.

    The words are sealed under the person's key; an answer is due within ``ANSWER_WITHIN``. Raises
    ``QuestionMissing``, and ``NotFound`` for organisations that hold nothing of the person.
    """
    plain = words.strip()
    sections = queries.sections_of(actor, person_id)
    if not plain or len(plain) > WORDS_LIMIT:
        raise QuestionMissing(limit=WORDS_LIMIT)
    theirs = {body.pk for body in queries.asked_bodies(sections)}
    if organisation_id is not None and organisation_id not in theirs:
        raise NotFound
    asked = DataRequest(
        person=person_by_id(person_id),
        asked_by=actor.name,
        kind=Asked.QUESTION,
        organisation_id=organisation_id,
        asked_at=at,
        due_at=at + ANSWER_WITHIN,
    )
    asked.words_sealed = vault.seal(
        asked.person.vault_id, queries.sealed_field(asked, "words"), plain
    )
    asked.save()
    record(actor, "data.question_asked", asked, at=at, person=person_id)
    return asked


def done(actor: Actor, person_id: int, kind: Asked, *, at: datetime) -> DataRequest:
    """The request that was met at once, for the record that the law asks to keep."""
    asked = DataRequest.objects.create(
        person_id=person_id,
        asked_by=actor.name,
        kind=kind,
        asked_at=at,
        due_at=at,
    )
    finish(asked, RequestState.DONE, by=actor.name, at=at)
    record(actor, f"data.{kind.value}", asked, at=at, person=person_id)
    return asked


def _told(person_id: int) -> int:
    """Who is told about this person's data: the person, or who stands for the child."""
    held = queries.guardianship_of(person_id)
    return held.guardian_id if held is not None and held.ended_at is None else person_id


def finish(
    asked: DataRequest, to: RequestState, *, by: str, at: datetime, refusal_code: str = ""
) -> None:
    """End a request: its facts first, since an ended one needs its instant, then its state."""
    DataRequest.objects.filter(pk=asked.pk).update(
        ended_at=at, ended_by=by, refusal_code=refusal_code
    )
    move_state(asked, to=to, moves=MOVES, by=by, at=at)
