"""The keys of both sides, made at first start and kept in the simulator's state folder."""

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

MERCHANT_ID = "1900000109"
APP_ID = "wxd678efh567hg6787"
# The second merchant: another organisation's account at the same provider.
SECOND_MERCHANT_ID, SECOND_APP_ID = "1900000117", "wx2421b1c4370ec43b"
APP_SECRET = "simulated-app-secret-of-nobody"  # noqa: S105 - known to both sides of a simulation
_ENTERED = {
    "merchant_key": "merchant.key.pem",
    "platform_certificate": "platform_certificates.pem",
    "api_v3_key": "api_v3_key",
    "app_secret": "app_secret",
}
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_YEARS = 30 * 365


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key and the certificate that names it."""

    key: RSAPrivateKey
    certificate: x509.Certificate

    @property
    def serial(self) -> str:
        return f"{self.certificate.serial_number:X}"


@dataclass(frozen=True, slots=True)
class Keys:
    """Everything that either side signs or seals with."""

    folder: Path
    merchant: Signer
    platform: Signer
    expired: Signer
    following: Signer
    api_v3_key: bytes
    merchant_id: str = MERCHANT_ID
    app_id: str = APP_ID

    @classmethod
    def kept_in(cls, folder: Path, merchant_id: str = MERCHANT_ID, app_id: str = APP_ID) -> "Keys":
        """Read the keys; make what is missing."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        keys = cls(
            folder=folder,
            merchant=_signer(folder, "merchant", _EPOCH + timedelta(days=_YEARS)),
            platform=_signer(folder, "platform", _EPOCH + timedelta(days=_YEARS)),
            expired=_signer(folder, "expired", _EPOCH + timedelta(days=365)),
            following=_signer(folder, "following", _EPOCH + timedelta(days=_YEARS + 365)),
            api_v3_key=_api_v3_key(folder),
            merchant_id=merchant_id,
            app_id=app_id,
        )
        both = (keys.platform.certificate, keys.expired.certificate)
        bundle = b"".join(one.public_bytes(Encoding.PEM) for one in both)
        _write(folder / "platform_certificates.pem", bundle)
        _write(folder / "app_secret", APP_SECRET.encode())
        return keys

    def environment(self, api: str) -> dict[str, str]:
        """The settings by which the site becomes this provider's merchant."""
        return {
            "LIUSHUI_WECHAT_API": api,
            "LIUSHUI_WECHAT_MERCHANT_ID": self.merchant_id,
            "LIUSHUI_WECHAT_APP_ID": self.app_id,
            "LIUSHUI_WECHAT_MERCHANT_SERIAL": self.merchant.serial,
            "LIUSHUI_WECHAT_MERCHANT_KEY_FILE": str(self.folder / "merchant.key.pem"),
            "LIUSHUI_WECHAT_PLATFORM_CERTIFICATE_FILE": str(
                self.folder / "platform_certificates.pem"
            ),
            "LIUSHUI_WECHAT_API_V3_KEY_FILE": str(self.folder / "api_v3_key"),
            "LIUSHUI_WECHAT_APP_SECRET_FILE": str(self.folder / "app_secret"),
            "LIUSHUI_WECHAT_DOOR": api,
            "LIUSHUI_WECHAT_APP_API": api,
        }

    def entered(self) -> dict[str, str]:
        """The keys as people of the merchant's type them in."""
        read = {name: (self.folder / place).read_text() for name, place in _ENTERED.items()}
        return {
            "merchant_serial": self.merchant.serial,
            "public_key": "",
            "public_key_id": "",
        } | read


def fresh_key() -> RSAPrivateKey:
    """A key that nobody knows: a forger's."""
    return generate_private_key(public_exponent=65537, key_size=2048)


def _signer(folder: Path, name: str, until: datetime) -> Signer:
    key_file, certificate_file = folder / f"{name}.key.pem", folder / f"{name}.cert.pem"
    if not certificate_file.exists():
        key = fresh_key()
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        _write(key_file, pem)
        certificate = _certificate(key, name, until)
        _write(certificate_file, certificate.public_bytes(Encoding.PEM))
    read = load_pem_private_key(key_file.read_bytes(), None)
    if not isinstance(read, RSAPrivateKey):
        raise TypeError(f"{key_file} is not an RSA key")
    return Signer(read, x509.load_pem_x509_certificate(certificate_file.read_bytes()))


def _certificate(key: RSAPrivateKey, name: str, until: datetime) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Simulated {name}")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_EPOCH)
        .not_valid_after(until)
    )
    return builder.sign(key, SHA256())


def _api_v3_key(folder: Path) -> bytes:
    place = folder / "api_v3_key"
    if not place.exists():
        _write(place, secrets.token_hex(16).encode())
    return place.read_bytes()


def _write(place: Path, content: bytes) -> None:
    fresh = place.with_name(f".{place.name}.{os.getpid()}")
    fresh.write_bytes(content)
    fresh.chmod(0o600)
    fresh.replace(place)
