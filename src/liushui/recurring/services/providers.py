"""The providers at which a donor can allow charges here, and what they are told of us."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.urls import reverse

from liushui.giving.states import Channel
from liushui.installation.queries import value_of, values_of
from liushui.payments.alipay.mandates import AlipayMandates
from liushui.payments.mandates import Mandates
from liushui.payments.provider import ALIPAY, WECHAT
from liushui.payments.services import PaymentNotSetUp, alipay, provider
from liushui.payments.wechat.mandates import WechatMandates
from liushui.recurring.errors import MandatesNotSetUp

CHANNELS: Mapping[str, Channel] = {
    WECHAT: Channel.WECHAT_MANDATE,
    ALIPAY: Channel.ALIPAY_MANDATE,
}
_TEMPLATES = ("recurring.wechat_plan_id", "recurring.alipay_scene")
_PAYMENTS = {WECHAT: "giving:wechat-notify", ALIPAY: "giving:alipay-notify"}


def _wechat() -> Mandates | None:
    plan = value_of("recurring.wechat_plan_id")
    return WechatMandates(provider(), plan) if plan else None


def _alipay() -> Mandates | None:
    scene = value_of("recurring.alipay_scene")
    return AlipayMandates(alipay(), scene) if scene else None


_PROVIDERS: Mapping[str, Callable[[], Mandates | None]] = {WECHAT: _wechat, ALIPAY: _alipay}


def mandates_at(name: str) -> Mandates:
    """The provider's side of regular gifts. Raises ``MandatesNotSetUp``."""
    make = _PROVIDERS.get(name)
    try:
        found = make() if make else None
    except PaymentNotSetUp:
        found = None
    if found is None:
        raise MandatesNotSetUp
    return found


def offered() -> list[str]:
    """The providers that are set up for it, in the order in which they are offered."""
    found = []
    for name in _PROVIDERS:
        try:
            mandates_at(name)
        except MandatesNotSetUp:
            continue
        found.append(name)
    return found


def is_named() -> bool:
    """Whether a template of some provider is set: one query, for pages that many open at once.

    Whether its merchant is set up too is asked on the page that this leads to.
    """
    return any(values_of(_TEMPLATES).values())


def payment_notify_url(name: str) -> str:
    """Where the provider calls back about charges: the same place as about any payment."""
    return settings.INTAKE_ORIGIN + reverse(_PAYMENTS[name])


def notify_url(name: str) -> str:
    """Where the provider calls back about agreements."""
    return settings.ORIGIN + reverse("recurring:notify", args=[name])
