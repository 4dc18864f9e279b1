"""AES-256-GCM, and how keys are wrapped by the home's own, which no database holds."""

import os
import secrets
from functools import cache
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from liushui.base.home import Home

_VERSION = b"\x01"
_HOME = b"LIUSHUI_HOME"  # as bytes: asked for each value, text would be encoded each time
_NONCE_BYTES = 12


def encrypt(key: bytes, whose: bytes, content: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, content, whose)


def decrypt(key: bytes, whose: bytes, sealed: bytes) -> bytes:
    if sealed[:1] != _VERSION:
        raise ValueError("sealed in a form that this version does not know")
    nonce, content = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    return AESGCM(key).decrypt(nonce, content, whose)


def wrap(vault_id: UUID, key: bytes) -> bytes:
    return encrypt(master(), b"key:" + vault_id.bytes, key)


def unwrap(vault_id: UUID, wrapped: bytes) -> bytes:
    return decrypt(master(), b"key:" + vault_id.bytes, wrapped)


def fresh(vault_id: UUID) -> bytes:
    """A new key, wrapped."""
    return wrap(vault_id, secrets.token_bytes(32))


def master() -> bytes:
    return _secret(os.environb.get(_HOME), "vault")


def lookup_key() -> bytes:
    return _secret(os.environb.get(_HOME), "lookup")


@cache
def _secret(named: bytes | None, name: str) -> bytes:
    """Read once for each home that the environment names: a list asks hundred thousand times."""
    del named
    return Home.from_environment().secret(name)
