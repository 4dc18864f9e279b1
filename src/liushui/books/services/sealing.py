"""Closing the books of a month: one person whose post says so, after a second factor."""

from datetime import date, datetime

from django.db import transaction

from liushui.books import policies
from liushui.books.errors import GiftsStillWait
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.ledger.queries import gifts_that_wait, holder_of
from liushui.ledger.services import seal_month
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services import record


@transaction.atomic
def seal_books(actor: Actor, organisation_id: int, month: date, *, at: datetime) -> None:
    """Close an organisation's books up to and with a month that is over. Twice changes nothing.

    Refuses ``GiftsStillWait`` while accepted gifts have no place yet: they belong to it.
    """
    if not policies.can_read(actor, organisation_id):
        raise NotFound
    if not (actor.is_system or organisation_id in actor.organisations_with(Right.BOOKS_SEAL)):
        raise NotAllowed
    holder = holder_of(organisation_id=organisation_id)
    if gifts_that_wait(holder.pk):
        raise GiftsStillWait
    seal = seal_month(holder, month, by=actor.name, at=at)
    if seal.by == actor.name and seal.sealed_at == at:
        record(actor, "books.sealed", seal, at=at, month=f"{month:%Y-%m}", body=organisation_id)
