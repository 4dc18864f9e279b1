"""What must be known to speak to a provider as one merchant: by the settings, or as entered."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from cryptography.exceptions import InvalidTag

from liushui.base import vault
from liushui.installation.queries import value_of, values_of
from liushui.payments import queries
from liushui.payments.errors import MerchantUnusable
from liushui.payments.provider import ALIPAY

if TYPE_CHECKING:
    from liushui.payments.models import MerchantAccount


@dataclass(frozen=True, slots=True)
class Account:
    """A merchant at WeChat Pay, and by which keys its word is proven."""

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
    def knows_provider(self) -> bool:
        """Whether there is a key by which the provider's word can be proven."""
        return bool(self.platform_certificate or (self.public_key and self.public_key_id))


@dataclass(frozen=True, slots=True)
class AlipayAccount:
    """A merchant at Alipay."""

    gateway: str
    merchant_id: str
    app_id: str
    app_key: str
    platform_key: str

    @property
    def knows_provider(self) -> bool:
        """There is no account without the provider's key."""
        return bool(self.platform_key)


Facts = Account | AlipayAccount
KEYS = {f"wechat_pay.{field.name}": field.name for field in fields(Account)}
ALIPAY_KEYS = {f"alipay.{field.name}": field.name for field in fields(AlipayAccount)}
_NEEDED = ("api", "merchant_id", "app_id", "merchant_serial", "merchant_key", "api_v3_key")
_WHERE = {"wechat": "wechat_pay.api", ALIPAY: "alipay.gateway"}
_SEALED = "merchant_keys"


def facts_set(name: str) -> Facts | None:
    """The account of the settings, by their last word; none while a needed value is missing."""
    if name == ALIPAY:
        said = values_of(ALIPAY_KEYS)
        return AlipayAccount(**_named(said, ALIPAY_KEYS)) if all(said.values()) else None
    said = values_of(KEYS)
    if not all(said[f"wechat_pay.{one}"] for one in _NEEDED):
        return None
    named = _named(said, KEYS)
    named["platform_certificate"] += queries.kept_certificates()
    return Account(**named)


def facts_entered(row: "MerchantAccount") -> Facts:
    """What was entered of an organisation's own account."""
    keys = _opened(row.code, bytes(row.sealed))
    where = value_of(_WHERE[row.provider])
    if row.provider == ALIPAY:
        return AlipayAccount(
            where, row.merchant_id, row.app_id, keys["app_key"], keys["platform_key"]
        )
    return Account(
        api=where,
        merchant_id=row.merchant_id,
        app_id=row.app_id,
        merchant_serial=keys["merchant_serial"],
        merchant_key=keys["merchant_key"],
        platform_certificate=keys["platform_certificate"] + queries.kept_certificates(),
        api_v3_key=keys["api_v3_key"],
        public_key=keys["public_key"],
        public_key_id=keys["public_key_id"],
    )


def app_secret_of(row: "MerchantAccount") -> str:
    """The secret of its official account; "" where it is not paid inside WeChat."""
    return _opened(row.code, bytes(row.sealed)).get("app_secret", "")


def sealed_keys(code: UUID, keys: Mapping[str, str]) -> bytes:
    """What is kept of the keys, under the installation's own, as the settings' are."""
    return vault.seal_house(f"{_SEALED}:{code}", json.dumps(dict(keys), sort_keys=True))


@lru_cache(maxsize=512)  # what was sealed never changes
def _opened(code: UUID, sealed: bytes) -> Mapping[str, str]:
    try:
        keys: Mapping[str, str] = json.loads(vault.open_passing(f"{_SEALED}:{code}", sealed))
    except (InvalidTag, ValueError, vault.Shredded):  # sealed under another installation's key
        raise MerchantUnusable from None
    return keys


def _named(said: Mapping[str, Any], keys: Mapping[str, str]) -> dict[str, Any]:
    return {keys[key]: value for key, value in said.items()}
