"""Personal fields at rest: sealed under a key per person, found again by keyed hash.

AES-256-GCM. What is sealed says whose and which field it is (associated data), so a value copied to
another row or column does not open. Destroying a person's key erases every copy of their fields,
backups included as far as the key store's own backups go; that is why the store is an interface.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Protocol
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.timezone import now

from liushui.base.copying import copy_rows
from liushui.base.home import Home
from liushui.base.models import PersonKey
from liushui.kernel.errors import DomainError, gettext_noop

_VERSION = b"\x01"
_HOME = b"LIUSHUI_HOME"  # as bytes: asked for each value, text would be encoded each time
_NONCE_BYTES = 12


class Shredded(DomainError):
    """The key is destroyed: what it sealed is gone for everyone, ourselves included."""

    code = "shredded"
    status = 410
    message = gettext_noop("These personal details were erased for good.")
    remedy = gettext_noop("Nothing can bring them back. The records of money remain.")


class KeyStore(Protocol):
    """Where the keys of people live. Each is 32 bytes, made when first asked for."""

    def key_for(self, vault_id: UUID) -> bytes:
        """The key, made if there is none; raises ``Shredded`` if it was destroyed."""

    def make_keys(self, vault_ids: Iterable[UUID]) -> None:
        """Make the keys that do not exist yet, in one round; destroyed ones stay destroyed."""

    def new_keys(self, vault_ids: Sequence[UUID]) -> Sequence[bytes]:
        """Make keys for people who are new and have none, and give them; in their order."""

    def keys_of(self, vault_ids: Iterable[UUID]) -> Mapping[UUID, bytes]:
        """The keys that exist, in one round; destroyed and unknown ones are left out."""

    def destroy(self, vault_id: UUID, *, at: datetime) -> None:
        """Forget the key for good, also one that was never made. Safe to call twice."""


class TableKeyStore:
    """Keys in the database's own table, wrapped by ``secrets/vault``, which the database lacks."""

    def key_for(self, vault_id: UUID) -> bytes:
        row = PersonKey.objects.filter(pk=vault_id).first()
        if row is None:
            self.make_keys([vault_id])
            row = PersonKey.objects.get(pk=vault_id)  # another process may have been first
        if row.wrapped is None:
            raise Shredded
        return _unwrap(vault_id, bytes(row.wrapped))

    def make_keys(self, vault_ids: Iterable[UUID]) -> None:
        fresh = [
            PersonKey(vault_id=vault_id, wrapped=_wrap(vault_id, secrets.token_bytes(32)))
            for vault_id in vault_ids
        ]
        PersonKey.objects.bulk_create(fresh, ignore_conflicts=True)

    def new_keys(self, vault_ids: Sequence[UUID]) -> Sequence[bytes]:
        keys = [secrets.token_bytes(32) for _ in vault_ids]
        wrapped = [_wrap(who, key) for who, key in zip(vault_ids, keys, strict=True)]
        copy_rows(PersonKey, ("vault_id", "wrapped"), zip(vault_ids, wrapped, strict=True))
        return keys

    def keys_of(self, vault_ids: Iterable[UUID]) -> Mapping[UUID, bytes]:
        rows = PersonKey.objects.filter(pk__in=set(vault_ids), wrapped__isnull=False)
        return {row.vault_id: _unwrap(row.vault_id, bytes(row.wrapped or b"")) for row in rows}

    def destroy(self, vault_id: UUID, *, at: datetime) -> None:
        gone = PersonKey(vault_id=vault_id, wrapped=None, destroyed_at=at)
        PersonKey.objects.bulk_create([gone], ignore_conflicts=True)
        PersonKey.objects.filter(pk=vault_id, destroyed_at=None).update(
            wrapped=None, destroyed_at=at
        )


key_store: KeyStore = TableKeyStore()


def seal(vault_id: UUID, field: str, text: str) -> bytes:
    """Seal one field of one person; raises ``Shredded`` when the person was erased."""
    return _encrypt(key_store.key_for(vault_id), _whose(vault_id, field), text.encode())


def seal_first(field: str, rows: Sequence[tuple[UUID, str]]) -> list[bytes]:
    """The same field of many people who are new: their keys are made here, in one round."""
    keys = key_store.new_keys([vault_id for vault_id, _ in rows])
    return [
        _encrypt(key, _whose(who, field), text.encode())
        for key, (who, text) in zip(keys, rows, strict=True)
    ]


