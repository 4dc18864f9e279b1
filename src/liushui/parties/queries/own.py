"""What people may ask of their own data: what is kept, and who read it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from liushui.base import vault
from liushui.parties.actors import Actor
from liushui.parties.models import (
    AuditRecord,
    Consent,
    Invitation,
    NameCorrection,
    Organisation,
    Person,
    PostHolding,
)
from liushui.parties.queries.people import NAME, PHONE, of_person

READINGS_SHOWN = 200
READ_VERBS = ("person.name_read", "person.question_read")


@dataclass(frozen=True, slots=True)
class KeptPerson:
    """The identifying values of one person, in full: only for the person and the installation."""

    person: Person
    name: str
    phone: str
    earlier_names: Sequence[tuple[str, datetime]]


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody read a sensitive value: when, for whom and what for. The reader is their post."""

    at: datetime
    verb: str
    purpose: str
    organisation: Organisation | None
    post_title: str
    post_title_en: str


def person_by_id(person_id: int) -> Person:
    """The person, whoever asks: what may be read of them is asked elsewhere."""
    return Person.objects.get(pk=person_id)


def is_restricted(person_id: int) -> bool:
    """Whether the person asked that nothing but storing be done with their values."""
    return Person.objects.filter(pk=person_id, restricted_at__isnull=False).exists()


def restricted_among(people: Iterable[int]) -> frozenset[int]:
    """Those of these people of whom ``is_restricted`` is true: one query."""
    restricted = Person.objects.filter(pk__in=set(people), restricted_at__isnull=False)
    return frozenset(restricted.values_list("pk", flat=True))


def is_invited(person: Person) -> bool:
    """Whether a link to a post is meant for the person's phone; its hash goes with its use."""
    if person.phone_lookup is None:
        return False
    return Invitation.objects.filter(phone_lookup=bytes(person.phone_lookup)).exists()


def kept_person(person_id: int) -> KeptPerson:
    """Name, phone and earlier names. Whoever calls has asked for whom. Raises ``Shredded``."""
    person = Person.objects.get(pk=person_id)
    if person.erased_at is not None:
        raise vault.Shredded
    return KeptPerson(
        person=person,
        name=_opened(person, NAME, person.name_sealed),
        phone=_opened(person, PHONE, person.phone_sealed),
        earlier_names=_earlier_names(person),
    )


def consents_of(person_id: int) -> Sequence[Consent]:
    """Every word that the person gave or took back, newest first."""
    return list(Consent.objects.filter(of_person(person_id)).order_by("-at", "-pk"))


def last_consents(person_id: int) -> Mapping[str, Consent]:
    """The person's last word on each purpose."""
    return {consent.purpose: consent for consent in reversed(consents_of(person_id))}


def holdings_of(person_id: int) -> Sequence[PostHolding]:
    """Every post that the person holds or held, newest first."""
    held = PostHolding.objects.filter(person_id=person_id).select_related("post__organisation")
    return list(held.order_by("-since", "-pk"))


def organisations_by_id(ids: Iterable[int]) -> Sequence[Organisation]:
    """These organisations, by name: one query."""
    return list(Organisation.objects.filter(pk__in=set(ids)).order_by("name", "pk"))


def organisations_by_code(codes: Iterable[str]) -> Mapping[str, Organisation]:
    """Those of them that are known here, by their credit code: one query."""
    known = Organisation.objects.filter(credit_code__in=set(codes))
    return {one.credit_code: one for one in known}


def grounds_of_colleagues(actor: Actor, person_id: int) -> frozenset[int]:
    """The organisations in which both hold a post or held one: colleagues know each other."""
    serving = {post.organisation_id for post in actor.posts}
    both = PostHolding.objects.filter(person_id=person_id, post__organisation_id__in=serving)
    return frozenset(both.values_list("post__organisation_id", flat=True))


def readings_of(actor: Actor, person_id: int) -> Sequence[Reading]:
    """Who read the person's sensitive values, newest first, at most ``READINGS_SHOWN``.

    Readers are shown by post and organisation: their own names are theirs. One's own readings and
    those of the installation itself are left out.
    """
    del actor  # asked by whoever may act for the person
    records = list(
        AuditRecord.objects.filter(
            Q(thing_id=person_id) | Q(thing_id__in=_joined_into(person_id)),
            thing_kind="parties.person",
            verb__in=READ_VERBS,
        )
        .exclude(actor=f"person:{person_id}")
        .exclude(actor__startswith="system:")
        .select_related("post__organisation")
        .order_by("-at", "-pk")[:READINGS_SHOWN]
    )
    named = {record.facts.get("organisation") for record in records}
    bodies = Organisation.objects.in_bulk([number for number in named if number])
    return [
        Reading(
            at=record.at,
            verb=record.verb,
            purpose=str(record.facts.get("purpose", "")),
            organisation=record.post.organisation
            if record.post
            else bodies.get(record.facts.get("organisation")),
            post_title=record.post.title if record.post else "",
            post_title_en=record.post.title_en if record.post else "",
        )
        for record in records
    ]


def _joined_into(person_id: int) -> QuerySet[Person, int]:
    return Person.objects.filter(merged_into_id=person_id).values_list("pk", flat=True)


def _earlier_names(person: Person) -> Sequence[tuple[str, datetime]]:
    """What the person was called before, here and in the records that were joined into this."""
    held = NameCorrection.objects.filter(of_person(person.pk)).select_related("person")
    names = [(_opened(old.person, NAME, old.old_sealed), old.at) for old in held.order_by("-id")]
    for other in person.merged.order_by("-merged_at"):
        name = _opened(other, NAME, other.name_sealed)
        if name and other.merged_at is not None:
            names.append((name, other.merged_at))
    return names


def _opened(person: Person, field: str, sealed: bytes | memoryview | None) -> str:
    return "" if sealed is None else vault.open_sealed(person.vault_id, field, sealed)
