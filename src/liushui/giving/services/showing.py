"""How a donor is shown after a correction, a withdrawn consent or an erasure, papers included."""

from datetime import datetime

from django.db import transaction

from liushui.documents.services import redraw_certificate
from liushui.giving import queries
from liushui.giving.models import GiftOrder
from liushui.giving.services.acknowledging import facts_of_certificate, key_of_certificate
from liushui.giving.states import Display
from liushui.kernel.errors import NotAllowed
from liushui.parties.actors import Actor
from liushui.parties.queries import masked_name
from liushui.parties.services import record


@transaction.atomic
def show_anew(actor: Actor, person_id: int, *, at: datetime, as_donor: bool = False) -> int:
    """Show the person's gifts by today's mask of the name, or all as from a donor; how many.

    Certificates that were issued are drawn anew under their number. Only for the installation.
    """
    if not actor.is_system:
        raise NotAllowed
    changed = 0
    for order in queries.gifts_by(person_id):
        if order.display != Display.MASKED or order.donor is None:
            continue
        shown = "" if as_donor else masked_name(order.donor)
        if shown == order.donor_display:
            continue
        order.donor_display = shown
        order.display = Display.ANONYMOUS if as_donor else Display.MASKED
        order.save(update_fields=["donor_display", "display"])
        _redraw(order, at)
        changed += 1
    if changed:
        record(actor, "gifts.shown_anew", at=at, person=person_id, count=changed)
    return changed


@transaction.atomic
def erase_giver(actor: Actor, person_id: int, *, at: datetime) -> None:
    """Take from a person's gifts the surname and the words; what was given stays."""
    show_anew(actor, person_id, as_donor=True, at=at)
    GiftOrder.objects.filter(donor_id=person_id, message_sealed__isnull=False).update(
        message_sealed=None
    )


def _redraw(order: GiftOrder, at: datetime) -> None:
    payment = queries.payment_of(order)
    if payment is not None:
        key = key_of_certificate(order.reference)
        redraw_certificate(key, facts_of_certificate(order, payment), at)
