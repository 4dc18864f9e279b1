"""Paying inside WeChat, with what the settings say."""

from collections.abc import Mapping
from datetime import datetime

from liushui.installation.queries import values_of
from liushui.payments.services.merchant import PaymentNotSetUp, provider
from liushui.payments.wechat import inside
from liushui.payments.wechat.client import PREPAY

_KEYS = ("wechat_pay.app_secret", "wechat_pay.door", "wechat_pay.app_api")


def door_to_wechat(*, back: str, state: str) -> str:
    """Where a browser inside WeChat learns who pays. Raises ``PaymentNotSetUp``."""
    said = _settings()
    app_id = provider().merchant.app_id
    return inside.door_for(said["wechat_pay.door"], app_id, back=back, state=state)


def payer_inside(code: str) -> str:
    """The payer's number for the code that the browser brought; it is passed on and never kept.

    Raises ``PaymentNotSetUp``, ``ProviderSilent``, ``ProviderRefused``.
    """
    said = _settings()
    app_id = provider().merchant.app_id
    secret = said["wechat_pay.app_secret"]
    return inside.payer_of(said["wechat_pay.app_api"], app_id, secret, code)


def bridge_of(kept: str, *, at: datetime) -> Mapping[str, str]:
    """What the page hands to the app for this order; nothing where it is paid otherwise."""
    if not kept.startswith(PREPAY):
        return {}
    try:
        return inside.bridge_for(provider().merchant, kept, at=at)
    except PaymentNotSetUp:
        return {}


def _settings() -> Mapping[str, str]:
    said = values_of(_KEYS)
    if not said["wechat_pay.app_secret"]:
        raise PaymentNotSetUp
    return said
