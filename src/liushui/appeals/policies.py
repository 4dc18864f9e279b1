"""Who may see and do what to a personal appeal."""

from django.db.models import Q, QuerySet

from liushui.appeals.models import Appeal
from liushui.appeals.states import PUBLIC_STATES, AppealState
from liushui.kernel.errors import NotAllowed
from liushui.parties.access import Right
from liushui.parties.actors import Actor

# Who looks after appeals in an organisation: those who work on its cases, and who pay.
WORKING = (Right.CASE_EDIT, Right.MONEY_DRAFT, Right.MONEY_APPROVE, Right.MONEY_PAY)


def can_see(actor: Actor, appeal: Appeal) -> bool:
    """Everyone sees what was published; before, who asks and who works on it."""
    return appeal.state in PUBLIC_STATES or is_own(actor, appeal) or can_work(actor, appeal)


def is_own(actor: Actor, appeal: Appeal) -> bool:
    """Whether the actor is who asks."""
    return actor.person_id is not None and appeal.applicant_id == actor.person_id


def can_work(actor: Actor, appeal: Appeal) -> bool:
    """Whoever holds a right of those who look after appeals; a draft is its author's alone."""
    if actor.is_system:
        return True
    if appeal.state == AppealState.DRAFT:
        return False
    return any(actor.holds(right, appeal.organisation_id) for right in WORKING)


def appeals_worked_on_by(actor: Actor) -> QuerySet[Appeal]:
    """The many-faced form of ``can_work``: the console's list."""
    if actor.is_system:
        return Appeal.objects.all()
    own = {body for right in WORKING for body in actor.organisations_with(right)}
    return Appeal.objects.filter(organisation_id__in=own).exclude(state=AppealState.DRAFT)


def appeals_visible_to(actor: Actor) -> QuerySet[Appeal]:
    """The many-faced form of ``can_see``."""
    if actor.is_system:
        return Appeal.objects.all()
    visible = Q(state__in=PUBLIC_STATES)
    visible |= Q(pk__in=appeals_worked_on_by(actor).values("pk"))
    if actor.person_id is not None:
        visible |= Q(applicant_id=actor.person_id)
    return Appeal.objects.filter(visible)


def require(actor: Actor, right: Right, appeal: Appeal) -> None:
    """Raise ``NotAllowed`` unless the actor holds the right where the appeal is looked after.

    Nobody works on an appeal of their own.
    """
    if actor.is_system:
        return
    if is_own(actor, appeal) or not actor.holds(right, appeal.organisation_id):
        raise NotAllowed


def may_stop(actor: Actor, appeal: Appeal) -> bool:
    """Who works on it for the organisation, or who runs the site."""
    return actor.holds(Right.CASE_EDIT, appeal.organisation_id) or oversees(actor)


def oversees(actor: Actor) -> bool:
    """Who runs the site."""
    return actor.holds_any([Right.INSTALLATION_MANAGE])


def is_published(appeal: Appeal) -> bool:
    """Whether the public reads it."""
    return appeal.state in PUBLIC_STATES
