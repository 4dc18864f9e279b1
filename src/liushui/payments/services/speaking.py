"""Speaking as one merchant: one conversation for each account and its keys, lines kept open."""

from functools import cache, lru_cache

import httpx

from liushui.kernel.errors import DomainError, gettext_noop
from liushui.payments import shapes
from liushui.payments.alipay.client import Alipay, line_out
from liushui.payments.alipay.signing import AlipayMerchant, PlatformKeys, load_app_key
from liushui.payments.errors import MerchantUnusable
from liushui.payments.provider import Provider
from liushui.payments.services.facts import Account, AlipayAccount, Facts
from liushui.payments.wechat.client import WechatPay, line_to
from liushui.payments.wechat.notices import Opener
from liushui.payments.wechat.signing import (
    Merchant,
    PlatformCertificates,
    load_key,
    load_public_key,
)

_MERCHANTS_AT_ONCE = 256


class PaymentNotSetUp(DomainError):
    """There is no merchant account with this provider for this: none at all, or not this one's."""

    code = "payment_not_set_up"
    status = 503
    message = gettext_noop("Paying online is not set up here yet.")
    remedy = gettext_noop("Ask the charity how to give to its bank account meanwhile.")


def spoken(facts: Facts | None) -> Provider:
    """The conversation. Raises ``PaymentNotSetUp`` where the provider's word cannot be proven.

    Raises ``MerchantUnusable`` for keys that cannot be read.
    """
    if facts is None or not facts.knows_provider:
        raise PaymentNotSetUp
    return as_alipay(facts) if isinstance(facts, AlipayAccount) else as_wechat(facts)


@lru_cache(maxsize=_MERCHANTS_AT_ONCE)
def as_wechat(account: Account) -> WechatPay:
    """The conversation with WeChat Pay; this merchant may know no key of the provider yet.

    Raises ``MerchantUnusable``.
    """
    try:
        return _wechat(account)
    except (ValueError, TypeError):
        raise MerchantUnusable from None


def _wechat(account: Account) -> WechatPay:
    shapes.require_serial(account.merchant_serial)
    pem = account.platform_certificate.encode()
    known = PlatformCertificates.from_pem(pem) if pem.strip() else PlatformCertificates([])
    if account.public_key and account.public_key_id:
        shapes.require_key_id(account.public_key_id)
        key = load_public_key(account.public_key.encode())
        known = known.also(account.public_key_id, key)
    merchant = Merchant(
        account.merchant_id,
        account.app_id,
        account.merchant_serial,
        load_key(account.merchant_key.encode()),
    )
    opener = Opener(known, account.api_v3_key.encode())
    return WechatPay(merchant, opener, account.api, line=_line_to_wechat(account.api))


@cache  # a handful of addresses: a line that others may still speak on is not let go
def _line_to_wechat(api: str) -> httpx.Client:
    """One for all keys: what comes by the hour must not open connections beside open ones."""
    return line_to(api)


@lru_cache(maxsize=_MERCHANTS_AT_ONCE)
def as_alipay(account: AlipayAccount) -> Alipay:
    """The conversation with Alipay. Raises ``MerchantUnusable``."""
    try:
        key = load_app_key(account.app_key)
        keys = PlatformKeys.from_text(account.platform_key)
    except (ValueError, TypeError):
        raise MerchantUnusable from None
    merchant = AlipayMerchant(account.merchant_id, account.app_id, key)
    return Alipay(merchant, keys, account.gateway, line=_line_to_alipay(account.gateway))


@cache
def _line_to_alipay(gateway: str) -> httpx.Client:
    del gateway  # one for each, so that an end of one is not the end of another
    return line_out()
