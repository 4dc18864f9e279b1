"""The SDK that our signatures for Alipay are held against, out of its vendored wheel."""

import sys
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from liushui.config.simulators.alipay.keys import APP_ID

WHEEL = Path(__file__).with_name("vendor") / "python_alipay_sdk-3.4.0-py3-none-any.whl"
CHECKSUM = "515ee5e336eb77bf14704c20883d2794be460cdef0220f59328e4818e39102b0"

assert sha256(WHEEL.read_bytes()).hexdigest() == CHECKSUM, f"{WHEEL.name} is not what was vendored"
if str(WHEEL) not in sys.path:
    sys.path.append(str(WHEEL))

from alipay import AliPay  # noqa: E402 - out of the wheel

__all__ = ["AliPay", "oracle", "pem_of"]


def pem_of(key: RSAPrivateKey, *, public: bool = False) -> str:
    """The key as the SDK reads it."""
    if public:
        kind = PublicFormat.SubjectPublicKeyInfo
        return key.public_key().public_bytes(Encoding.PEM, kind).decode()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def oracle(own: RSAPrivateKey, theirs: RSAPrivateKey) -> AliPay:
    """The SDK as whoever holds ``own`` and believes ``theirs``."""
    return AliPay(
        appid=APP_ID,
        app_notify_url="http://127.0.0.1/notify",
        app_private_key_string=pem_of(own),
        alipay_public_key_string=pem_of(theirs, public=True),
        sign_type="RSA2",
    )
