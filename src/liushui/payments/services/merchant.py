"""The charity's own merchant accounts, as the installation's settings say them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

import httpx

from liushui.installation.queries import values_of
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.payments import queries
from liushui.payments.alipay.client import Alipay, line_out
from liushui.payments.alipay.signing import AlipayMerchant, PlatformKeys, load_app_key
from liushui.payments.provider import ALIPAY, WECHAT, Provider, ProviderSilent
from liushui.payments.services.certificates import keep_certificates
from liushui.payments.states import WAYS_OF, Device, Way
from liushui.payments.wechat.certificates import fetch_certificates
from liushui.payments.wechat.client import WechatPay, line_to
from liushui.payments.wechat.notices import Opener
from liushui.payments.wechat.signing import (
    Merchant,
    PlatformCertificates,
    load_key,
    load_public_key,
)


@dataclass(frozen=True, slots=True)
class Account:
    """What the settings ``wechat_pay.*`` say, by their last word."""

    api: str
    merchant_id: str
    app_id: str
    merchant_serial: str
    merchant_key: str
    platform_certificate: str
    api_v3_key: str
    public_key: str
    public_key_id: str

    @property
    def is_whole(self) -> bool:
        """Whether all is there but the provider's own keys."""
        return all(getattr(self, name) for name in _NEEDED)

    @property
    def knows_provider(self) -> bool:
        """Whether there is a key by which the provider's word can be proven."""
        return bool(self.platform_certificate or (self.public_key and self.public_key_id))


@dataclass(frozen=True, slots=True)
class AlipayAccount:
    """What the settings ``alipay.*`` say, by their last word."""

    gateway: str
    merchant_id: str
    app_id: str
    app_key: str
    platform_key: str


KEYS = {f"wechat_pay.{field.name}": field.name for field in fields(Account)}
ALIPAY_KEYS = {f"alipay.{field.name}": field.name for field in fields(AlipayAccount)}
_NEEDED = ("api", "merchant_id", "app_id", "merchant_serial", "merchant_key", "api_v3_key")
# An order that nobody placed: only a merchant whom the provider knows is told that.
_NEVER_PLACED = "LIUSHUI-TRIAL"


class PaymentNotSetUp(DomainError):
    """The installation has no merchant account with this provider yet."""

    code = "payment_not_set_up"
    status = 503
    message = gettext_noop("Paying online is not set up here yet.")
    remedy = gettext_noop("Ask the charity how to give to its bank account meanwhile.")


def provider() -> WechatPay:
    """The conversation with WeChat Pay. Raises ``PaymentNotSetUp`` without settings."""
    account = _wechat_account()
    if account is None or not account.knows_provider:
        raise PaymentNotSetUp
    return _wechat(account)


def alipay() -> Alipay:
    """The conversation with Alipay. Raises ``PaymentNotSetUp`` without settings."""
    facts = values_of(ALIPAY_KEYS)
    if not all(facts.values()):
        raise PaymentNotSetUp
    return _alipay(AlipayAccount(**_named(facts, ALIPAY_KEYS)))


def provider_of(name: str) -> Provider:
    """The conversation with the provider of this name. Raises ``PaymentNotSetUp``."""
    return alipay() if name == ALIPAY else provider()


def provider_for(way: str) -> Provider:
    """The conversation with the provider behind a way to pay. Raises ``PaymentNotSetUp``."""
    return provider_of(name_behind(way))


def name_behind(way: str) -> str:
    """The provider's name behind a way to pay."""
    return ALIPAY if way.startswith(f"{ALIPAY}_") else WECHAT


def ways_offered(device: Device) -> list[Way]:
    """The ways to pay that are set up and work on this device, the usual one first.

    With nothing set up the usual one is named all the same: its page says what is missing.
    """
    said = values_of([*ALIPAY_KEYS, "wechat_pay.app_secret"])
    has_secret = bool(said.pop("wechat_pay.app_secret"))
    account = _wechat_account()
    has_wechat = account is not None and account.knows_provider
    offered = {ALIPAY: all(said.values()), WECHAT: has_wechat}
    ways = [
        way
        for way in WAYS_OF[device]
        if offered[name_behind(way)] and (way != Way.WECHAT_JSAPI or has_secret)
    ]
    if device == Device.IN_WECHAT:
        return ways[:1] or [Way.WECHAT_H5]
    return ways or list(WAYS_OF[device][:1])


def try_merchant(*, at: datetime) -> None:
    """Ask for an order that does not exist: the answer says whether we are a merchant there.

    Where no key of the provider is set, its certificates are fetched first. Raises
    ``PaymentNotSetUp``, ``ProviderSilent``, ``ProviderRefused``.
    """
    account = _wechat_account()
    if account is not None and not account.knows_provider:
        renew_certificates(at=at)
    provider().transaction_of(_NEVER_PLACED, at=at)


def try_alipay(*, at: datetime) -> None:
    """Ask Alipay for an order that does not exist; raises as ``try_merchant`` does."""
    alipay().transaction_of(_NEVER_PLACED, at=at)


def renew_certificates(*, at: datetime) -> int:
    """Fetch WeChat Pay's certificates and keep those that are new; how many.

    They are sealed with our own APIv3 key, so the first ones need no other proof. Raises
    ``PaymentNotSetUp``, ``ProviderSilent``, ``ProviderRefused``.
    """
    account = _wechat_account()
    if account is None:
        raise PaymentNotSetUp
    found = fetch_certificates(_wechat(account), at=at)
    if not found:
        raise ProviderSilent
    return keep_certificates(found, at=at)


def _wechat_account() -> Account | None:
    facts = values_of(KEYS)
    if not all(facts[f"wechat_pay.{name}"] for name in _NEEDED):
        return None
    named = _named(facts, KEYS)
    named["platform_certificate"] += queries.kept_certificates()
    return Account(**named)


def _named(facts: Mapping[str, Any], keys: Mapping[str, str]) -> dict[str, Any]:
    return {keys[key]: value for key, value in facts.items()}


@lru_cache(maxsize=4)
def _wechat(account: Account) -> WechatPay:
    pem = account.platform_certificate.encode()
    known = PlatformCertificates.from_pem(pem) if pem.strip() else PlatformCertificates([])
    if account.public_key and account.public_key_id:
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


@lru_cache(maxsize=4)
def _alipay(account: AlipayAccount) -> Alipay:
    merchant = AlipayMerchant(account.merchant_id, account.app_id, load_app_key(account.app_key))
    keys = PlatformKeys.from_text(account.platform_key)
    return Alipay(merchant, keys, account.gateway, line=_line_to_alipay(account.gateway))


@cache
def _line_to_alipay(gateway: str) -> httpx.Client:
    del gateway  # one for each, so that an end of one is not the end of another
    return line_out()
