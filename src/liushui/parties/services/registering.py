"""People and organisations enter the books here."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction

from liushui.base import vault
from liushui.base.copying import copy_rows, fresh_numbers
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.kernel.ids import is_credit_code, normal_phone
from liushui.parties import policies
from liushui.parties.actors import Actor
from liushui.parties.models import Certificate, Organisation, Person
from liushui.parties.queries.people import NAME, PHONE
from liushui.parties.services.recording import record


class PhoneUnreadable(DomainError):
    """The text is no mobile number that we can reach. It is not repeated: it may be a number."""

    code = "phone_unreadable"
    message = gettext_noop("This is not a mobile number that we can reach.")
    remedy = gettext_noop("Use 11 digits that start with 1, for example 138 1234 5678.")


class CreditCodeWrong(DomainError):
    """The unified social credit code has not the form of GB 32100 or fails its check place."""

    code = "credit_code_wrong"
    message = gettext_noop("“%(code)s” is not a unified social credit code.")
    remedy = gettext_noop(
        "Copy the 18 places from the certificate. The letters I, O, S, V, Z never occur."
    )


class CertificateDaysWrong(DomainError):
    """A certificate that ends before it begins."""

    code = "certificate_days_wrong"
    message = gettext_noop("This certificate ends before it begins.")
    remedy = gettext_noop("Copy both days from the certificate.")


class OrganisationFacts(TypedDict, total=False):
    """What else is known of an organisation; left out, it stays empty."""

    name_en: str
    short_name: str
    short_name_en: str
    place_id: str | None
    superior: Organisation | None
    contact_phone: str
    bank_account_tail: str


@transaction.atomic
def register_person(actor: Actor, *, name: str = "", phone: str = "", at: datetime) -> Person:
    """A person; with a phone that is known, the same person again.

    A name is filled in where none was known and never overwritten. Raises ``PhoneUnreadable``.
    """
    plain = _readable(phone) if phone else ""
    person = (_known_by(plain) if plain else None) or _fresh_person(actor, plain, at)
    if name and person.name_sealed is None:
        _set_name(person, name)
    return person


@transaction.atomic
def register_people(actor: Actor, names: Sequence[str], *, at: datetime) -> list[Person]:
    """One new person for each name, in their order: the people of a list, in few statements."""
    people = [Person(created_at=at) for _ in names]
    plain = [" ".join(name.split()) for name in names]
    sealed = vault.seal_first(NAME, [(p.vault_id, n) for p, n in zip(people, plain, strict=True)])
    numbers = fresh_numbers(Person, len(people))
    for person, number, name_sealed in zip(people, numbers, sealed, strict=True):
        person.pk, person.name_sealed = number, name_sealed
    copy_rows(
        Person,
        ("id", "vault_id", "name_sealed", "created_at"),
        ((p.pk, p.vault_id, p.name_sealed, at) for p in people),
    )
    record(actor, "people.registered", at=at, count=len(people))
    return people


@transaction.atomic
def rename_person(actor: Actor, person: Person, *, name: str, at: datetime) -> Person:
    """Write the name that the person goes by. The old one is not kept."""
    _set_name(person, name)
    record(actor, "person.renamed", person, at=at)
    return person


@transaction.atomic
def register_organisation(
    actor: Actor,
    *,
    credit_code: str,
    kind: str,
    name: str,
    at: datetime,
    **facts: Unpack[OrganisationFacts],
) -> Organisation:
    """An organisation by its credit code; one that is known is given back as it stands.

    Raises ``CreditCodeWrong``, and ``NotAllowed`` for everyone but the installation itself.
    """
    policies.require_set_up(actor)
    code = credit_code.strip().upper()
    if not is_credit_code(code):
        raise CreditCodeWrong(code=code[:40])
    short = facts.pop("short_name", "") or name[:40]
    organisation, fresh = Organisation.objects.get_or_create(
        credit_code=code,
        defaults={"kind": kind, "name": name, "short_name": short, "created_at": at, **facts},
    )
    if fresh:
        record(actor, "organisation.registered", organisation, at=at, credit_code=code)
    return organisation


@transaction.atomic
def add_certificate(  # noqa: PLR0913 - what a certificate says
    actor: Actor,
    organisation: Organisation,
    *,
    kind: str,
    number: str,
    valid_from: date,
    at: datetime,
    valid_until: date | None = None,
    issued_by: str = "",
) -> Certificate:
    """A certificate that the organisation showed; the same number of the same kind only once.

    ``valid_until`` is its last day. Raises ``CertificateDaysWrong``.
    """
    policies.require_set_up(actor)
    if valid_until is not None and valid_until < valid_from:
        raise CertificateDaysWrong
    certificate, fresh = Certificate.objects.get_or_create(
        organisation=organisation,
        kind=kind,
        number=number,
        defaults={"valid_from": valid_from, "valid_until": valid_until, "issued_by": issued_by},
    )
    if fresh:
        record(actor, "certificate.added", certificate, at=at, kind=kind, number=number)
    return certificate


def _readable(phone: str) -> str:
    plain = normal_phone(phone)
    if not plain:
        raise PhoneUnreadable
    return plain


def _known_by(phone: str) -> Person | None:
    return Person.objects.filter(phone_lookup=vault.lookup_hash(PHONE, phone)).first()


def _fresh_person(actor: Actor, phone: str, at: datetime) -> Person:
    """A new person; of two at once with one phone, the first makes row, key and record."""
    person = Person(created_at=at)
    try:
        with transaction.atomic():
            if phone:
                person.phone_lookup = vault.lookup_hash(PHONE, phone)
                person.phone_sealed = vault.seal(person.vault_id, PHONE, phone)
            person.save()
            record(actor, "person.registered", person, at=at)
    except IntegrityError:
        return Person.objects.get(phone_lookup=person.phone_lookup)
    return person


def _set_name(person: Person, name: str) -> None:
    person.name_sealed = vault.seal(person.vault_id, NAME, " ".join(name.split()))
    person.save(update_fields=["name_sealed"])
