"""Questions about people, organisations, posts and certificates."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import now

from liushui.base import vault
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.kernel.ids import normal_phone
from liushui.kernel.masks import mask_name, mask_phone
from liushui.parties import policies
from liushui.parties.access import Right
from liushui.parties.actors import Actor, PostHeld
from liushui.parties.models import (
    Account,
    AuditRecord,
    Certificate,
    Consent,
    DemoRole,
    Organisation,
    Person,
    PostHolding,
    SignInCode,
)

NAME, PHONE = "name", "phone"


def actor_for(person_id: int, on: date) -> Actor:
    """The person under the posts that they hold on this day. One query."""
    holdings = (
        PostHolding.objects.filter(person_id=person_id, since__lte=on)
        .filter(Q(until=None) | Q(until__gt=on))
        .select_related("post")
        .order_by("post_id")
    )
    posts = tuple(
        PostHeld(
            post_id=holding.post_id,
            organisation_id=holding.post.organisation_id,
            rights=frozenset(Right(right) for right in holding.post.rights),
            region_code=holding.post.region_id or "",
        )
        for holding in holdings
    )
    return Actor(f"person:{person_id}", person_id, posts)


def organisation_for(actor: Actor, credit_code: str) -> Organisation:
    """The organisation with this code: public for all. Raises ``NotFound``."""
    del actor  # the register of organisations is public by law
    found = Organisation.objects.filter(credit_code=credit_code).select_related("place").first()
    if found is None:
        raise NotFound
    return found


def organisations_of(actor: Actor) -> list[Organisation]:
    """The organisations in which the actor holds a post, by name."""
    held = {post.organisation_id for post in actor.posts}
    return list(Organisation.objects.filter(pk__in=held).order_by("name", "pk"))


def certificates_of(organisation: Organisation | int, on: date | None = None) -> list[Certificate]:
    """All certificates, the newest of each kind first; with ``on`` those valid on that day."""
    number = organisation if isinstance(organisation, int) else organisation.pk
    shown: QuerySet[Certificate] = Certificate.objects.filter(organisation_id=number)
    if on is not None:
        shown = shown.filter(Q(valid_until=None) | Q(valid_until__gte=on), valid_from__lte=on)
    return list(shown.order_by("kind", "-valid_from", "-pk"))


def person_by_phone(phone: str) -> Person | None:
    """The person with this phone, however it is written."""
    plain = normal_phone(phone)
    if not plain:
        return None
    return Person.objects.filter(phone_lookup=vault.lookup_hash(PHONE, plain)).first()


def person_name(actor: Actor, person: Person) -> str:
    """The name in full, "" if none is known.

    Reading another's name writes an audit record. Raises ``NotAllowed`` for those without a post,
    ``Shredded`` when the person was erased.
    """
    if not policies.can_read_name(actor, person.pk):
        raise NotAllowed
    if person.name_sealed is None:
        return ""
    name = vault.open_sealed(person.vault_id, NAME, person.name_sealed)
    if policies.reads_as_staff(actor, person.pk):
        AuditRecord.objects.create(
            at=now(),
            actor=actor.name,
            verb="person.name_read",
            thing_kind=person._meta.label_lower,  # noqa: SLF001 - Django's public meta
            thing_id=person.pk,
        )
    return name


def masked_name(person: Person) -> str:
    """The name as strangers may see it: ``林*``; "" if none is known, ``*`` if erased."""
    return masked_names([person])[person.pk]


def masked_names(people: Iterable[Person]) -> dict[int, str]:
    """``masked_name`` for a whole list with one look at the key store."""
    listed = list(people)
    known = [(p, bytes(p.name_sealed)) for p in listed if p.name_sealed is not None]
    opened = vault.open_many(NAME, [(p.vault_id, sealed) for p, sealed in known])
    shown = {person.pk: "" for person in listed}
    for (person, _), name in zip(known, opened, strict=True):
        shown[person.pk] = "*" if name is None else mask_name(name)
    return shown


def account_of(person_id: int) -> Account | None:
    """The person's sign-in, if they ever signed in."""
    return Account.objects.filter(person_id=person_id).first()


def has_agreed(person_id: int, purpose: str, version: str) -> bool:
    """Whether the person's last word on this purpose is agreement to this version."""
    last = (
        Consent.objects.filter(person_id=person_id, purpose=purpose).order_by("-at", "-pk").first()
    )
    return last is not None and last.is_given and last.version == version


def demo_roles() -> list[DemoRole]:
    """The demo's people in the order in which the story offered them."""
    return list(DemoRole.objects.select_related("person").order_by("pk"))


def demo_role(key: str) -> DemoRole:
    """One of them. Raises ``NotFound``."""
    role = DemoRole.objects.select_related("person").filter(key=key).first()
    if role is None:
        raise NotFound
    return role


def phone_of_code(handle: UUID) -> str | None:
    """The phone that a sign-in code went to, for sending another; ``None`` if forgotten."""
    sent = SignInCode.objects.filter(handle=handle).first()
    return None if sent is None else vault.open_passing("sign-in", sent.phone_sealed)


def masked_phone_of_code(handle: UUID) -> str | None:
    """``138****5678``: where a sign-in code went; ``None`` if forgotten."""
    phone = phone_of_code(handle)
    return None if phone is None else mask_phone(phone)
