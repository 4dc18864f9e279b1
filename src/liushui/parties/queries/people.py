"""Questions about people: their names as the reader may see them, and their sign-in."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import now

from liushui.base import vault
from liushui.base.models import KeyAct, KeyOrder
from liushui.base.reading import accounted
from liushui.kernel.ids import normal_phone
from liushui.kernel.masks import mask_name
from liushui.parties import policies
from liushui.parties.actors import Actor
from liushui.parties.models import (
    Account,
    AuditRecord,
    Consent,
    Person,
)

NAME, PHONE = "name", "phone"


def person_by_phone(phone: str) -> Person | None:
    """The person with this phone, however it is written."""
    plain = normal_phone(phone)
    if not plain:
        return None
    return Person.objects.filter(phone_lookup=vault.lookup_hash(PHONE, plain)).first()


def person_name(actor: Actor, person: Person) -> str:
    """The name in full, "" if none is known.

    Reading another's name writes an audit record with its purpose and the reader's post. Raises
    ``NotAllowed`` for those without a purpose, ``ProcessingStopped`` where the person asked that
    nobody use the name, ``Shredded`` when the person was erased.
    """
    ground = policies.require_read_name(actor, person)
    if person.erased_at is not None:
        raise vault.Locked if person.locked_at else vault.Shredded
    if person.name_sealed is None:
        return ""
    with accounted():
        name = vault.open_sealed(person.vault_id, NAME, person.name_sealed)
    if ground is not None:
        AuditRecord.objects.create(
            at=now(),
            actor=actor.name,
            post_id=_post_in(actor, ground.organisation_id),
            verb="person.name_read",
            thing_kind=person._meta.label_lower,  # noqa: SLF001 - Django's public meta
            thing_id=person.pk,
            facts={"purpose": ground.purpose, "organisation": ground.organisation_id},
        )
    return name


def _post_in(actor: Actor, organisation_id: int) -> int | None:
    return next((p.post_id for p in actor.posts if p.organisation_id == organisation_id), None)


def masked_name(person: Person) -> str:
    """The name as strangers may see it: ``林*``; "" if none is known, ``*`` if erased."""
    return masked_names([person])[person.pk]


def masked_names(people: Iterable[Person]) -> dict[int, str]:
    """``masked_name`` for a whole list with one look at the key store."""
    listed = list(people)
    known = [(p, bytes(p.name_sealed)) for p in listed if p.name_sealed is not None]
    with accounted():
        opened = vault.open_many(NAME, [(p.vault_id, sealed) for p, sealed in known])
    shown = {person.pk: "*" if person.erased_at else "" for person in listed}
    for (person, _), name in zip(known, opened, strict=True):
        shown[person.pk] = "*" if name is None else mask_name(name)
    return shown


def of_person(person_id: int) -> Q:
    """Rows of the person, and of every record that was joined into theirs: these never change.

    The records are looked up first: asked for in one breath, the rows of everyone are read.
    """
    joined = Person.objects.filter(merged_into_id=person_id).values_list("pk", flat=True)
    return Q(person_id__in=[person_id, *joined])


def account_of(person_id: int) -> Account | None:
    """The person's sign-in, if they ever signed in."""
    return Account.objects.select_related("person").filter(person_id=person_id).first()


def account_with_phone(phone: str) -> Account | None:
    """The sign-in of the person with this phone, in normal form, if they ever signed in."""
    lookup = vault.lookup_hash(PHONE, phone)
    return Account.objects.select_related("person").filter(person__phone_lookup=lookup).first()


def has_agreed(person_id: int, purpose: str, version: str) -> bool:
    """Whether the person's last word on this purpose is agreement to this version."""
    said = Consent.objects.filter(of_person(person_id), purpose=purpose)
    last = said.order_by("-at", "-pk").first()
    return last is not None and last.is_given and last.version == version


def destroyed_vaults(*, before: datetime) -> dict[UUID, int]:
    """Whose keys were destroyed before this time: each vault, with the human being behind it.

    Destroyed, not only decided to be: a key store that is away keeps it until it is there again.
    """
    done = KeyOrder.objects.filter(act=KeyAct.DESTROY, done_at__lt=before)
    gone = Person.objects.filter(
        vault_id__in=done.values("vault_id"), erased_at__lt=before, locked_at=None
    )
    rows = gone.values_list("vault_id", "pk", "merged_into_id")
    return {vault_id: into or person_id for vault_id, person_id, into in rows}
