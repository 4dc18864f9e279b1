"""Whether the keys of a merchant account can be used at all, before anybody agrees to them."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext

from liushui.kernel.errors import gettext_noop
from liushui.payments import shapes
from liushui.payments.alipay.signing import PlatformKeys, load_app_key
from liushui.payments.errors import MerchantKeysWrong
from liushui.payments.provider import ALIPAY
from liushui.payments.wechat.signing import PlatformCertificates, load_key, load_public_key

Check = Callable[[str], object]

# What each key is called, whether it must be there, and how it is read.
_WECHAT: Mapping[str, tuple[str, bool, Check]] = {
    "merchant_serial": (
        gettext_noop("Serial number of the merchant's certificate"), True,
        shapes.require_serial,
    ),
    "merchant_key": (
        gettext_noop("Private key of the merchant's certificate"), True,
        lambda text: load_key(text.encode()),
    ),
    "api_v3_key": (gettext_noop("APIv3 key"), True, shapes.require_api_v3_key),
    "platform_certificate": (
        gettext_noop("Certificates of the provider"), False,
        lambda text: PlatformCertificates.from_pem(text.encode()),
    ),
    "public_key": (
        gettext_noop("WeChat Pay public key"), False, lambda text: load_public_key(text.encode()),
    ),
    "public_key_id": (
        gettext_noop("Number of the WeChat Pay public key"), False, shapes.require_key_id,
    ),
    "app_secret": (
        gettext_noop("AppSecret of the official account"), False, shapes.require_secret,
    ),
}  # fmt: skip
_ALIPAY: Mapping[str, tuple[str, bool, Check]] = {
    "app_key": (gettext_noop("Private key of the app"), True, load_app_key),
    "platform_key": (gettext_noop("Alipay's public key"), True, PlatformKeys.from_text),
}
KEYS_OF = {"wechat": tuple(_WECHAT), ALIPAY: tuple(_ALIPAY)}


def require_usable(provider: str, keys: Mapping[str, str]) -> None:
    """Demand every key that is needed, each readable, and no other. ``MerchantKeysWrong``."""
    asked = _ALIPAY if provider == ALIPAY else _WECHAT
    for name, (label, is_needed, check) in asked.items():
        text = keys.get(name, "")
        if not text and is_needed:
            raise MerchantKeysWrong(what=gettext(label))
        try:
            if text:
                check(text)
        except (ValueError, TypeError):
            raise MerchantKeysWrong(what=gettext(label)) from None
    if set(keys) != set(asked) or bool(keys.get("public_key")) != bool(keys.get("public_key_id")):
        raise MerchantKeysWrong(what=gettext(asked[next(iter(asked))][0]))
