"""Who sees the papers of a charity's gifts, and who has one made anew."""

from django.db.models import QuerySet

from liushui.giving.queries import readable_organisations
from liushui.kernel.errors import NotAllowed
from liushui.papers.models import GiftPaper
from liushui.parties.access import Right
from liushui.parties.actors import Actor


def papers_visible_to(actor: Actor) -> QuerySet[GiftPaper]:
    """Papers of gifts to the organisations whose gifts the actor reads."""
    if actor.is_system:
        return GiftPaper.objects.all()
    bodies = readable_organisations(actor)
    return GiftPaper.objects.filter(order__project__organisation_id__in=bodies)


def can_reissue(actor: Actor, organisation_id: int) -> bool:
    """Whoever approves money of the organisation."""
    return actor.is_system or actor.holds(Right.MONEY_APPROVE, organisation_id)


def require_reissue(actor: Actor, organisation_id: int) -> None:
    """Raise ``NotAllowed`` unless the actor may have the organisation's papers made anew."""
    if not can_reissue(actor, organisation_id):
        raise NotAllowed


def require_batch(actor: Actor, organisation_id: int) -> None:
    """Raise ``NotAllowed`` unless the actor may have all waiting papers made at once."""
    if not (actor.is_system or actor.holds(Right.GIFT_READ, organisation_id)):
        raise NotAllowed
