"""Who may act for whom: everyone for themselves, a guardian for a child under fourteen."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from liushui.base import vault
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.privacy.models import DataRequest, Guardianship, LockedAway
from liushui.privacy.states import Asked

# PIPL 28 and 31.
OF_AGE_YEARS = 14
BORN_ON = "born_on"


def can_act_for(actor: Actor, person_id: int, *, at: datetime) -> bool:
    """Oneself, or the guardian of somebody who is still a child on that day."""
    if actor.person_id is None:
        return False
    if actor.person_id == person_id:
        return True
    held = Guardianship.objects.filter(child_id=person_id, guardian_id=actor.person_id).first()
    return held is not None and holds_today(held, at=at)


def holds_today(guardianship: Guardianship, *, at: datetime) -> bool:
    """Whether the guardian still acts: neither ended, nor erased, nor has the child come of age."""
    if guardianship.ended_at is not None or guardianship.born_on_sealed is None:
        return False
    return day_of(at) < comes_of_age(born_on(guardianship))


def born_on(guardianship: Guardianship) -> date:
    """The child's birthday. Raises ``Shredded`` once the child was erased."""
    assert guardianship.born_on_sealed is not None
    child = guardianship.child
    return date.fromisoformat(
        vault.open_sealed(child.vault_id, BORN_ON, guardianship.born_on_sealed)
    )


def comes_of_age(birthday: date) -> date:
    """The fourteenth birthday; of a 29 February the first of March."""
    year = birthday.year + OF_AGE_YEARS
    try:
        return birthday.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def require_act_for(actor: Actor, person_id: int, *, at: datetime) -> None:
    """Raise ``NotFound`` for everyone else: nobody learns whose data we keep."""
    if not can_act_for(actor, person_id, at=at):
        raise NotFound


def requests_answerable_by(actor: Actor) -> QuerySet[DataRequest]:
    """Questions to the actor's organisations; those to nobody named are the operator's."""
    theirs = Q(organisation_id__in=actor.organisations_with(Right.PRIVACY_ANSWER))
    if actor.holds_any([Right.INSTALLATION_MANAGE]):
        theirs |= Q(organisation=None)
    return DataRequest.objects.filter(theirs, kind=Asked.QUESTION)


def locked_openable_by(actor: Actor) -> QuerySet[LockedAway]:
    """People locked away whom the actor's organisations knew; for whoever runs the site, all."""
    if actor.holds_any([Right.INSTALLATION_MANAGE]):
        return LockedAway.objects.all()
    theirs = sorted(actor.organisations_with(Right.PRIVACY_ANSWER))
    return LockedAway.objects.filter(organisation_ids__overlap=theirs)


def require_register(actor: Actor, organisation_id: int) -> None:
    """Raise ``NotAllowed`` unless the actor answers for this organisation's data."""
    if not actor.holds(Right.PRIVACY_ANSWER, organisation_id):
        raise NotAllowed
