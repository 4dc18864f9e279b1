"""What the numbers and keys of a merchant look like: what is typed is judged before it is kept.

A header of a request takes nothing but printable ASCII, so a stray character in a number would stop
every request that bears it.
"""

import re

API_V3_LENGTH = 32
_MERCHANT = re.compile(r"[0-9]{8,32}")
_APP = re.compile(r"[0-9A-Za-z]{4,32}")
_SERIAL = re.compile(r"[0-9A-Fa-f]{1,64}")
_KEY_ID = re.compile(r"[0-9A-Za-z_]{1,64}")
_SECRET = re.compile(r"[!-~]{1,200}")
_TEMPLATES = {"wechat": re.compile(r"[0-9]{1,20}"), "alipay": re.compile(r"[0-9A-Za-z_|/-]{1,64}")}


def is_merchant(text: str) -> bool:
    """A merchant number."""
    return _MERCHANT.fullmatch(text) is not None


def is_app(text: str) -> bool:
    """The id of an app."""
    return _APP.fullmatch(text) is not None


def is_template(provider: str, text: str) -> bool:
    """Under what regular gifts are signed there: a number at WeChat Pay, a scene at Alipay."""
    return _TEMPLATES[provider].fullmatch(text) is not None


def require_serial(text: str) -> None:
    """The serial number of a certificate, in hexadecimal. Raises ``ValueError``."""
    _require(_SERIAL, text)


def require_key_id(text: str) -> None:
    """The number of a public key. Raises ``ValueError``."""
    _require(_KEY_ID, text)


def require_secret(text: str) -> None:
    """A secret as the provider makes them. Raises ``ValueError``."""
    _require(_SECRET, text)


def require_api_v3_key(text: str) -> None:
    """The 32 characters that seal what the provider sends. Raises ``ValueError``."""
    if len(text) != API_V3_LENGTH:
        raise ValueError
    _require(_SECRET, text)


def _require(shape: re.Pattern[str], text: str) -> None:
    if shape.fullmatch(text) is None:
        raise ValueError
