"""Keys in a database of their own, reached beside Django's: what is asked of it commits at once.

A key is there before anything that it seals, so a transaction that is rolled back leaves a key of
nobody, which harms nobody. Destroying and locking come after the commit that asks (``owing``).
"""

import os
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from time import monotonic
from typing import Any, TypeVar
from uuid import UUID

import psycopg

from liushui.base.keys.pairing import require_own
from liushui.base.keys.schema import bring_up
from liushui.base.keys.store import KeyMissing, KeyStoreAway, Locked, Shredded
from liushui.base.keys.wrapping import fresh, unwrap, wrap
from liushui.base.models import PersonKey

T = TypeVar("T")
CONNECT_SECONDS = 5
# A link that went silent is noticed in seconds: no thread waits for minutes on it.
_LINK: Mapping[str, Any] = {
    "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3,
    "tcp_user_timeout": 10_000, "options": "-c statement_timeout=10000",
}  # fmt: skip
_PATIENCE_SECONDS = 5.0
_KEPT = """select vault_id, wrapped, locked_at from person_key where vault_id = any(%s)"""
_MAKE = """insert into person_key (vault_id, wrapped)
  select * from unnest(%s::uuid[], %s::bytea[]) on conflict do nothing"""
_ADOPT = """insert into person_key (vault_id, wrapped, made_at, locked_at, destroyed_at)
  select * from unnest(%s::uuid[], %s::bytea[], %s::timestamptz[], %s::timestamptz[],
    %s::timestamptz[]) on conflict do nothing"""
_DESTROY = """insert into person_key (vault_id, destroyed_at)
  select one, %s from unnest(%s::uuid[]) one
  on conflict (vault_id) do update
    set wrapped = null, locked_at = null, destroyed_at = excluded.destroyed_at
    where person_key.destroyed_at is null"""
_LOCK = """update person_key set locked_at = %s
  where vault_id = any(%s) and wrapped is not null and locked_at is null"""
_UNLOCK = """update person_key set locked_at = null
  where vault_id = any(%s) and locked_at is not null"""

_REWRITE = "alter table person_key alter column wrapped type bytea using nullif(wrapped, '')"


