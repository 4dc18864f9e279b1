"""Correcting, restricting and erasing one person. Who may ask is the privacy module's question."""

from datetime import datetime

from django.db import transaction

from liushui.base import vault
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.parties.actors import Actor
from liushui.parties.models import (
    Account,
    Invitation,
    NameCorrection,
    Person,
    PostHolding,
    SignInCode,
)
from liushui.parties.queries.people import NAME
from liushui.parties.services.recording import record
from liushui.parties.services.registering import rename_person


class StillHoldsPost(DomainError):
    """Whoever holds a post answers for it: it is handed over before the person leaves the books."""

    code = "still_holds_post"
    status = 409
    message = gettext_noop("You hold a post in %(count)s organisation(s).")
    remedy = gettext_noop("Hand your posts over or leave them first. Then ask again.")


class NameEmpty(DomainError):
    """A correction that leaves nothing."""

    code = "name_empty"
    message = gettext_noop("A name cannot be empty.")
    remedy = gettext_noop("Write the name as it should be. To remove it, ask for erasure.")


@transaction.atomic
def correct_name(actor: Actor, person_id: int, *, name: str, at: datetime) -> Person:
    """Write the right name; the one before stays sealed in the history. Raises ``NameEmpty``."""
    plain = " ".join(name.split())
    if not plain:
        raise NameEmpty
    person = Person.objects.select_for_update().get(pk=person_id)
    if person.name_sealed is not None:
        if vault.open_sealed(person.vault_id, NAME, person.name_sealed) == plain:
            return person
        NameCorrection.objects.create(
            person=person, old_sealed=bytes(person.name_sealed), by=actor.name, at=at
        )
    return rename_person(actor, person, name=plain, at=at)


@transaction.atomic
def restrict_person(actor: Actor, person_id: int, *, at: datetime) -> None:
    """From now on the person's values are stored and not used. Safe to call twice."""
    changed = Person.objects.filter(pk=person_id, restricted_at=None).update(restricted_at=at)
    if changed:
        record(actor, "person.restricted", Person(pk=person_id), at=at)


@transaction.atomic
def lift_restriction(actor: Actor, person_id: int, *, at: datetime) -> None:
    """The person's values may be used again. Safe to call twice."""
    changed = Person.objects.filter(pk=person_id, restricted_at__isnull=False).update(
        restricted_at=None
    )
    if changed:
        record(actor, "person.restriction_lifted", Person(pk=person_id), at=at)


@transaction.atomic
def lock_person(actor: Actor, person_id: int, *, at: datetime) -> Person:
    """Have the erasure that follows lock the person's key and not destroy it.

    What comes back has name and phone still sealed: whoever the law has keep them keeps them so.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    if person.erased_at is None and person.locked_at is None:
        Person.objects.filter(pk=person_id).update(locked_at=at)
        record(actor, "person.locked", person, at=at)
    return person


@transaction.atomic
def destroy_locked(actor: Actor, person_id: int, *, at: datetime) -> None:
    """The law's time is over: the key goes for good. Safe to call twice."""
    person = Person.objects.select_for_update().get(pk=person_id)
    if person.locked_at is None:
        return
    vault.destroy_key(person.vault_id, at=at)
    Person.objects.filter(pk=person_id).update(locked_at=None)
    record(actor, "person.key_destroyed", person, at=at)


def require_no_post(person_id: int, *, at: datetime) -> None:
    """Raise ``StillHoldsPost`` while the person holds a post, today or from a later day."""
    held = PostHolding.objects.filter(person_id=person_id, ended_at=None)
    held = held.exclude(until__lte=day_of(at))
    count = held.values("post__organisation_id").distinct().count()
    if count:
        raise StillHoldsPost(count=count)


@transaction.atomic
def erase_person(actor: Actor, person_id: int, *, at: datetime) -> None:
    """Destroy the person's key and every value and index that could name them, for good.

    The row stays, since records of money point to it; sessions end and the phone is free for
    somebody new. Safe to call twice. Raises ``StillHoldsPost``.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    if person.erased_at is not None:
        return
    require_no_post(person_id, at=at)
    if person.phone_lookup is not None:
        lookup = bytes(person.phone_lookup)
        SignInCode.objects.filter(phone_lookup=lookup).delete()
        # A link for one telephone must not open for anyone once nobody can have that telephone.
        meant = Invitation.objects.filter(phone_lookup=lookup)
        meant.filter(used_at=None, revoked_at=None).update(revoked_at=at)
        meant.update(phone_lookup=None)
    for account in Account.objects.filter(person_id=person_id):
        account.set_unusable_password()  # every session is signed with it
        account.is_active = False
        account.save(update_fields=["password", "is_active"])
    Person.objects.filter(pk=person_id).update(
        name_sealed=None, phone_sealed=None, phone_lookup=None, restricted_at=None, erased_at=at
    )
    if person.locked_at is None:
        vault.destroy_key(person.vault_id, at=at)
    else:
        vault.lock_keys([person.vault_id], at=at)
    record(actor, "person.erased", person, at=at)
    for joined in Person.objects.filter(merged_into_id=person_id).order_by("pk"):
        erase_person(actor, joined.pk, at=at)
