"""Who may see a case, and how much of it."""

from django.db.models import Q, QuerySet

from liushui.cases.models import Case
from liushui.cases.states import CaseState
from liushui.kernel.errors import DomainError, NotAllowed, gettext_noop
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries.posts import within_reach


class OpenedByYou(DomainError):
    """Whoever opened a case cannot also approve it."""

    code = "opened_by_you"
    status = 403
    message = gettext_noop("You opened this case, so another person must approve it.")
    remedy = gettext_noop("Ask a colleague who works on cases.")


def can_see(actor: Actor, case: Case) -> bool:
    """Everyone sees the masked page of a case that was approved; before, its organisation alone."""
    return (
        case.was_approved
        or actor.is_system
        or actor.serves(case.organisation_id, case.place_id or "")
    )


def cases_visible_to(actor: Actor) -> QuerySet[Case]:
    """The many-faced form of ``can_see``."""
    if actor.is_system:
        return Case.objects.all()
    return Case.objects.filter(Q(was_approved=True) | _within(actor, None))


def can_edit(actor: Actor, case: Case) -> bool:
    """Whoever holds ``case.edit`` in the organisation that opened the case."""
    return actor.is_system or actor.holds(
        Right.CASE_EDIT, case.organisation_id, case.place_id or ""
    )


def cases_editable_by(actor: Actor) -> QuerySet[Case]:
    """The many-faced form of ``can_edit``: the console's list."""
    if actor.is_system:
        return Case.objects.all()
    return Case.objects.filter(_within(actor, Right.CASE_EDIT))


def can_approve(actor: Actor, case: Case) -> bool:
    """A case under review, by another person than who opened it; a load of old cases is exempt."""
    return (
        case.state == CaseState.OPEN
        and can_edit(actor, case)
        and (actor.is_system or case.opened_by != actor.name)
    )


def cases_approvable_by(actor: Actor) -> QuerySet[Case]:
    """The many-faced form of ``can_approve``: what waits for this person."""
    waiting = cases_editable_by(actor).filter(state=CaseState.OPEN)
    return waiting if actor.is_system else waiting.exclude(opened_by=actor.name)


def require_edit(actor: Actor, organisation_id: int, place_code: str = "") -> None:
    """Raise ``NotAllowed`` unless the actor works on cases of this organisation at this place."""
    if not (actor.is_system or actor.holds(Right.CASE_EDIT, organisation_id, place_code)):
        raise NotAllowed


def require_approve(actor: Actor, case: Case) -> None:
    """Demand the right to work on the case and a second pair of eyes."""
    require_edit(actor, case.organisation_id, case.place_id or "")
    if case.opened_by == actor.name and not actor.is_system:
        raise OpenedByYou


def _within(actor: Actor, right: Right | None) -> Q:
    return within_reach(actor, right, organisation="organisation_id", place="place")
