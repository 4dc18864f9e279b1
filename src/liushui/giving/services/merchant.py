"""The charity's own merchant account at WeChat Pay, from the settings."""

from functools import cache
from pathlib import Path

from django.conf import settings

from liushui.giving.wechat.client import WechatPay
from liushui.giving.wechat.notices import Opener
from liushui.giving.wechat.signing import Merchant, PlatformCertificates, load_key
from liushui.kernel.errors import DomainError, gettext_noop


class PaymentNotSetUp(DomainError):
    """The installation has no merchant account yet."""

    code = "payment_not_set_up"
    status = 503
    message = gettext_noop("Giving by WeChat Pay is not set up here yet.")
    remedy = gettext_noop("Ask the charity how to give to its bank account meanwhile.")


def provider() -> WechatPay:
    """The conversation with the provider. Raises ``PaymentNotSetUp`` without settings."""
    facts: dict[str, str] = settings.WECHAT_PAY
    if not all(facts.values()):
        raise PaymentNotSetUp
    return _provider(**facts)


@cache
def _provider(  # noqa: PLR0913 - the settings, one by one
    *,
    api: str,
    merchant_id: str,
    app_id: str,
    merchant_serial: str,
    merchant_key_file: str,
    platform_certificate_file: str,
    api_v3_key_file: str,
) -> WechatPay:
    key = load_key(Path(merchant_key_file).read_bytes())
    opener = Opener(
        PlatformCertificates.from_pem(Path(platform_certificate_file).read_bytes()),
        Path(api_v3_key_file).read_bytes().strip(),
    )
    return WechatPay(Merchant(merchant_id, app_id, merchant_serial, key), opener, api)
