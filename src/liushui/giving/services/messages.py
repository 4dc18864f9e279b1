"""Words that a giver offers to the public list stand there once the charity let them."""

from datetime import datetime

from django.db import transaction

from liushui.giving import queries
from liushui.giving.models import GiftOrder, MessageOffer, MessageVerdict
from liushui.giving.queries import wall
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services import record


def offer_message(order: GiftOrder, *, at: datetime) -> None:
    """The giver agrees that the words with this gift may be shown; without words, nothing is."""
    if order.message_sealed is not None:
        MessageOffer.objects.get_or_create(order=order, defaults={"offered_at": at})


@transaction.atomic
def judge_message(actor: Actor, reference: str, *, show: bool, at: datetime) -> None:
    """Let the words stand in the public list, or take them off it; the last word counts.

    Raises ``NotFound`` for words that were not offered or are another organisation's, and
    ``NotAllowed`` for who may not read the organisation's gifts.
    """
    offer = wall.offer_of(actor, reference)
    order = queries.gift_for_update(reference)
    if offer is None or order is None:
        raise NotFound
    if not (actor.is_system or actor.holds(Right.GIFT_READ, order.project.organisation_id)):
        raise NotAllowed
    last = offer.verdicts.order_by("-id").first()
    if last is not None and last.is_shown == show:
        return
    MessageVerdict.objects.create(offer=offer, is_shown=show, by=actor.name, at=at)
    record(actor, "gift.message_judged", order, at=at, reference=reference, show=show)
