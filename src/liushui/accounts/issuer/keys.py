"""The key that signs identity tokens: made once, kept in the home's secrets."""

from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from liushui.base.home import Home

_BITS = 3072


def signing_key() -> str:
    """The private key of this installation, PEM."""
    return _kept(Home.from_environment().path)


@cache
def _kept(home: Path) -> str:
    return Home(home).kept("oidc-signing.pem", _fresh).decode("ascii")


def _fresh() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
