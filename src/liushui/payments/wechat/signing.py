"""The cryptography of WeChat Pay v3, pure: RSA-SHA256 signatures, AES-256-GCM, certificates.

Source: the provider's documents "签名生成", "签名验证", "证书和回调报文解密" (API v3).
"""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from liushui.payments.provider import Untrusted

SCHEME = "WECHATPAY2-SHA256-RSA2048"
WINDOW_SECONDS = 300
_NONCE_LIMIT = 64
_HEADS = tuple(f"wechatpay-{word}" for word in ("timestamp", "nonce", "serial", "signature"))
_PADDING, _HASH = PKCS1v15(), SHA256()


@dataclass(frozen=True, slots=True)
class Merchant:
    """Who we are to the provider, and the key that says so."""

    merchant_id: str
    app_id: str
    serial: str
    key: RSAPrivateKey


class SignedHead(NamedTuple):
    """The four headers by which the provider signs an answer or a notice."""

    timestamp: str
    nonce: str
    serial: str
    signature: str

    @classmethod
    def from_headers(cls, headers: Mapping[str, str]) -> "SignedHead":
        """Read them whatever the case of their names; a missing one makes the bytes untrusted."""
        if _HEADS[0] not in headers:
            headers = {name.lower(): value for name, value in headers.items()}
        if headers.get("wechatpay-signature-type", SCHEME) != SCHEME:
            raise Untrusted("forged")
        try:
            head = cls._make([headers[name] for name in _HEADS])
        except KeyError:
            raise Untrusted("forged") from None
        if not 0 < len(head.nonce) <= _NONCE_LIMIT:
            raise Untrusted("forged")
        return head


class _Certified(NamedTuple):
    """What a certificate says, read once: reading it costs as much as checking a signature."""

    key: CertificatePublicKeyTypes
    since: datetime
    until: datetime


def _certified(one: x509.Certificate) -> _Certified:
    return _Certified(one.public_key(), one.not_valid_before_utc, one.not_valid_after_utc)


class PlatformCertificates:
    """By what the provider signs: its certificates by serial number, its public keys by id.

    A public key (``PUB_KEY_ID_...``) is what newer merchants are given; it has no last day.
    """

    def __init__(
        self,
        certificates: Iterable[x509.Certificate],
        public_keys: Mapping[str, RSAPublicKey] | None = None,
    ) -> None:
        self._by_serial = {serial_of(one): one for one in certificates}
        self._certified = {serial: _certified(one) for serial, one in self._by_serial.items()}
        self._keys = {name.upper(): key for name, key in (public_keys or {}).items()}

    @classmethod
    def from_pem(cls, pem: bytes) -> "PlatformCertificates":
        """One or several certificates in one file: the provider announces the next before use."""
        return cls(x509.load_pem_x509_certificates(pem))

    def also(self, key_id: str, key: RSAPublicKey) -> "PlatformCertificates":
        """The same, and a public key by its id."""
        return PlatformCertificates(self._by_serial.values(), {**self._keys, key_id: key})

    @property
    def key_id(self) -> str:
        """The id of the public key by which the provider shall sign; "" with certificates alone."""
        return next(iter(self._keys), "")

    def require_signed(self, head: SignedHead, body: bytes, *, at: datetime) -> None:
        """Raise ``Untrusted`` unless a certificate valid at ``at`` signed these bytes just now.

        The signature is judged before the clock: only who holds the key learns of the rest.
        """
        certified = self._certified.get(head.serial.upper().lstrip("0"))
        key = certified.key if certified else self._keys.get(head.serial.upper())
        if key is None:
            raise Untrusted("unknown_certificate")
        message = signed_message(head.timestamp, head.nonce, body)
        if not isinstance(key, RSAPublicKey) or not is_signed(key, head.signature, message):
            raise Untrusted("forged")
        if certified is not None and not certified.since <= at <= certified.until:
            raise Untrusted("certificate_expired")
        if not head.timestamp.isascii() or not head.timestamp.isdigit():
            raise Untrusted("forged")
        if abs(at.timestamp() - int(head.timestamp)) > WINDOW_SECONDS:
            raise Untrusted("stale")


def serial_of(certificate: x509.Certificate) -> str:
    """The serial number as the provider writes it: upper-case hexadecimal."""
    return f"{certificate.serial_number:X}"


def load_key(pem: bytes) -> RSAPrivateKey:
    """The merchant's private key; anything but RSA is a setting gone wrong."""
    key = load_pem_private_key(pem, password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("WeChat Pay v3 signs with RSA keys only")
    return key


def load_public_key(pem: bytes) -> RSAPublicKey:
    """The provider's public key; anything but RSA is a setting gone wrong."""
    key = load_pem_public_key(pem)
    if not isinstance(key, RSAPublicKey):
        raise TypeError("the provider signs with RSA keys only")
    return key


def signed_message(*lines: str | bytes) -> bytes:
    """Lines, each ended by a line feed, as both sides sign them."""
    return b"".join((ln if isinstance(ln, bytes) else ln.encode()) + b"\n" for ln in lines)


def sign(key: RSAPrivateKey, message: bytes) -> str:
    """The base64 of the RSA PKCS#1 v1.5 signature over SHA-256."""
    return b64encode(key.sign(message, _PADDING, _HASH)).decode()


def is_signed(key: RSAPublicKey, signature: str, message: bytes) -> bool:
    """Whether the signature is the key's over the message; unreadable base64 is not."""
    try:
        key.verify(b64decode(signature, validate=True), message, _PADDING, _HASH)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Request:
    """What a request's signature covers; ``path`` includes the query."""

    method: str
    path: str
    body: bytes = b""


def authorization(merchant: Merchant, request: Request, *, timestamp: int, nonce: str) -> str:
    """The ``Authorization`` header of one request to the provider."""
    signature = sign(
        merchant.key,
        signed_message(request.method, request.path, str(timestamp), nonce, request.body),
    )
    return (
        f'{SCHEME} mchid="{merchant.merchant_id}",nonce_str="{nonce}",signature="{signature}",'
        f'timestamp="{timestamp}",serial_no="{merchant.serial}"'
    )


@lru_cache(maxsize=256)
def _cipher(api_v3_key: bytes) -> AESGCM:
    return AESGCM(api_v3_key)


def open_resource(resource: Mapping[str, object], api_v3_key: bytes) -> bytes:
    """Decrypt a notice's resource. ``Untrusted`` when it was not sealed with our key."""
    try:
        if resource["algorithm"] != "AEAD_AES_256_GCM":
            raise Untrusted("unreadable")
        return _cipher(api_v3_key).decrypt(
            str(resource["nonce"]).encode(),
            b64decode(str(resource["ciphertext"]), validate=True),
            str(resource.get("associated_data") or "").encode(),
        )
    except (KeyError, ValueError, InvalidTag):  # binascii.Error is a ValueError
        raise Untrusted("unreadable") from None