class OwnKeyStore:
    """One connection for each thread, made anew when it breaks. What it runs may be repeated.

    Until an older home's keys are moved, whoever is not found here is looked for in the main
    database's table and brought over.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._local = threading.local()
        self._away_until = 0.0
        self._comes_back = False

    def key_for(self, vault_id: UUID) -> bytes:
        rows = self._rows([vault_id])
        if vault_id not in rows:
            self.make_keys([vault_id])
            rows = self._rows([vault_id])  # another process may have been first
        return _given(vault_id, *rows[vault_id])

    def key_of(self, vault_id: UUID) -> bytes:
        rows = self._rows([vault_id]) or self._adopted([vault_id])
        if vault_id not in rows:
            raise KeyMissing
        return _given(vault_id, *rows[vault_id])

    def make_keys(self, vault_ids: Iterable[UUID]) -> None:
        wanted = list(vault_ids)
        self._adopted(wanted)
        self._run(lambda on: on.execute(_MAKE, [wanted, [fresh(one) for one in wanted]]))

    def new_keys(self, vault_ids: Sequence[UUID]) -> Sequence[bytes]:
        keys = [secrets.token_bytes(32) for _ in vault_ids]
        wrapped = [wrap(who, key) for who, key in zip(vault_ids, keys, strict=True)]
        made = self._run(lambda on: on.execute(_MAKE, [list(vault_ids), wrapped]).rowcount)
        if made != len(keys):  # a repeat after a lost answer, or somebody who was not new
            kept = self.wrapped_of(vault_ids)
            ours = dict(zip(vault_ids, wrapped, strict=True))
            assert kept == ours, "somebody of them has a key already"
        return keys

    def keys_of(self, vault_ids: Iterable[UUID]) -> Mapping[UUID, bytes]:
        wanted = set(vault_ids)
        if not wanted:
            return {}
        rows = self._rows(list(wanted))
        if missing := wanted - rows.keys():
            rows |= self._adopted(list(missing))
        return {
            who: unwrap(who, wrapped)
            for who, (wrapped, locked_at) in rows.items()
            if wrapped is not None and locked_at is None
        }

    def destroy(self, vault_ids: Sequence[UUID], *, at: datetime) -> None:
        self._run(lambda on: on.execute(_DESTROY, [at, list(vault_ids)]))

    def lock(self, vault_ids: Sequence[UUID], *, at: datetime) -> None:
        self._adopted(list(vault_ids))
        self._run(lambda on: on.execute(_LOCK, [at, list(vault_ids)]))

    def unlock(self, vault_ids: Sequence[UUID]) -> None:
        self._run(lambda on: on.execute(_UNLOCK, [list(vault_ids)]))

    def locked_key(self, vault_id: UUID) -> bytes:
        wrapped, _ = self._rows([vault_id]).get(vault_id, (None, None))
        if wrapped is None:
            raise Shredded
        return unwrap(vault_id, wrapped)

    def adopt(self, rows: Sequence[PersonKey]) -> None:
        """Bring rows of the main database's table over, as they are; what is here stays."""
        columns = list(
            zip(
                *((r.vault_id, r.wrapped, r.made_at, r.locked_at, r.destroyed_at) for r in rows),
                strict=True,
            )
        )
        if columns:
            values = [list(column) for column in columns]
            values[1] = [None if one is None else bytes(one) for one in values[1]]
            self._run(lambda on: on.execute(_ADOPT, values))

    def wrapped_of(self, vault_ids: Sequence[UUID]) -> Mapping[UUID, bytes | None]:
        """What stands here, wrapped; of a destroyed one ``None``."""
        return {who: wrapped for who, (wrapped, _) in self._rows(vault_ids).items()}

    def run(self, do: Callable[[psycopg.Connection], T]) -> T:
        """Do something that may be repeated, on this thread's connection."""
        return self._run(do)

    @contextmanager
    def coming_back(self) -> Iterator[None]:
        """Speak to a database that is new here: a copy of the keys is brought into it.

        It is this home's with the transaction that adopts it and brings the keys, or not at all.
        """
        self._drop()
        self._comes_back = True
        try:
            yield
        finally:
            self._comes_back = False
            self._drop()  # whoever speaks to it next asks whose it is

    def tidy(self) -> None:
        """Write the table anew: a key that was destroyed is in no page of it after that."""

        def rewrite(on: psycopg.Connection) -> None:
            with on.transaction():
                on.execute("set local statement_timeout = 0")
                on.execute(_REWRITE)

        self._run(rewrite)

    def is_moved(self) -> bool:
        """Whether no key is left in the main database's table."""
        return bool(self._run(_moved))

    def note_moved(self) -> None:
        """Remember that nobody has to look there any more."""
        self._run(lambda on: on.execute("update key_store set moved_at = now()"))
        self._local.is_moved = True

    def close(self) -> None:
        """Let this thread's connection go."""
        self._drop()

    def _rows(self, vault_ids: Sequence[UUID]) -> dict[UUID, tuple[bytes | None, datetime | None]]:
        found = self._run(lambda on: on.execute(_KEPT, [list(vault_ids)]).fetchall())
        return {who: (wrapped, locked_at) for who, wrapped, locked_at in found}

    def _adopted(
        self, vault_ids: Sequence[UUID]
    ) -> dict[UUID, tuple[bytes | None, datetime | None]]:
        """Those of them that an older home still keeps in its table, brought over."""
        self._run(lambda _: None)  # connected, we know whether there can be any
        if self._local.is_moved:
            return {}
        older = list(PersonKey.objects.filter(pk__in=vault_ids, moved_at=None))
        if not older:
            return {}
        self.adopt(older)
        return self._rows([one.vault_id for one in older])

    def _run(self, do: Callable[[psycopg.Connection], T]) -> T:
        if monotonic() < self._away_until:  # whoever asks meanwhile is not kept waiting
            raise KeyStoreAway
        for is_last in (False, True):
            try:
                return do(self._connection())
            except (psycopg.OperationalError, psycopg.InterfaceError):
                self._drop()
                if is_last:
                    self._away_until = monotonic() + _PATIENCE_SECONDS
                    raise KeyStoreAway from None
        raise AssertionError("one of the two returned")

    def _connection(self) -> psycopg.Connection:
        held: psycopg.Connection | None = getattr(self._local, "connection", None)
        if held is not None and self._local.pid == os.getpid():
            return held
        made = psycopg.connect(
            self._url,
            autocommit=True,
            connect_timeout=CONNECT_SECONDS,
            application_name="liushui keys",
            **_LINK,
        )
        try:
            bring_up(made)
            if not self._comes_back:
                require_own(made)
        except BaseException:
            made.close()
            raise
        self._local.connection, self._local.pid = made, os.getpid()
        self._local.is_moved = _moved(made)
        return made

    def _drop(self) -> None:
        held: psycopg.Connection | None = getattr(self._local, "connection", None)
        self._local.connection = None
        if held is not None and self._local.pid == os.getpid():
            with suppress(psycopg.Error):
                held.close()


def _given(vault_id: UUID, wrapped: bytes | None, locked_at: datetime | None) -> bytes:
    if wrapped is None:
        raise Shredded
    if locked_at is not None:
        raise Locked
    return unwrap(vault_id, wrapped)


def _moved(on: psycopg.Connection) -> bool:
    row = on.execute("select moved_at is not null from key_store").fetchone()
    return bool(row and row[0])
