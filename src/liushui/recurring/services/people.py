"""What becomes of a person's regular gifts when the person is erased, restricted or joined."""

from datetime import datetime

from django.db import transaction

from liushui.kernel.errors import NotAllowed
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.recurring import queries
from liushui.recurring.services.agreeing import end_now
from liushui.recurring.services.changing import rest_now
from liushui.recurring.states import MandateState, Why

_BY = "system:privacy"


@transaction.atomic
def end_of_person(person_id: int, *, at: datetime) -> int:
    """A person is erased: end what they promised and forget that it was theirs; how many."""
    mandates = queries.mandates_by(person_id)
    for one in mandates:
        mandate = queries.mandate_for_update(one.pk)
        end_now(mandate, by=_BY, why=Why.ERASED, at=at)
        mandate.donor = None
        mandate.save(update_fields=["donor"])
    return len(mandates)


@transaction.atomic
def rest_of_person(person_id: int, *, at: datetime) -> int:
    """A person stopped the use of their values: charge nothing until they take it up; how many."""
    running = [one for one in queries.mandates_by(person_id) if one.state == MandateState.ACTIVE]
    for one in running:
        rest_now(queries.mandate_for_update(one.pk), by=_BY, why=Why.DONOR, at=at)
    return len(running)


@transaction.atomic
def join_mandates(actor: Actor, person_id: int, into_id: int, *, at: datetime) -> int:
    """Two records are one donor's: what one promised is the other's promise; how many.

    Only for the installation, when two people decided.
    """
    if not actor.is_system:
        raise NotAllowed
    mandates = queries.mandates_by(person_id)
    for mandate in mandates:
        mandate.donor_id = into_id
        mandate.save(update_fields=["donor"])
        record(actor, "mandate.donor_joined", mandate, at=at, was=person_id, donor=into_id)
    return len(mandates)
