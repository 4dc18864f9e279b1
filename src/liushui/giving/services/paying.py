"""Telling the provider of an order, and the way from our page to the provider's."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from liushui.giving import queries
from liushui.giving.models import GiftOrder
from liushui.giving.services.merchants import conversation_about
from liushui.giving.services.orders import PAYABLE_HOURS
from liushui.giving.states import Channel, GiftState
from liushui.kernel.clock import CHINA, day_of
from liushui.parties.actors import Actor
from liushui.payments.provider import ALIPAY, WECHAT, NewOrder, ProviderSilent
from liushui.payments.services import PaymentNotSetUp, name_behind, provider_for
from liushui.payments.states import Way
from liushui.projects.services import require_open_for_gifts

if TYPE_CHECKING:
    from django.db.models import QuerySet

_NOTIFIED_AT = {WECHAT: "giving:wechat-notify", ALIPAY: "giving:alipay-notify"}


def begin_payment(
    actor: Actor,
    reference: str,
    *,
    payer_address: str = "127.0.0.1",
    payer_id: str = "",
    known_to: str = "",
    at: datetime,
) -> GiftOrder:
    """Tell the provider of the order and keep what leads to its payment. Safe to call twice.

    ``payer_id`` is the payer's number inside WeChat, as the merchant ``known_to`` learned it:
    passed on, never kept; without it, or where another merchant takes gifts meanwhile, an order to
    be paid there waits for it. Of two calls at once the first says where it is paid.

    Raises ``ProviderSilent``, ``ProviderRefused``, ``PaymentNotSetUp``, and whatever makes the
    project take no gifts now: an order is not paid once its project has closed.
    """
    order = queries.gift_for(actor, reference)
    is_ours = order.channel in Way.values
    if order.state != GiftState.PLACED or order.pay_url or not is_ours:
        return order
    if order.channel == Channel.WECHAT_JSAPI and not payer_id:
        return order
    require_open_for_gifts(order.project, day_of(at))
    told = _told(order, payer_address=payer_address, payer_id=payer_id)
    taking = provider_for(order.channel, order.project.organisation_id, at=at)
    number = taking.merchant.merchant_id
    # Before it is told: the provider's word may be first.
    if not _claim(order, number) or (payer_id and known_to not in {"", number}):
        return queries.gift_for(actor, reference)
    pay_url = taking.begin(told, Way(order.channel), at=at)
    if not _untold(order).filter(merchant_id=number).update(pay_url=pay_url):
        return queries.gift_for(actor, reference)
    order.merchant_id, order.pay_url = number, pay_url
    return order


def _claim(order: GiftOrder, number: str) -> bool:
    """Let the order name the account that takes it; not where another call was first."""
    if order.merchant_id == number:
        return True
    return _untold(order).filter(merchant_id=order.merchant_id).update(merchant_id=number) == 1


def _untold(order: GiftOrder) -> "QuerySet[GiftOrder]":
    """The order as long as no provider was told of it."""
    return GiftOrder.objects.filter(pk=order.pk, state=GiftState.PLACED, pay_url="")


def payment_link(order: GiftOrder, back: str, *, at: datetime) -> str:
    """Where a browser pays the order and returns to ``back`` from; "" where only scanning pays."""
    if not order.pay_url or order.channel not in Way.values:
        return ""
    way = Way(order.channel)
    try:
        return conversation_about(order, at=at).link(
            order.pay_url, _told(order), way, back=back, at=at
        )
    except (PaymentNotSetUp, ProviderSilent):
        return ""


def _told(order: GiftOrder, payer_address: str = "127.0.0.1", payer_id: str = "") -> NewOrder:
    expires_at = order.created_at + timedelta(hours=PAYABLE_HOURS)
    return NewOrder(
        reference=order.reference,
        description=order.project.title[:40],
        amount_minor=order.amount_minor,
        notify_url=_notify_url(name_behind(order.channel)),
        expires_at=expires_at.astimezone(CHINA),
        payer_address=payer_address,
        payer_id=payer_id,
    )


def _notify_url(provider: str) -> str:
    """Where the provider calls back: at the intake, which the proxy leads there."""
    return settings.INTAKE_ORIGIN + reverse(_NOTIFIED_AT[provider])
