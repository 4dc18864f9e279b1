"""Who may see a gift, and who decides on one that could not be booked by itself."""

from django.db.models import Q, QuerySet

from liushui.giving.models import GiftClaim, GiftImport, GiftOrder
from liushui.kernel.errors import NotAllowed
from liushui.parties.access import Right
from liushui.parties.actors import Actor


def can_see(actor: Actor, order: GiftOrder) -> bool:
    """The donor; the charity's readers of gifts; for a guest's gift whoever has its reference."""
    return (
        actor.is_system
        or order.by_guest
        or (actor.person_id is not None and order.donor_id == actor.person_id)
        or order.project.organisation_id in readable_organisations(actor)
    )


def gifts_visible_to(actor: Actor) -> "QuerySet[GiftOrder]":
    """The many-faced form of ``can_see``. A guest's gift is seen, not listed."""
    if actor.is_system:
        return GiftOrder.objects.all()
    visible = Q(by_guest=True) | Q(project__organisation_id__in=readable_organisations(actor))
    if actor.person_id is not None:
        visible |= Q(donor_id=actor.person_id)
    return GiftOrder.objects.filter(visible)


def gifts_of_console(actor: Actor) -> "QuerySet[GiftOrder]":
    """Gifts to the organisations whose gifts the actor may read."""
    if actor.is_system:
        return GiftOrder.objects.all()
    return GiftOrder.objects.filter(project__organisation_id__in=readable_organisations(actor))


def can_decide(actor: Actor, order: GiftOrder) -> bool:
    """Whoever approves money of the organisation that received it."""
    return actor.is_system or actor.holds(Right.MONEY_APPROVE, order.project.organisation_id)


def require_decide(actor: Actor, order: GiftOrder) -> None:
    """Raise ``NotAllowed`` unless the actor may decide what becomes of the payment."""
    if not can_decide(actor, order):
        raise NotAllowed


def require_import(actor: Actor, organisation_id: int) -> None:
    """Raise ``NotAllowed`` unless the actor may import gifts of the organisation."""
    if not (actor.is_system or actor.holds(Right.GIFT_IMPORT, organisation_id)):
        raise NotAllowed


def readable_organisations(actor: Actor) -> frozenset[int]:
    """The organisations whose gifts the actor may read."""
    reading = actor.organisations_with(Right.GIFT_READ)
    return reading | actor.organisations_with(Right.MONEY_APPROVE)


def importing_organisations(actor: Actor) -> frozenset[int]:
    """The organisations for which the actor imports gifts and answers claims to them."""
    return actor.organisations_with(Right.GIFT_IMPORT)


def imports_of_console(actor: Actor) -> "QuerySet[GiftImport]":
    """Lists for projects of these organisations."""
    if actor.is_system:
        return GiftImport.objects.all()
    return GiftImport.objects.filter(project__organisation_id__in=importing_organisations(actor))


def claims_of_console(actor: Actor) -> "QuerySet[GiftClaim]":
    """Claims to gifts of these organisations."""
    if actor.is_system:
        return GiftClaim.objects.all()
    return GiftClaim.objects.filter(organisation_id__in=importing_organisations(actor))