def seal_each(
    rows: Sequence[tuple[UUID, str, str]], *, are_new: bool = False
) -> list[bytes | None]:
    """Fields of many people, each (whose, field, text): three looks at the key store at most.

    ``None`` where the person was erased. ``are_new``: nobody of them has a key, and each is there
    once; one round.
    """
    whose = [vault_id for vault_id, _, _ in rows]
    if are_new:
        keys = dict(zip(whose, key_store.new_keys(whose), strict=True))
    else:
        keys = dict(key_store.keys_of(whose))
        if missing := set(whose) - keys.keys():
            key_store.make_keys(missing)
            keys |= key_store.keys_of(missing)
    return [
        _encrypt(keys[who], _whose(who, field), text.encode()) if who in keys else None
        for who, field, text in rows
    ]


def open_sealed(vault_id: UUID, field: str, sealed: bytes | memoryview) -> str:
    """The text again.

    Raises ``Shredded`` when the key is gone, ``cryptography``'s ``InvalidTag`` when the bytes were
    altered or belong to another person or field.
    """
    return _decrypt(key_store.key_for(vault_id), _whose(vault_id, field), bytes(sealed)).decode()


def open_many(field: str, rows: Sequence[tuple[UUID, bytes | memoryview]]) -> list[str | None]:
    """The same field of many people with one look at the key store; ``None`` where erased."""
    keys = key_store.keys_of(vault_id for vault_id, _ in rows)
    return [
        _decrypt(keys[vault_id], _whose(vault_id, field), bytes(sealed)).decode()
        if vault_id in keys
        else None
        for vault_id, sealed in rows
    ]


def seal_bytes(vault_id: UUID, field: str, content: bytes) -> bytes:
    """The same for a file. Raises ``Shredded``."""
    return _encrypt(key_store.key_for(vault_id), _whose(vault_id, field), content)


def open_bytes(vault_id: UUID, field: str, sealed: bytes) -> bytes:
    """The file again; raises as ``open_sealed`` does."""
    return _decrypt(key_store.key_for(vault_id), _whose(vault_id, field), sealed)


def destroy_key(vault_id: UUID, *, at: datetime | None = None) -> None:
    """Shred everything that was ever sealed for this person."""
    key_store.destroy(vault_id, at=at or now())


def seal_passing(purpose: str, text: str) -> bytes:
    """Seal under the installation's own key what is kept for minutes, before a person is known."""
    return _encrypt(_master(), b"passing:" + purpose.encode(), text.encode())


def open_passing(purpose: str, sealed: bytes | memoryview) -> str:
    """What ``seal_passing`` sealed for the same purpose."""
    return _decrypt(_master(), b"passing:" + purpose.encode(), bytes(sealed)).decode()


def lookup_hash(kind: str, text: str) -> bytes:
    """32 bytes by which an exact value is found again: HMAC-SHA256, one domain for each kind.

    Normalise first (``kernel.ids.normal_phone``): one phone, one hash.
    """
    if "\0" in kind:
        raise ValueError("a kind is a plain word")
    return hmac.digest(_lookup_key(), f"{kind}\0{text}".encode(), hashlib.sha256)


def _encrypt(key: bytes, whose: bytes, content: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, content, whose)


def _decrypt(key: bytes, whose: bytes, sealed: bytes) -> bytes:
    if sealed[:1] != _VERSION:
        raise ValueError("sealed in a form that this version does not know")
    nonce, content = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    return AESGCM(key).decrypt(nonce, content, whose)


def _whose(vault_id: UUID, field: str) -> bytes:
    return b"field:" + vault_id.bytes + field.encode()


def _wrap(vault_id: UUID, key: bytes) -> bytes:
    return _encrypt(_master(), b"key:" + vault_id.bytes, key)


def _unwrap(vault_id: UUID, wrapped: bytes) -> bytes:
    return _decrypt(_master(), b"key:" + vault_id.bytes, wrapped)


def _master() -> bytes:
    return _secret(os.environb.get(_HOME), "vault")


def _lookup_key() -> bytes:
    return _secret(os.environb.get(_HOME), "lookup")


@cache
def _secret(named: bytes | None, name: str) -> bytes:
    """Read once for each home that the environment names: a list asks hundred thousand times."""
    del named
    return Home.from_environment().secret(name)
