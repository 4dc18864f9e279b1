"""What the operator sets so that gifts reach the charity's own merchant account."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from django.utils.translation import gettext

from liushui.installation.declared import Group, Kind, Setting, SettingWrong, Trial, declare
from liushui.kernel.errors import gettext_noop
from liushui.payments import shapes
from liushui.payments.alipay.signing import PlatformKeys, load_app_key
from liushui.payments.services.merchant import try_alipay, try_merchant
from liushui.payments.wechat.signing import PlatformCertificates, load_key, load_public_key
from liushui.payments.whose import whose_account

_KEY = gettext_noop("Private key of the merchant's certificate")
_CERTIFICATES = gettext_noop("Certificates of the provider")
_API_V3 = gettext_noop("APIv3 key")
_API = gettext_noop("Address of WeChat Pay")
_PUBLIC_KEY = gettext_noop("WeChat Pay public key")
_PUBLIC_KEY_ID = gettext_noop("Number of the WeChat Pay public key")
_APP_SECRET = gettext_noop("AppSecret of the official account")
_APP_KEY = gettext_noop("Private key of the app")
_PARTNER = gettext_noop("Alipay: partner number")
_ALIPAY_APP = gettext_noop("Alipay: app id")
_PLATFORM_KEY = gettext_noop("Alipay's public key")
_GATEWAY = gettext_noop("Address of Alipay's gateway")


def declare_payments() -> None:
    """Make them known; called once, at start-up."""
    declare(_wechat_pay())
    declare(_alipay())


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
    try:
        shapes.require_api_v3_key(text)
    except ValueError:
        raise _wrong(_API_V3, gettext("it has 32 characters.")) from None


def require_number(label: str, text: str) -> None:
    """A merchant number."""
    if not shapes.is_merchant(text):
        raise _wrong(label, gettext("it has digits alone, eight or more."))


def require_app(label: str, text: str) -> None:
    """The id of an app."""
    if not shapes.is_app(text):
        raise _wrong(label, gettext("it has letters and digits alone."))


def require_serial(label: str, text: str) -> None:
    """The serial number of a certificate."""
    try:
        shapes.require_serial(text)
    except ValueError:
        raise _wrong(label, gettext("it has the digits 0 to 9 and the letters A to F.")) from None


def require_key_id(text: str) -> None:
    """The number of a public key."""
    try:
        shapes.require_key_id(text)
    except ValueError:
        why = gettext("it has letters, digits and underscores alone.")
        raise _wrong(_PUBLIC_KEY_ID, why) from None


def require_secret(text: str) -> None:
    """The official account's secret."""
    try:
        shapes.require_secret(text)
    except ValueError:
        raise _wrong(_APP_SECRET, gettext("it has letters and digits alone.")) from None


def require_api(text: str) -> None:
    """https, or this machine's own for a simulator."""
    _require_address(text, _API)


def require_gateway(text: str) -> None:
    """https, or this machine's own for a simulator."""
    _require_address(text, _GATEWAY)


def require_public_key(text: str) -> None:
    """An RSA public key as PEM."""
    try:
        load_public_key(text.encode())
    except (ValueError, TypeError):
        raise _wrong(_PUBLIC_KEY, gettext("an RSA public key in PEM is needed.")) from None


def require_app_key(text: str) -> None:
    """An RSA key without a password, as PEM or as the provider's tool writes it."""
    try:
        load_app_key(text)
    except (ValueError, TypeError):
        raise _wrong(_APP_KEY, gettext("an RSA key without a password is needed.")) from None


def require_platform_key(text: str) -> None:
    """One public key or several."""
    try:
        PlatformKeys.from_text(text)
    except ValueError:
        raise _wrong(_PLATFORM_KEY, gettext("an RSA public key is needed.")) from None


def _require_address(text: str, label: str) -> None:
    parts = urlsplit(text)
    is_own = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if not parts.hostname or not (parts.scheme == "https" or is_own):
        raise _wrong(label, gettext("it begins with https://."))


def _wrong(label: str, why: str) -> SettingWrong:
    return SettingWrong(label=gettext(label), why=why)


def _try(asked: str, at: datetime) -> None:
    del asked
    try_merchant(at=at)


