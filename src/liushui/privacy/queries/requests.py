"""What is held about a person, what was asked, and who waits for an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.utils.timezone import now

from liushui.base import vault
from liushui.base.personal import Section, personal_holders
from liushui.kernel.errors import NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.agreements import (
    MESSAGES,
    SENSITIVE,
    SHOWN_NAME,
    SIGN_IN,
    Agreement,
    agreement_in,
    purpose_name,
)
from liushui.parties.queries import (
    Reading,
    kept_person,
    last_consents,
    organisations_by_id,
    readings_of,
)
from liushui.privacy import policies
from liushui.privacy.models import DataCopy, DataGiven, DataRequest, Guardianship
from liushui.privacy.states import Asked, RequestState

if TYPE_CHECKING:
    from liushui.parties.models import Consent, Organisation

PAGE_SIZE = 20
OWN_REQUESTS = 20
MOST_CHILDREN = 20
# Each stands alone: none is a condition of another (PIPL 16, 23, 25, 29).
OFFERED = (SIGN_IN, SHOWN_NAME, MESSAGES, SENSITIVE)


@dataclass(frozen=True, slots=True)
class Word:
    """One purpose, its words in the reader's language, and the person's last word on it."""

    purpose: str
    title: str
    agreement: Agreement
    last: "Consent | None"

    @property
    def is_given(self) -> bool:
        return self.last is not None and self.last.is_given

    @property
    def is_older(self) -> bool:
        """Whether the words agreed to are not the newest."""
        return self.last is not None and self.last.version != self.agreement.version


@dataclass(frozen=True, slots=True)
class Child:
    """A child as the guardian sees it."""

    guardianship: Guardianship
    name: str
    born_on: date
    of_age_on: date


@dataclass(frozen=True, slots=True)
class AskedOfUs:
    """A question with its words in plain, for the person or for whoever answers."""

    request: DataRequest
    words: str
    answer: str
    is_late: bool


def sections_of(actor: Actor, person_id: int) -> Sequence[Section]:
    """Everything that any module holds about the person, lowest module first.

    Raises ``NotFound`` for those who may not act for the person.
    """
    policies.require_act_for(actor, person_id, at=now())
    return [part for holder in reversed(personal_holders()) for part in holder.sections(person_id)]


def name_of(actor: Actor, person_id: int) -> str:
    """The name in full, for the person or a guardian. Raises ``NotFound``."""
    policies.require_act_for(actor, person_id, at=now())
    return kept_person(person_id).name


def waiting_erasure(person_id: int) -> DataRequest | None:
    """The erasure that was asked for and has not happened yet."""
    return DataRequest.objects.filter(
        person_id=person_id, kind=Asked.ERASE, state=RequestState.WAITING
    ).first()


def erasures_due(at: datetime) -> Sequence[DataRequest]:
    """Erasures whose days of grace are over, oldest first."""
    due = DataRequest.objects.filter(kind=Asked.ERASE, state=RequestState.WAITING, due_at__lte=at)
    return list(due.order_by("due_at", "id")[:100])


def asked_by(actor: Actor, person_id: int) -> Sequence[AskedOfUs]:
    """The person's newest requests with their words and answers. Raises ``NotFound``."""
    policies.require_act_for(actor, person_id, at=now())
    mine = DataRequest.objects.filter(person_id=person_id).select_related("organisation", "person")
    return [_in_plain(one) for one in mine.order_by("-id")[:OWN_REQUESTS]]


def plain_requests(person_id: int) -> Sequence[AskedOfUs]:
    """All requests about one person with their words, newest first, whoever asks."""
    mine = DataRequest.objects.filter(person_id=person_id).select_related("organisation", "person")
    return [_in_plain(one) for one in mine.order_by("-id")]


def copies_of(actor: Actor, at: datetime) -> Sequence[DataCopy]:
    """The actor's copies that can still be fetched, without their content; newest first."""
    if actor.person_id is None:
        return []
    mine = DataCopy.objects.filter(person_id=actor.person_id, expires_at__gt=at)
    return list(mine.defer("content_sealed").order_by("-id")[:5])


