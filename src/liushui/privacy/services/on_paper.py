"""Erasing people who never signed in: they ask their organisation by letter, or at its desk."""

from datetime import datetime

from django.db import transaction

from liushui.base.personal import personal_holders
from liushui.kernel.errors import DomainError, NotFound, gettext_noop
from liushui.parties.actors import Actor
from liushui.parties.queries import account_of, person_by_id
from liushui.parties.services import record
from liushui.privacy import policies, queries
from liushui.privacy.models import DataRequest
from liushui.privacy.services.asking import GRACE, finish
from liushui.privacy.states import Asked, RequestState


class NumberUnknown(DomainError):
    """No case and no gift of the organisation bears this number, or nobody is behind it."""

    code = "number_unknown"
    message = gettext_noop("No person is known by this number in your organisation.")
    remedy = gettext_noop("Write the case number, or the reference on the receipt.")


class AsksAlone(DomainError):
    """Whoever signs in here asks for erasure on their own pages, with nobody between."""

    code = "asks_alone"
    status = 409
    message = gettext_noop("This person signs in here and can ask for it alone.")
    remedy = gettext_noop("Point them to “What is kept about me” on their own pages.")


@transaction.atomic
def request_on_paper(
    actor: Actor, organisation_id: int, *, number: str, at: datetime
) -> DataRequest:
    """Erase, after ``GRACE``, whom this case or gift is about; their letter lies with the actor.

    Use stops at once. The same request if one waits. Raises ``NotAllowed``, ``NumberUnknown``,
    ``AsksAlone``, and what a holder refuses.
    """
    policies.require_register(actor, organisation_id)
    person_id = _person_behind(number.strip().upper(), organisation_id)
    if account_of(person_id) is not None:
        raise AsksAlone
    waiting = queries.waiting_erasure(person_id)
    if waiting is not None:
        return waiting
    for holder in personal_holders():
        holder.require_erasable(person_id)
        holder.restrict(person_id, at=at)
    asked = DataRequest.objects.create(
        person=person_by_id(person_id),
        asked_by=actor.name,
        kind=Asked.ERASE,
        organisation_id=organisation_id,
        asked_at=at,
        due_at=at + GRACE,
    )
    record(actor, "data.erasure_asked_on_paper", asked, at=at, person=person_id)
    return asked


@transaction.atomic
def call_back_on_paper(actor: Actor, number: int, *, at: datetime) -> None:
    """Call an erasure of one's organisation back. Safe to call twice. Raises ``NotFound``."""
    asked = queries.paper_erasures_of(actor).select_for_update(of=("self",)).filter(pk=number)
    found = asked.first()
    if found is None:
        raise NotFound
    if found.state != RequestState.WAITING:
        return
    finish(found, RequestState.CALLED_BACK, by=actor.name, at=at)
    for holder in personal_holders():
        holder.lift(found.person_id, at=at)
    record(actor, "data.erasure_called_back", found, at=at, person=found.person_id)


def _person_behind(number: str, organisation_id: int) -> int:
    for holder in personal_holders():
        found = holder.person_behind(number, organisation_id)
        if found is not None and person_by_id(found).erased_at is None:
            return found
    raise NumberUnknown
