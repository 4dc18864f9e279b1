"""Into whose account an order is paid: the one that it names, of its organisation's own."""

from datetime import datetime
from typing import TYPE_CHECKING

from liushui.giving.states import BY_HAND, Channel
from liushui.payments.provider import Provider
from liushui.payments.services import (
    conversation_at,
    conversation_of,
    name_behind,
    number_taking,
)

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder, GiftRefund
    from liushui.projects.models import Project


def number_for(project: "Project", channel: str, *, at: datetime) -> str:
    """The account into which a new order of this channel is paid; "" where no provider takes it."""
    if channel in BY_HAND | {Channel.SHEET}:
        return ""
    return number_taking(project.organisation_id, name_behind(channel), at=at)


def conversation_about(order: "GiftOrder", *, at: datetime) -> Provider:
    """The provider, as the merchant to whom this order is paid, former or not.

    Raises ``PaymentNotSetUp``.
    """
    return _of(name_behind(order.channel), order.merchant_id, order, at)


def conversation_back(one: "GiftRefund", *, at: datetime) -> Provider:
    """The provider, as the merchant into whose account the gift came. ``PaymentNotSetUp``."""
    return _of(one.payment.provider, one.payment.merchant_id, one.order, at)


def _of(name: str, merchant_id: str, order: "GiftOrder", at: datetime) -> Provider:
    if merchant_id:
        return conversation_at(name, merchant_id)
    return conversation_of(order.project.organisation_id, name, at=at)