def _try_alipay(asked: str, at: datetime) -> None:
    del asked
    try_alipay(at=at)


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
            _text("merchant_id", gettext_noop("Merchant number"), require_number),
            _text("app_id", gettext_noop("App id"), require_app),
            _text(
                "merchant_serial",
                gettext_noop("Serial number of the merchant's certificate"),
                require_serial,
            ),
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
                help=gettext_noop(
                    "PEM; several may stand below each other. Left empty, they are fetched from the"
                    " provider when it is asked, and every hour."
                ),
                kind=Kind.LINES,
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
            *_newer_merchants(),
            whose_account("wechat_pay", "LIUSHUI_WECHAT_ORGANISATION"),
        ),
    )


def _newer_merchants() -> tuple[Setting, ...]:
    """What only some merchants have."""
    return (
        Setting(
            key="wechat_pay.public_key",
            label=_PUBLIC_KEY,
            help=gettext_noop("PEM. Newer merchants have it in place of certificates."),
            kind=Kind.LINES,
            environment="LIUSHUI_WECHAT_PUBLIC_KEY_FILE",
            of_file=True,
            check=require_public_key,
        ),
        Setting(
            key="wechat_pay.public_key_id",
            label=_PUBLIC_KEY_ID,
            help=gettext_noop("It begins with PUB_KEY_ID_."),
            environment="LIUSHUI_WECHAT_PUBLIC_KEY_ID",
            check=require_key_id,
        ),
        Setting(
            key="wechat_pay.app_secret",
            label=_APP_SECRET,
            help=gettext_noop("Only with it can gifts be paid inside WeChat."),
            is_secret=True,
            environment="LIUSHUI_WECHAT_APP_SECRET_FILE",
            of_file=True,
            check=require_secret,
        ),
        Setting(
            key="wechat_pay.door",
            label=gettext_noop("Where WeChat tells who opens a page"),
            default="https://open.weixin.qq.com",
            environment="LIUSHUI_WECHAT_DOOR",
            check=require_api,
        ),
        Setting(
            key="wechat_pay.app_api",
            label=gettext_noop("Address of the official account's interface"),
            default="https://api.weixin.qq.com",
            environment="LIUSHUI_WECHAT_APP_API",
            check=require_api,
        ),
    )


def _alipay() -> Group:
    return Group(
        key="alipay",
        title=gettext_noop("Alipay"),
        about=gettext_noop(
            "A second way to pay, also straight to the charity's own account. All of it comes from"
            " the provider's open platform, in public key mode with RSA2."
        ),
        is_weighty=True,
        trial=Trial(
            verb=gettext_noop("Ask the provider"),
            run=_try_alipay,
            said=gettext_noop("The provider knows this merchant and its key."),
        ),
        settings=(
            Setting(
                key="alipay.merchant_id",
                label=_PARTNER,
                help=gettext_noop("Sixteen digits that begin with 2088."),
                is_needed=True,
                environment="LIUSHUI_ALIPAY_MERCHANT_ID",
                check=partial(require_number, _PARTNER),
            ),
            Setting(
                key="alipay.app_id",
                label=_ALIPAY_APP,
                is_needed=True,
                environment="LIUSHUI_ALIPAY_APP_ID",
                check=partial(require_app, _ALIPAY_APP),
            ),
            Setting(
                key="alipay.app_key",
                label=_APP_KEY,
                help=gettext_noop("PEM, or the single line that the provider's key tool writes."),
                kind=Kind.LINES,
                is_secret=True,
                is_needed=True,
                environment="LIUSHUI_ALIPAY_APP_KEY_FILE",
                of_file=True,
                check=require_app_key,
            ),
            Setting(
                key="alipay.platform_key",
                label=_PLATFORM_KEY,
                help=gettext_noop(
                    "As the provider's page shows it, or PEM. While it changes, the old and the new"
                    " below each other."
                ),
                kind=Kind.LINES,
                is_needed=True,
                environment="LIUSHUI_ALIPAY_PLATFORM_KEY_FILE",
                of_file=True,
                check=require_platform_key,
            ),
            Setting(
                key="alipay.gateway",
                label=_GATEWAY,
                default="https://openapi.alipay.com/gateway.do",
                environment="LIUSHUI_ALIPAY_GATEWAY",
                check=require_gateway,
            ),
            whose_account("alipay", "LIUSHUI_ALIPAY_ORGANISATION"),
        ),
    )


def _text(name: str, label: str, check: Callable[[str, str], None]) -> Setting:
    return Setting(
        key=f"wechat_pay.{name}",
        label=label,
        is_needed=True,
        environment=f"LIUSHUI_WECHAT_{name.upper()}",
        check=partial(check, label),
    )
