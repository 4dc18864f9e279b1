"""Gifts of an earlier time, which another book kept and ours takes over: many at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liushui.base.models import StateChange
from liushui.giving.models import GiftOrder, Payment
from liushui.giving.services.givers import giver_number
from liushui.giving.services.origins import tell_booked
from liushui.giving.states import Channel, Display, GiftState
from liushui.kernel.errors import NotAllowed
from liushui.ledger.services import accept_gift
from liushui.parties.actors import Actor


@dataclass(frozen=True, slots=True)
class EarlierGift:
    """A gift that was paid before. ``donor_display`` is masked already; "": shown as a donor."""

    reference: str
    project_id: int
    fund_id: int
    donor_id: int | None
    donor_display: str
    amount_minor: int
    paid_at: datetime
    provider: str
    transaction_id: str
    on_phone: bool = True
    origin: str = ""


@transaction.atomic
def take_over_gifts(actor: Actor, gifts: Iterable[EarlierGift], *, at: datetime) -> int:
    """Enter gifts that were paid before; those whose reference is known are passed over.

    They keep their reference, their donor and their day, and join their funds in the order given.
    Whether the project takes gifts today is not asked: these came when it did. Only for the
    installation itself.
    """
    if not actor.is_system:
        raise NotAllowed
    told = list(gifts)
    known = set(
        GiftOrder.objects.filter(reference__in=[gift.reference for gift in told]).values_list(
            "reference", flat=True
        )
    )
    fresh = [gift for gift in told if gift.reference not in known]
    orders = GiftOrder.objects.bulk_create([_order(gift) for gift in fresh])
    Payment.objects.bulk_create(
        [_payment(order, gift, at) for order, gift in zip(orders, fresh, strict=True)]
    )
    StateChange.objects.bulk_create(_histories(orders, fresh, actor))
    vaults = dict(
        GiftOrder.objects.filter(pk__in=[order.pk for order in orders])
        .exclude(donor=None)
        .values_list("reference", "donor__vault_id")
    )
    for gift in fresh:
        vault_id = vaults.get(gift.reference)
        accept_gift(
            fund_id=gift.fund_id,
            amount_minor=gift.amount_minor,
            key=f"gift:{gift.reference}",
            ref=gift.reference,
            happened_at=gift.paid_at,
            giver=giver_number(vault_id) if vault_id else None,
        )
    for order in orders:
        tell_booked([order], at=order.created_at)
    return len(fresh)


def _order(gift: EarlierGift) -> GiftOrder:
    return GiftOrder(
        reference=gift.reference,
        project_id=gift.project_id,
        donor_id=gift.donor_id,
        by_guest=gift.donor_id is None,
        amount_minor=gift.amount_minor,
        channel=Channel.WECHAT_H5 if gift.on_phone else Channel.WECHAT_NATIVE,
        display=Display.MASKED if gift.donor_display else Display.ANONYMOUS,
        donor_display=gift.donor_display,
        state=GiftState.PAID,
        origin=gift.origin,
        created_at=gift.paid_at,
    )


def _payment(order: GiftOrder, gift: EarlierGift, at: datetime) -> Payment:
    return Payment(
        order=order,
        provider=gift.provider,
        transaction_id=gift.transaction_id,
        amount_minor=gift.amount_minor,
        paid_at=gift.paid_at,
        received_at=at,
    )


def _histories(
    orders: Sequence[GiftOrder], gifts: Sequence[EarlierGift], actor: Actor
) -> list[StateChange]:
    return [
        StateChange(
            thing_kind=GiftOrder._meta.label_lower,  # noqa: SLF001 - Django's public meta
            thing_id=order.pk,
            from_state=GiftState.PLACED,
            to_state=GiftState.PAID,
            by=actor.name,
            why="taken over",
            at=gift.paid_at,
        )
        for order, gift in zip(orders, gifts, strict=True)
    ]
