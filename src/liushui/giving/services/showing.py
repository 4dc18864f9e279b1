"""How a donor is shown after a correction, a withdrawn consent or an erasure, papers included."""

from datetime import datetime
from typing import Protocol

from django.db import transaction

from liushui.base import vault
from liushui.giving import queries
from liushui.giving.models import GiftOrder
from liushui.giving.states import Display
from liushui.kernel.errors import NotAllowed
from liushui.parties.actors import Actor
from liushui.parties.queries import masked_name, person_by_id
from liushui.parties.services import record


class Follower(Protocol):
    """What a module above does when a gift's donor is shown otherwise."""

    def __call__(self, order: GiftOrder, *, as_donor: bool, at: datetime) -> None: ...


_followers: dict[str, Follower] = {}


def follow_shown(name: str, follower: Follower) -> None:
    """Have what tells of a donor follow how the donor is shown; one of each name, at start-up."""
    _followers[name] = follower


@transaction.atomic
def show_anew(actor: Actor, person_id: int, *, at: datetime, as_donor: bool = False) -> int:
    """Show the person's gifts by today's mask of the name, or all as from a donor; how many.

    Papers that were issued follow. Only for the installation.
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
        for follow in _followers.values():
            follow(order, as_donor=as_donor, at=at)
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


@transaction.atomic
def give_as(actor: Actor, person_id: int, into_id: int, *, at: datetime) -> int:
    """Two records are one donor's: the gifts of one are the other's from now on; how many.

    Words to the charity are sealed anew under the remaining donor's key. How a gift is shown, and
    the papers about it, stay as they are. Only for the installation, when two people decided.
    """
    if not actor.is_system:
        raise NotAllowed
    into = person_by_id(into_id)
    orders = queries.gifts_by(person_id)
    for order in orders:
        words = queries.words_with(order)
        order.donor = into
        if words:
            field = queries.message_field(order.reference)
            order.message_sealed = vault.seal(into.vault_id, field, words)
        order.save(update_fields=["donor", "message_sealed"])
        record(actor, "gift.donor_joined", order, at=at, was=person_id, donor=into_id)
    return len(orders)
