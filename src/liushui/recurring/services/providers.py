"""The providers at which a donor can allow charges here, and what they are told of us."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from liushui.giving.states import Channel
from liushui.installation.queries import value_of, values_of
from liushui.payments.alipay.client import Alipay
from liushui.payments.alipay.mandates import AlipayMandates
from liushui.payments.mandates import Mandates
from liushui.payments.provider import ALIPAY, WECHAT, Provider, ProviderSilent
from liushui.payments.queries.accounts import mandate_template_at, mandate_templates_of
from liushui.payments.services import (
    PaymentNotSetUp,
    conversation_at,
    conversation_of,
    number_taking,
    settings_owner,
    tellers_of,
)
from liushui.payments.shapes import is_template
from liushui.payments.wechat.client import WechatPay
from liushui.payments.wechat.mandates import WechatMandates
from liushui.recurring.errors import MandatesNotSetUp

if TYPE_CHECKING:
    from liushui.recurring.models import Agreement

CHANNELS: Mapping[str, Channel] = {
    WECHAT: Channel.WECHAT_MANDATE,
    ALIPAY: Channel.ALIPAY_MANDATE,
}
_TEMPLATES = {WECHAT: "recurring.wechat_plan_id", ALIPAY: "recurring.alipay_scene"}
_PAYMENTS = {WECHAT: "giving:wechat-notify", ALIPAY: "giving:alipay-notify"}


def mandates_taking(name: str, organisation_id: int, *, at: datetime) -> tuple[str, Mandates]:
    """Where an agreement for this organisation is signed now: its account there, and the way in.

    Raises ``MandatesNotSetUp``.
    """
    if name not in CHANNELS:
        raise MandatesNotSetUp
    try:
        found = conversation_of(organisation_id, name, at=at)
    except PaymentNotSetUp:
        raise MandatesNotSetUp from None
    return found.merchant.merchant_id, _mandates(found)


def mandates_under(agreement: "Agreement", *, at: datetime) -> Mandates:
    """Where this agreement was signed, or waits to be: charges go by no other account.

    Raises ``MandatesNotSetUp``. One that names no account was signed elsewhere before.
    """
    if not agreement.merchant_id:
        project = agreement.mandate.project
        return mandates_taking(agreement.provider, project.organisation_id, at=at)[1]
    try:
        return _mandates(conversation_at(agreement.provider, agreement.merchant_id))
    except PaymentNotSetUp:
        raise MandatesNotSetUp from None


def number_under(agreement: "Agreement", *, at: datetime) -> str:
    """The account into which charges under this agreement come."""
    if agreement.merchant_id:
        return agreement.merchant_id
    organisation_id = agreement.mandate.project.organisation_id
    return number_taking(organisation_id, agreement.provider, at=at)


def mandates_in(name: str, body: bytes, *, at: datetime) -> tuple[str, Mandates]:
    """For whom a call-back about an agreement seems to be. Raises ``MandatesNotSetUp``."""
    if name not in CHANNELS:
        raise MandatesNotSetUp
    try:
        found = tellers_of(name, at=at).named_in(body)
    except PaymentNotSetUp:
        raise MandatesNotSetUp from None
    return found.merchant.merchant_id, _mandates(found)


def _mandates(found: Provider) -> Mandates:
    template = mandate_template_at(found.name, found.merchant.merchant_id)
    if template is None:
        template = value_of(_TEMPLATES[found.name])
    if not template or not is_template(found.name, template):
        raise MandatesNotSetUp
    if isinstance(found, Alipay):
        return AlipayMandates(found, template)
    assert isinstance(found, WechatPay), "there are these two"
    return WechatMandates(found, template)


def offered(organisation_id: int, *, at: datetime) -> list[str]:
    """Where gifts to this organisation can be charged, in the order in which it is offered."""
    found = []
    for name in CHANNELS:
        try:
            mandates_taking(name, organisation_id, at=at)
        except (MandatesNotSetUp, ProviderSilent):  # keys that cannot be read speak for nobody
            continue
        found.append(name)
    return found


def is_named(organisation_id: int, *, at: datetime) -> bool:
    """Whether a template for this organisation is told: for pages that many open at once.

    Whether its merchant can be spoken for is asked on the page that this leads to.
    """
    own = mandate_templates_of(organisation_id, at)
    if any(own.values()):
        return True
    said = values_of(_TEMPLATES.values())
    return any(
        said[key] and name not in own and settings_owner(name) == organisation_id
        for name, key in _TEMPLATES.items()
    )


def payment_notify_url(name: str) -> str:
    """Where the provider calls back about charges: the same place as about any payment."""
    return settings.INTAKE_ORIGIN + reverse(_PAYMENTS[name])


def notify_url(name: str) -> str:
    """Where the provider calls back about agreements."""
    return settings.ORIGIN + reverse("recurring:notify", args=[name])
