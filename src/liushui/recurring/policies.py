"""Who sees a regular gift, and who changes it: its donor alone; the charity reads."""

from django.db.models import Q, QuerySet

from liushui.giving.queries import readable_organisations
from liushui.kernel.errors import NotAllowed
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.recurring.models import Mandate

READING = (Right.GIFT_READ, Right.MONEY_APPROVE)


def can_see(actor: Actor, mandate: Mandate) -> bool:
    """The donor, and the charity's readers of gifts."""
    return can_change(actor, mandate) or mandate.project.organisation_id in readable_organisations(
        actor
    )


def mandates_visible_to(actor: Actor) -> "QuerySet[Mandate]":
    """The many-faced form of ``can_see``."""
    if actor.is_system:
        return Mandate.objects.all()
    visible = Q(project__organisation_id__in=readable_organisations(actor))
    if actor.person_id is not None:
        visible |= Q(donor_id=actor.person_id)
    return Mandate.objects.filter(visible)


def can_change(actor: Actor, mandate: Mandate) -> bool:
    """Only whose money it is."""
    return actor.is_system or (actor.person_id is not None and mandate.donor_id == actor.person_id)


def require_change(actor: Actor, mandate: Mandate) -> None:
    """Raise ``NotAllowed`` unless it is the actor's own."""
    if not can_change(actor, mandate):
        raise NotAllowed
