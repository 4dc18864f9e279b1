"""The cryptography of Alipay's open platform, pure: RSA2 over sorted fields, in public key mode.

Source: the provider's documents "自行实现签名", "自行实现验签" and "异步通知验签".
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
)

from liushui.payments.provider import Untrusted

SIGN_TYPE = "RSA2"
_PUBLIC_END = "-----END PUBLIC KEY-----"
_FIELDS_LIMIT = 100


@dataclass(frozen=True, slots=True)
class AlipayMerchant:
    """Who we are to the provider, and the key that says so."""

    merchant_id: str
    app_id: str
    key: RSAPrivateKey


class PlatformKeys:
    """The provider's public keys that we know; while it changes them, the old and the new."""

    def __init__(self, keys: Iterable[RSAPublicKey]) -> None:
        self._keys = tuple(keys)

    @classmethod
    def from_text(cls, text: str) -> "PlatformKeys":
        """One key or several: each PEM, or the bare base64 that the provider's page shows, a line.

        Raises ``ValueError`` for anything else.
        """
        return cls([_public_key(one) for one in _each(text)])

    def require_signed(self, message: bytes, signature: str) -> None:
        """Raise ``Untrusted`` unless one of the keys signed these bytes."""
        if not any(_is_signed(key, message, signature) for key in self._keys):
            raise Untrusted("forged")


def load_app_key(text: str) -> RSAPrivateKey:
    """Our own key: PEM, or the bare base64 (PKCS#1 or PKCS#8) of the provider's key tool."""
    if "-----BEGIN" in text:
        key = load_pem_private_key(text.strip().encode(), password=None)
    else:
        key = load_der_private_key(b64decode("".join(text.split()), validate=True), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("Alipay signs with RSA keys only")
    return key


def signed_content(fields: Mapping[str, str], *, leaves_out: Sequence[str]) -> bytes:
    """The fields as both sides sign them: sorted by name, joined, the values as they are."""
    kept = sorted(one for one in fields.items() if one[0] not in leaves_out)
    return "&".join(f"{name}={value}" for name, value in kept).encode()


def sign(key: RSAPrivateKey, message: bytes) -> str:
    """The base64 of the RSA PKCS#1 v1.5 signature over SHA-256."""
    return b64encode(key.sign(message, PKCS1v15(), SHA256())).decode()


def signed_request(key: RSAPrivateKey, fields: Mapping[str, str]) -> dict[str, str]:
    """A request's fields with their signature; what is empty is not sent."""
    full = {name: value for name, value in fields.items() if value}
    return full | {"sign": sign(key, signed_content(full, leaves_out=("sign",)))}


def open_call_back(body: bytes, keys: PlatformKeys) -> dict[str, str]:
    """The fields of a call-back, proven. Raises ``Untrusted``.

    A name that stands twice could be read one way by whoever signed and another way by us.
    """
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=_FIELDS_LIMIT
        )
    except ValueError:
        raise Untrusted("forged") from None
    fields = dict(pairs)
    if len(fields) != len(pairs) or fields.get("sign_type") != SIGN_TYPE:
        raise Untrusted("forged")
    content = signed_content(fields, leaves_out=("sign", "sign_type"))
    keys.require_signed(content, fields.get("sign", ""))
    return fields


def open_answer(text: str, node: str, keys: PlatformKeys) -> dict[str, Any]:
    """The node of an answer, proven: exactly the bytes that were signed are what is read.

    Raises ``Untrusted``.
    """
    try:
        whole = json.loads(text)
        begin = text.index(f'"{node}"') + len(node) + 2
        begin = text.index("{", text.index(":", begin))
        content, end = json.JSONDecoder().raw_decode(text, begin)
    except ValueError:
        raise Untrusted("unreadable") from None
    if not isinstance(whole, dict) or not isinstance(content, dict):
        raise Untrusted("unreadable")
    keys.require_signed(text[begin:end].encode(), str(whole.get("sign", "")))
    return content


def _is_signed(key: RSAPublicKey, message: bytes, signature: str) -> bool:
    try:
        key.verify(b64decode(signature, validate=True), message, PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):  # binascii.Error is a ValueError
        return False
    return True


def _each(text: str) -> list[str]:
    if "-----BEGIN" in text:
        return [f"{one}{_PUBLIC_END}" for one in text.split(_PUBLIC_END) if one.strip()]
    found = [line.strip() for line in text.splitlines() if line.strip()]
    if not found:
        raise ValueError("no key")
    return found


def _public_key(text: str) -> RSAPublicKey:
    if "-----BEGIN" in text:
        key = load_pem_public_key(text.strip().encode())
    else:
        key = load_der_public_key(b64decode(text, validate=True))
    if not isinstance(key, RSAPublicKey):
        raise ValueError("Alipay signs with RSA keys only")  # noqa: TRY004 - a wrong text, to the caller
    return key
