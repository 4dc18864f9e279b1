"""Personal fields at rest: sealed under a key per person, found again by keyed hash.

AES-256-GCM. What is sealed says whose and which field it is (associated data), so a value copied to
another row or column does not open. Destroying a person's key erases every copy of their fields,
backups included once the key store's own are seven days old (``base.keys``).
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.utils.timezone import now

from liushui.base.keys.choosing import ChosenKeyStore, in_hand
from liushui.base.keys.owing import owe
from liushui.base.keys.passing import open_passed, seal_for_days
from liushui.base.keys.store import KeyStore, Locked, Shredded
from liushui.base.keys.wrapping import decrypt as _decrypt
from liushui.base.keys.wrapping import encrypt as _encrypt
from liushui.base.keys.wrapping import lookup_key as _lookup_key
from liushui.base.keys.wrapping import master as _master
from liushui.base.models import KeyAct
from liushui.base.reading import note

__all__ = [
    "KeyStore",
    "Locked",
    "Shredded",
    "destroy_key",
    "destroy_keys",
    "in_hand",
    "key_store",
    "lock_keys",
    "lookup_hash",
    "open_bytes",
    "open_each",
    "open_many",
    "open_passing",
    "open_sealed",
    "seal",
    "seal_bytes",
    "seal_each",
    "seal_first",
    "seal_house",
    "seal_passing",
    "unlock_keys",
]

key_store: KeyStore = ChosenKeyStore()


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

    Raises ``Shredded`` when the key is gone, ``KeyMissing`` when it is nowhere, ``cryptography``'s
    ``InvalidTag`` when the bytes were altered or belong to another person or field.
    """
    text = _decrypt(key_store.key_of(vault_id), _whose(vault_id, field), bytes(sealed)).decode()
    note(vault_id, field)
    return text


def open_many(field: str, rows: Sequence[tuple[UUID, bytes | memoryview]]) -> list[str | None]:
    """The same field of many people with one look at the key store; ``None`` where erased."""
    keys = key_store.keys_of(vault_id for vault_id, _ in rows)
    for vault_id in keys:
        note(vault_id, field)
    return [
        _decrypt(keys[vault_id], _whose(vault_id, field), bytes(sealed)).decode()
        if vault_id in keys
        else None
        for vault_id, sealed in rows
    ]


def open_each(rows: Sequence[tuple[UUID, str, bytes]]) -> list[str | None]:
    """Fields of many people, each (whose, field, sealed), with one look at the key store.

    ``None`` where the person was erased; an empty text where the bytes were altered.
    """
    keys = key_store.keys_of(vault_id for vault_id, _, _ in rows)
    for vault_id, field, _ in rows:
        if vault_id in keys:
            note(vault_id, field)
    return [
        _opened(keys[who], _whose(who, field), sealed) if who in keys else None
        for who, field, sealed in rows
    ]


def _opened(key: bytes, whose: bytes, sealed: bytes) -> str:
    try:
        return _decrypt(key, whose, sealed).decode()
    except (InvalidTag, ValueError):
        return ""


def seal_bytes(vault_id: UUID, field: str, content: bytes) -> bytes:
    """The same for a file. Raises ``Shredded``."""
    return _encrypt(key_store.key_for(vault_id), _whose(vault_id, field), content)


def open_bytes(vault_id: UUID, field: str, sealed: bytes) -> bytes:
    """The file again; raises as ``open_sealed`` does."""
    content = _decrypt(key_store.key_of(vault_id), _whose(vault_id, field), sealed)
    note(vault_id, field)
    return content


def destroy_key(vault_id: UUID, *, at: datetime | None = None) -> None:
    """Shred everything that was ever sealed for this person, once the transaction is committed."""
    owe(KeyAct.DESTROY, [vault_id], at=at or now())


def destroy_keys(vault_ids: Iterable[UUID], *, at: datetime) -> None:
    """The same for many, in one round."""
    owe(KeyAct.DESTROY, vault_ids, at=at)


def lock_keys(vault_ids: Iterable[UUID], *, at: datetime) -> None:
    """Store what these keys sealed and let nobody read it, once the transaction is committed."""
    owe(KeyAct.LOCK, vault_ids, at=at)


def unlock_keys(vault_ids: Iterable[UUID], *, at: datetime) -> None:
    """Let it be read as before, once the transaction is committed."""
    owe(KeyAct.UNLOCK, vault_ids, at=at)


def seal_passing(purpose: str, text: str) -> bytes:
    """Seal what is kept for minutes, before a person is known: for days, in no backup longer."""
    return seal_for_days(b"passing:" + purpose.encode(), text.encode())


def seal_house(purpose: str, text: str) -> bytes:
    """Seal under the installation's own key what it keeps of itself: nobody's data."""
    return _encrypt(_master(), b"passing:" + purpose.encode(), text.encode())


def open_passing(purpose: str, sealed: bytes | memoryview) -> str:
    """What ``seal_passing`` or ``seal_house`` sealed for the same purpose."""
    return open_passed(b"passing:" + purpose.encode(), bytes(sealed)).decode()


def lookup_hash(kind: str, text: str) -> bytes:
    """32 bytes by which an exact value is found again: HMAC-SHA256, one domain for each kind.

    Normalise first (``kernel.ids.normal_phone``): one phone, one hash.
    """
    if "\0" in kind:
        raise ValueError("a kind is a plain word")
    return hmac.digest(_lookup_key(), f"{kind}\0{text}".encode(), hashlib.sha256)


def _whose(vault_id: UUID, field: str) -> bytes:
    return b"field:" + vault_id.bytes + field.encode()
