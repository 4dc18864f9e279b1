"""The keys of both sides, made at first start and kept in the simulator's state folder."""

import os
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

SELLER_ID = "2088102146225135"
APP_ID = "2021000122671234"
# The second merchant: another organisation's account at the same provider.
SECOND_SELLER_ID, SECOND_APP_ID = "2088102146225218", "2021000122671317"


@dataclass(frozen=True, slots=True)
class Keys:
    """The merchant's key, the provider's, and the one that the provider changes to."""

    folder: Path
    app: RSAPrivateKey
    platform: RSAPrivateKey
    following: RSAPrivateKey
    seller_id: str = SELLER_ID
    app_id: str = APP_ID

    @classmethod
    def kept_in(cls, folder: Path, seller_id: str = SELLER_ID, app_id: str = APP_ID) -> "Keys":
        """Read the keys; make what is missing."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        app, platform, following = (_key(folder, one) for one in ("app", "platform", "following"))
        keys = cls(folder, app, platform, following, seller_id, app_id)
        both = "\n".join(public_text(key) for key in (keys.platform, keys.following))
        _write(folder / "platform_keys.txt", both.encode())
        return keys

    def environment(self, gateway: str) -> dict[str, str]:
        """The settings by which the site becomes this provider's merchant."""
        return {
            "LIUSHUI_ALIPAY_GATEWAY": gateway,
            "LIUSHUI_ALIPAY_MERCHANT_ID": self.seller_id,
            "LIUSHUI_ALIPAY_APP_ID": self.app_id,
            "LIUSHUI_ALIPAY_APP_KEY_FILE": str(self.folder / "app.key.pem"),
            "LIUSHUI_ALIPAY_PLATFORM_KEY_FILE": str(self.folder / "platform_keys.txt"),
        }

    def entered(self) -> dict[str, str]:
        """The keys as people of the merchant's type them in."""
        return {
            "app_key": (self.folder / "app.key.pem").read_text(),
            "platform_key": (self.folder / "platform_keys.txt").read_text(),
        }


def fresh_key() -> RSAPrivateKey:
    """A key that nobody knows: a forger's."""
    return generate_private_key(public_exponent=65537, key_size=2048)


def public_text(key: RSAPrivateKey) -> str:
    """The public half as the provider's page shows it: bare base64 on one line."""
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b64encode(der).decode()


def _key(folder: Path, name: str) -> RSAPrivateKey:
    place = folder / f"{name}.key.pem"
    if not place.exists():
        pem = fresh_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        _write(place, pem)
    read = load_pem_private_key(place.read_bytes(), None)
    if not isinstance(read, RSAPrivateKey):
        raise TypeError(f"{place} is not an RSA key")
    return read


def _write(place: Path, content: bytes) -> None:
    fresh = place.with_name(f".{place.name}.{os.getpid()}")
    fresh.write_bytes(content)
    fresh.chmod(0o600)
    fresh.replace(place)
