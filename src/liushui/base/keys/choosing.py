"""Which key store this installation has: the one of its own, unless none was given.

LIUSHUI_KEYS_DATABASE_URL names a database for the keys; ``main`` says that they shall stay in the
main one. Unset: beside the embedded main database they have one of their own in the same server;
beside an operator's server they stay in the main one, and ``doctor`` says so.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from uuid import UUID

from liushui.base.home import Home
from liushui.base.keys.own import OwnKeyStore
from liushui.base.keys.store import KeyStore
from liushui.base.keys.table import TableKeyStore
from liushui.base.postgres.places import KEYS, url_of

IN_MAIN = "main"
_NAMES = (b"LIUSHUI_KEYS_DATABASE_URL", b"LIUSHUI_DATABASE_URL", b"LIUSHUI_HOME")
_in_hand: ContextVar[Mapping[UUID, bytes]] = ContextVar("keys in the hand of two officers")


def keys_url() -> str:
    """The address of the keys' own database; "" where they stay in the main one."""
    named = os.environ.get("LIUSHUI_KEYS_DATABASE_URL", "")
    if named:
        return "" if named == IN_MAIN else named
    home = Home.from_environment()
    main = os.environ.get("LIUSHUI_DATABASE_URL")
    return url_of(home, KEYS) if not main or main == url_of(home) else ""


def own_store() -> OwnKeyStore | None:
    """The store of its own, if there is one."""
    store = _chosen(*map(os.environb.get, _NAMES))
    return store if isinstance(store, OwnKeyStore) else None


@contextmanager
def in_hand(vault_id: UUID, key: bytes) -> Iterator[None]:
    """A locked key that two officers agreed to open, for what is read inside and for nobody else.

    Whoever calls has proven the agreement and records the reading.
    """
    token = _in_hand.set({**_in_hand.get({}), vault_id: key})
    try:
        yield
    finally:
        _in_hand.reset(token)


class ChosenKeyStore:
    """The store that the environment names, asked for at each call: tests and commands change it.

    What is in two officers' hand stands before it.
    """

    def key_for(self, vault_id: UUID) -> bytes:
        held = _in_hand.get({}).get(vault_id)
        return held if held is not None else _store().key_for(vault_id)

    def key_of(self, vault_id: UUID) -> bytes:
        held = _in_hand.get({}).get(vault_id)
        return held if held is not None else _store().key_of(vault_id)

    def make_keys(self, vault_ids: Iterable[UUID]) -> None:
        _store().make_keys(vault_ids)

    def new_keys(self, vault_ids: Sequence[UUID]) -> Sequence[bytes]:
        return _store().new_keys(vault_ids)

    def keys_of(self, vault_ids: Iterable[UUID]) -> Mapping[UUID, bytes]:
        held = _in_hand.get({})
        if not held:
            return _store().keys_of(vault_ids)
        wanted = set(vault_ids)
        shown = {one: key for one, key in held.items() if one in wanted}
        return {**_store().keys_of(wanted - shown.keys()), **shown}

    def destroy(self, vault_ids: Sequence[UUID], *, at: datetime) -> None:
        _store().destroy(vault_ids, at=at)

    def lock(self, vault_ids: Sequence[UUID], *, at: datetime) -> None:
        _store().lock(vault_ids, at=at)

    def unlock(self, vault_ids: Sequence[UUID]) -> None:
        _store().unlock(vault_ids)

    def locked_key(self, vault_id: UUID) -> bytes:
        return _store().locked_key(vault_id)


def _store() -> KeyStore:
    return _chosen(*map(os.environb.get, _NAMES))


@cache
def _chosen(keys: bytes | None, main: bytes | None, home: bytes | None) -> KeyStore:
    del keys, main, home  # what is remembered holds for one environment
    url = keys_url()
    return OwnKeyStore(url) if url else TableKeyStore()
