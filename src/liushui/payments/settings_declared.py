"""What the operator sets so that gifts reach the charity's own merchant account."""

from datetime import datetime
from urllib.parse import urlsplit

from django.utils.translation import gettext

from liushui.installation.declared import Group, Kind, Setting, SettingWrong, Trial, declare
from liushui.kernel.errors import gettext_noop
from liushui.payments.services.merchant import try_merchant
from liushui.payments.wechat.signing import PlatformCertificates, load_key

_KEY = gettext_noop("Private key of the merchant's certificate")
_CERTIFICATES = gettext_noop("Certificates of the provider")
_API_V3 = gettext_noop("APIv3 key")
_API = gettext_noop("Address of WeChat Pay")
API_V3_LENGTH = 32


def declare_payments() -> None:
    """Make them known; called once, at start-up."""
    declare(_wechat_pay())


def require_key(text: str) -> None:
    """An RSA key without a password, as PEM."""
    try:
        load_key(text.encode())
    except (ValueError, TypeError):
        raise _wrong(_KEY, gettext("an RSA key in PEM without a password is needed.")) from None


def require_certificates(text: str) -> None:
    """One certificate or several, as PEM."""
    try:
        PlatformCertificates.from_pem(text.encode())
    except ValueError:
        raise _wrong(_CERTIFICATES, gettext("a certificate in PEM is needed.")) from None


def require_api_v3_key(text: str) -> None:
    """The 32 characters that seal what the provider sends."""
    if len(text.encode()) != API_V3_LENGTH:
        raise _wrong(_API_V3, gettext("it has 32 characters."))


def require_api(text: str) -> None:
    """https, or this machine's own for a simulator."""
    parts = urlsplit(text)
    is_own = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if not parts.hostname or not (parts.scheme == "https" or is_own):
        raise _wrong(_API, gettext("it begins with https://."))


def _wrong(label: str, why: str) -> SettingWrong:
    return SettingWrong(label=gettext(label), why=why)


def _try(asked: str, at: datetime) -> None:
    del asked
    try_merchant(at=at)


def _wechat_pay() -> Group:
    return Group(
        key="wechat-pay",
        title=gettext_noop("WeChat Pay"),
        about=gettext_noop(
            "Gifts go straight to the charity's own merchant account. All of it comes from the"
            " provider's merchant platform."
        ),
        step=40,
        is_weighty=True,
        trial=Trial(
            verb=gettext_noop("Ask the provider"),
            run=_try,
            said=gettext_noop("The provider knows this merchant and its key."),
        ),
        settings=(
            _text("merchant_id", gettext_noop("Merchant number")),
            _text("app_id", gettext_noop("App id")),
            _text("merchant_serial", gettext_noop("Serial number of the merchant's certificate")),
            Setting(
                key="wechat_pay.merchant_key",
                label=_KEY,
                help=gettext_noop("The whole file apiclient_key.pem."),
                kind=Kind.LINES,
                is_secret=True,
                is_needed=True,
                environment="LIUSHUI_WECHAT_MERCHANT_KEY_FILE",
                of_file=True,
                check=require_key,
            ),
            Setting(
                key="wechat_pay.platform_certificate",
                label=_CERTIFICATES,
                help=gettext_noop("PEM; several may stand below each other."),
                kind=Kind.LINES,
                is_needed=True,
                environment="LIUSHUI_WECHAT_PLATFORM_CERTIFICATE_FILE",
                of_file=True,
                check=require_certificates,
            ),
            Setting(
                key="wechat_pay.api_v3_key",
                label=_API_V3,
                is_secret=True,
                is_needed=True,
                environment="LIUSHUI_WECHAT_API_V3_KEY_FILE",
                of_file=True,
                check=require_api_v3_key,
            ),
            Setting(
                key="wechat_pay.api",
                label=_API,
                default="https://api.mch.weixin.qq.com",
                environment="LIUSHUI_WECHAT_API",
                check=require_api,
            ),
        ),
    )


def _text(name: str, label: str) -> Setting:
    return Setting(
        key=f"wechat_pay.{name}",
        label=label,
        is_needed=True,
        environment=f"LIUSHUI_WECHAT_{name.upper()}",
    )
