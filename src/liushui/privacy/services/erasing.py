"""Erasing people whose days of grace are over."""

from datetime import datetime, timedelta

from django.db import transaction

from liushui.base.keys.store import KeyStoreAway
from liushui.base.personal import personal_holders
from liushui.base.refusals import record_refusal
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError
from liushui.parties.actors import Actor
from liushui.parties.queries import person_by_id
from liushui.parties.services import record
from liushui.privacy import queries
from liushui.privacy.models import DataCopy, DataRequest, Guardianship
from liushui.privacy.services.asking import finish
from liushui.privacy.services.locking import lock_away, longest_term
from liushui.privacy.states import RequestState

# PIPL 56 asks three years for its records; we keep the proof of requests as long and no longer.
KEPT_FOR = timedelta(days=3 * 366)
_CLOCK = Actor.system("privacy")


def erase_due(*, at: datetime) -> int:
    """Erase everyone whose erasure is due, each in a transaction of their own; how many."""
    return sum(_erase_one(asked, at=at) for asked in queries.erasures_due(at))


def _erase_one(asked: DataRequest, *, at: datetime) -> bool:
    """Erase one person; what stands against it by now refuses the request with its code."""
    try:
        with transaction.atomic():
            locked = DataRequest.objects.select_for_update().get(pk=asked.pk)
            if locked.state != RequestState.WAITING:
                return False
            term = longest_term(asked.person_id, on=day_of(at))
            if term is not None:
                lock_away(asked.person_id, term, at=at)
            erase(asked.person_id, at=at)
            to = RequestState.DONE if term is None else RequestState.LOCKED
            finish(locked, to, by=_CLOCK.name, at=at)
            record(_CLOCK, "data.erased", locked, at=at, person=asked.person_id)
    except KeyStoreAway:  # nothing stands against it: the next run tries again
        return False
    except DomainError as error:
        record_refusal(error)
        _refuse(asked, error.code, at=at)
        return False
    return True


@transaction.atomic
def _refuse(asked: DataRequest, code: str, *, at: datetime) -> None:
    """The person may ask again; until then the values are used as before.

    Not where their use had been stopped before the erasure was asked for: that stays.
    """
    finish(asked, RequestState.REFUSED, by=_CLOCK.name, at=at, refusal_code=code)
    if person_by_id(asked.person_id).restricted_at != asked.asked_at:
        return
    for holder in personal_holders():
        holder.lift(asked.person_id, at=at)


@transaction.atomic
def erase(person_id: int, *, at: datetime) -> None:
    """Every holder removes its part, the highest first; the key goes last.

    A guardian's children go with the guardian: nobody is left who may see or erase them.
    """
    for held in queries.children_by_guardian(person_id):
        erase(held.child_id, at=at)
    for holder in personal_holders():
        holder.erase(person_id, at=at)


def forget_requests(*, at: datetime) -> int:
    """Drop requests that ended more than ``KEPT_FOR`` ago; how many."""
    over = DataRequest.objects.filter(ended_at__lt=at - KEPT_FOR)
    return over.exclude(state=RequestState.LOCKED).delete()[0]


def forget_own(person_id: int, *, at: datetime) -> None:
    """What privacy itself holds: copies that wait, words of questions, a child's birthday."""
    DataCopy.objects.filter(person_id=person_id).delete()
    DataRequest.objects.filter(person_id=person_id).update(words_sealed=None, answer_sealed=None)
    Guardianship.objects.filter(child_id=person_id).update(born_on_sealed=None)
    Guardianship.objects.filter(child_id=person_id, ended_at=None).update(ended_at=at)
