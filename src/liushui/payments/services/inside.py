"""Paying inside WeChat, as the charity's own merchant."""

from collections.abc import Mapping
from datetime import datetime

from liushui.installation.queries import value_of
from liushui.payments.errors import MerchantUnusable
from liushui.payments.provider import WECHAT
from liushui.payments.queries.accounts import account_numbered
from liushui.payments.services.facts import app_secret_of
from liushui.payments.services.merchant import conversation_at
from liushui.payments.services.speaking import PaymentNotSetUp
from liushui.payments.wechat import inside
from liushui.payments.wechat.client import PREPAY, WechatPay


def door_to_wechat(merchant_id: str, *, back: str, state: str) -> str:
    """Where a browser inside WeChat learns who pays. Raises ``PaymentNotSetUp``."""
    _secret(merchant_id)
    app_id = _wechat(merchant_id).merchant.app_id
    return inside.door_for(value_of("wechat_pay.door"), app_id, back=back, state=state)


def payer_inside(merchant_id: str, code: str) -> str:
    """The payer's number for the code that the browser brought; it is passed on and never kept.

    Raises ``PaymentNotSetUp``, ``ProviderSilent``, ``ProviderRefused``.
    """
    secret = _secret(merchant_id)
    app_id = _wechat(merchant_id).merchant.app_id
    return inside.payer_of(value_of("wechat_pay.app_api"), app_id, secret, code)


def bridge_of(merchant_id: str, kept: str, *, at: datetime) -> Mapping[str, str]:
    """What the page hands to the app for this order; nothing where it is paid otherwise."""
    if not kept.startswith(PREPAY):
        return {}
    try:
        return inside.bridge_for(_wechat(merchant_id).merchant, kept, at=at)
    except (PaymentNotSetUp, MerchantUnusable):
        return {}


def _wechat(merchant_id: str) -> WechatPay:
    found = conversation_at(WECHAT, merchant_id)
    if not isinstance(found, WechatPay):
        raise PaymentNotSetUp
    return found


def _secret(merchant_id: str) -> str:
    entered = account_numbered(WECHAT, merchant_id)
    said = app_secret_of(entered) if entered else value_of("wechat_pay.app_secret")
    if not said:
        raise PaymentNotSetUp
    return said