def copy_for(actor: Actor, key: UUID, at: datetime) -> DataCopy:
    """One of the actor's own copies. Raises ``NotFound`` for others' and expired ones."""
    found = (
        DataCopy.objects.filter(key=key, person_id=actor.person_id or 0, expires_at__gt=at)
        .select_related("person")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def words_of(actor: Actor, language: str) -> Sequence[Word]:
    """Every purpose that one may agree to, with the actor's last word."""
    assert actor.person_id is not None
    said = last_consents(actor.person_id)
    return [
        Word(purpose, purpose_name(purpose), agreement_in(language, purpose), said.get(purpose))
        for purpose in OFFERED
    ]


def readings(actor: Actor, person_id: int) -> Sequence[Reading]:
    """Who read the person's sensitive values. Raises ``NotFound``."""
    policies.require_act_for(actor, person_id, at=now())
    return readings_of(actor, person_id)


def asked_bodies(sections: Sequence[Section]) -> Sequence["Organisation"]:
    """The organisations that work with these values: to whom a question can go."""
    ids = frozenset(number for part in sections for number in part.organisation_ids)
    return organisations_by_id(ids)


def children_of(actor: Actor, at: datetime) -> Sequence[Child]:
    """The children for whom the actor acts today."""
    held = Guardianship.objects.filter(guardian_id=actor.person_id, ended_at=None)
    return [
        _child(one)
        for one in held.select_related("child").order_by("id")[:MOST_CHILDREN]
        if policies.holds_today(one, at=at)
    ]


def child_for(actor: Actor, number: int, at: datetime) -> Child:
    """One of the actor's children. Raises ``NotFound``."""
    held = Guardianship.objects.filter(pk=number, guardian_id=actor.person_id)
    found = held.select_related("child").first()
    if found is None or not policies.holds_today(found, at=at):
        raise NotFound
    return _child(found)


def guardianship_of(person_id: int) -> Guardianship | None:
    """Who stands for this person, if anyone ever did."""
    return Guardianship.objects.filter(child_id=person_id).first()


def children_by_guardian(person_id: int) -> Sequence[Guardianship]:
    """The guardianships that a person holds and that were not ended."""
    held = Guardianship.objects.filter(guardian_id=person_id, ended_at=None)
    return list(held.select_related("child").order_by("id"))


def questions_for(actor: Actor, number: int | str = 1) -> "Page[DataRequest]":
    """Questions to the actor's organisations: those that wait by their clock, then the rest."""
    theirs = policies.requests_answerable_by(actor).select_related("organisation")
    ordered = theirs.order_by(F("ended_at").desc(nulls_first=True), "due_at", "id")
    return Paginator(ordered, PAGE_SIZE).get_page(number)


def waiting_questions(actor: Actor) -> Sequence[DataRequest]:
    """Questions that wait for the actor's organisations, by their clock."""
    theirs = policies.requests_answerable_by(actor).filter(state=RequestState.WAITING)
    return list(theirs.select_related("organisation").order_by("due_at", "id")[:100])


def closed_question(actor: Actor, key: UUID) -> AskedOfUs:
    """One question without its words. Raises ``NotFound``."""
    mine = policies.requests_answerable_by(actor).filter(key=key)
    found = mine.select_related("organisation").first()
    if found is None:
        raise NotFound
    return AskedOfUs(found, "", "", is_late=False)


def in_plain(request: DataRequest) -> AskedOfUs:
    """The request with its words. Whoever calls has asked for whom, and records it."""
    return _in_plain(request)


def question_for_update(actor: Actor, key: UUID) -> DataRequest:
    """One question, locked until the transaction ends. Raises ``NotFound``."""
    mine = policies.requests_answerable_by(actor).filter(key=key)
    found = mine.select_related("person").select_for_update(of=("self",)).first()
    if found is None:
        raise NotFound
    return found


def paper_erasures_of(actor: Actor) -> QuerySet[DataRequest]:
    """Erasures that the actor's organisations asked for on somebody's letter."""
    theirs = actor.organisations_with(Right.PRIVACY_ANSWER)
    return DataRequest.objects.filter(kind=Asked.ERASE, organisation_id__in=theirs)


def paper_erasures(actor: Actor) -> Sequence[DataRequest]:
    """The newest of them, with their organisation."""
    found = paper_erasures_of(actor).select_related("organisation").order_by("-id")
    return list(found[:PAGE_SIZE])


def registering_bodies(actor: Actor) -> Sequence["Organisation"]:
    """The organisations whose register of data given the actor keeps."""
    return organisations_by_id(actor.organisations_with(Right.PRIVACY_ANSWER))


def given_by(actor: Actor, number: int | str = 1) -> "Page[DataGiven]":
    """What the actor's organisations gave to others, newest first."""
    theirs = DataGiven.objects.filter(
        organisation_id__in=actor.organisations_with(Right.PRIVACY_ANSWER)
    )
    return Paginator(theirs.select_related("organisation").order_by("-id"), PAGE_SIZE).get_page(
        number
    )


def sealed_field(request: DataRequest, part: str) -> str:
    """The field under which the words of one request are sealed: ``words`` or ``answer``."""
    return f"data_request_{part}:{request.key}"


def _in_plain(request: DataRequest) -> AskedOfUs:
    return AskedOfUs(
        request=request,
        words=_opened(request, "words", request.words_sealed),
        answer=_opened(request, "answer", request.answer_sealed),
        is_late=request.state == RequestState.WAITING and request.due_at < now(),
    )


def _opened(request: DataRequest, part: str, sealed: bytes | memoryview | None) -> str:
    if sealed is None:
        return ""
    return vault.open_sealed(request.person.vault_id, sealed_field(request, part), sealed)


def _child(guardianship: Guardianship) -> Child:
    birthday = policies.born_on(guardianship)
    return Child(
        guardianship=guardianship,
        name=kept_person(guardianship.child_id).name,
        born_on=birthday,
        of_age_on=policies.comes_of_age(birthday),
    )
