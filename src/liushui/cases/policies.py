"""Who may see a case, and how much of it."""

from django.db.models import Q, QuerySet

from liushui.cases.models import Case
from liushui.kernel.errors import NotAllowed
from liushui.parties.access import Right
from liushui.parties.actors import Actor


def can_see(actor: Actor, case: Case) -> bool:
    """Everyone sees the masked page of a case that was approved; before, its organisation alone."""
    return case.was_approved or actor.is_system or case.organisation_id in _own(actor)


def cases_visible_to(actor: Actor) -> QuerySet[Case]:
    """The many-faced form of ``can_see``."""
    if actor.is_system:
        return Case.objects.all()
    return Case.objects.filter(Q(was_approved=True) | Q(organisation_id__in=_own(actor)))


def require_edit(actor: Actor, organisation_id: int) -> None:
    """Raise ``NotAllowed`` unless the actor works on cases of this organisation."""
    if not (actor.is_system or actor.holds(Right.CASE_EDIT, organisation_id)):
        raise NotAllowed


def _own(actor: Actor) -> frozenset[int]:
    return frozenset(post.organisation_id for post in actor.posts)
