"""The charity's own merchant account at WeChat Pay, as the installation's settings say it."""

from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache

from liushui.installation.queries import values_of
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.payments.wechat.client import ProviderRefused, WechatPay
from liushui.payments.wechat.notices import Opener
from liushui.payments.wechat.signing import Merchant, PlatformCertificates, load_key


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


KEYS = {f"wechat_pay.{field.name}": field.name for field in fields(Account)}
# An order that nobody placed: only a merchant whom the provider knows is told that.
_NEVER_PLACED = "LIUSHUI-TRIAL"
_UNKNOWN_ORDER = "ORDER_NOT_EXIST"


class PaymentNotSetUp(DomainError):
    """The installation has no merchant account yet."""

    code = "payment_not_set_up"
    status = 503
    message = gettext_noop("Giving by WeChat Pay is not set up here yet.")
    remedy = gettext_noop("Ask the charity how to give to its bank account meanwhile.")


def provider() -> WechatPay:
    """The conversation with the provider. Raises ``PaymentNotSetUp`` without settings."""
    facts = values_of(KEYS)
    if not all(facts.values()):
        raise PaymentNotSetUp
    return _provider(Account(**{KEYS[key]: value for key, value in facts.items()}))


def try_merchant(*, at: datetime) -> None:
    """Ask for an order that does not exist: the answer says whether we are a merchant there.

    Raises ``PaymentNotSetUp``, ``ProviderSilent``, ``ProviderRefused``.
    """
    try:
        provider().transaction_of(_NEVER_PLACED, at=at)
    except ProviderRefused as error:
        if error.facts.get("reason") != _UNKNOWN_ORDER:
            raise


@lru_cache(maxsize=4)
def _provider(account: Account) -> WechatPay:
    key = load_key(account.merchant_key.encode())
    certificates = PlatformCertificates.from_pem(account.platform_certificate.encode())
    merchant = Merchant(account.merchant_id, account.app_id, account.merchant_serial, key)
    return WechatPay(merchant, Opener(certificates, account.api_v3_key.encode()), account.api)
