"""A person's phone changes: they are found by the new one from now on."""

from datetime import datetime

from django.db import IntegrityError, transaction

from liushui.base import vault
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.kernel.ids import normal_phone
from liushui.parties.actors import Actor
from liushui.parties.models import Person
from liushui.parties.queries.people import PHONE
from liushui.parties.services.recording import record
from liushui.parties.services.registering import PhoneUnreadable


class NumberTaken(DomainError):
    """Another person is known by this number."""

    code = "number_taken"
    status = 409
    message = gettext_noop("Another account uses this number.")
    remedy = gettext_noop("Sign in with that number, or ask the operator to join the two.")


@transaction.atomic
def change_phone(actor: Actor, *, phone: str, at: datetime) -> str:
    """Make this the actor's own phone; the one of before, "" if there was none.

    Who calls has proof that the actor holds the number. Raises ``NumberTaken`` and
    ``PhoneUnreadable``. Safe to call twice.
    """
    plain = normal_phone(phone)
    if not plain:
        raise PhoneUnreadable
    person = Person.objects.select_for_update().get(pk=actor.person_id or 0)
    sealed = person.phone_sealed
    old = vault.open_sealed(person.vault_id, PHONE, sealed) if sealed is not None else ""
    if old == plain:
        return old
    person.phone_lookup = vault.lookup_hash(PHONE, plain)
    person.phone_sealed = vault.seal(person.vault_id, PHONE, plain)
    try:
        with transaction.atomic():
            person.save(update_fields=["phone_lookup", "phone_sealed"])
    except IntegrityError as error:
        raise NumberTaken from error
    record(actor, "person.phone_changed", person, at=at)
    return old
