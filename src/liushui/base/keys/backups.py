"""Copies of the key store: wrapped, dated, for seven days and no longer.

A key that was destroyed must be gone from every copy soon: older files are removed when a new one
is written, an older one is refused, and what the main database proves to be destroyed is destroyed
again before a restored key can be asked for.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

import psycopg
from cryptography.exceptions import InvalidTag

from liushui.base.keys.choosing import own_store
from liushui.base.keys.moving import NoOwnKeyStore
from liushui.base.keys.own import OwnKeyStore
from liushui.base.keys.pairing import adopt_store
from liushui.base.keys.wrapping import decrypt, encrypt, master
from liushui.base.models import KeyAct, KeyOrder
from liushui.kernel.errors import DomainError, gettext_noop

KEPT_FOR = timedelta(days=7)
FORM = "liushui-keys-1"
STAMP = "%Y%m%dT%H%M%SZ"
SUFFIX = ".keys"
_NAME = re.compile(r"liushui-keys-(\d{8}T\d{6}Z)\.keys")
_LINES = 2000
_LENGTH_BYTES = 4
_COLUMNS = "vault_id, wrapped, made_at, locked_at, destroyed_at"


@dataclass(frozen=True, slots=True)
class Restored:
    """How many keys came back, and how many people had another one by then."""

    keys: int
    differing: int


class KeyBackupTooOld(DomainError):
    """Older than the promise to people allows."""

    code = "key_backup_too_old"
    status = 409
    message = gettext_noop("This copy of the keys is of %(day)s, more than %(days)s days ago.")
    remedy = gettext_noop("Bring back a newer one. People were told that older ones open nothing.")


class KeyBackupUnfit(DomainError):
    """No such file, cut off, altered, or of another home."""

    code = "key_backup_unfit"
    status = 409
    message = gettext_noop("This file is no whole copy of this home's keys.")
    remedy = gettext_noop("Bring back the home's secrets first, then another copy.")


def back_up_keys(folder: Path, *, at: datetime) -> tuple[Path, int]:
    """Write a copy into a folder, whole or not at all; its path and how many older ones went.

    Raises ``NoOwnKeyStore``, ``KeyStoreAway``.
    """
    store = own_store()
    if store is None:
        raise NoOwnKeyStore
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made_at = at.astimezone(UTC).replace(microsecond=0)
    whole = folder / f"liushui-keys-{made_at.strftime(STAMP)}{SUFFIX}"
    half = whole.with_name(f".{whole.name}.part")
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            _write(out, store, made_at)
            out.flush()
            os.fsync(out.fileno())
        half.replace(whole)
    finally:
        half.unlink(missing_ok=True)
    return whole, forget_old_copies(folder, at=at)


def forget_old_copies(folder: Path, *, at: datetime) -> int:
    """Remove the copies in a folder that are too old, by the day in their name; how many."""
    removed = 0
    for path in folder.glob(f"liushui-keys-*{SUFFIX}"):
        named = _NAME.fullmatch(path.name)
        if named is None:
            continue
        made_at = datetime.strptime(named[1], STAMP).replace(tzinfo=UTC)
        if at - made_at > KEPT_FOR:
            path.unlink()
            removed += 1
    return removed


def restore_keys(file: Path, *, at: datetime) -> Restored:
    """Bring back the keys that are missing. What is there stays as it is.

    What was destroyed since, by the main database's proof, is destroyed in the same transaction:
    no moment in which it could be asked for. Raises ``KeyBackupTooOld``, ``KeyBackupUnfit``,
    ``NoOwnKeyStore``, ``KeyStoreAway``; ``KeyStoreStrange`` where another home's keys are.
    """
    store = own_store()
    if store is None:
        raise NoOwnKeyStore
    try:
        with file.open("rb") as source:
            made_at = _date_of(source)
            if at - made_at > KEPT_FOR:
                raise KeyBackupTooOld(day=made_at.date().isoformat(), days=KEPT_FOR.days)
            rows = list(_read(source, made_at))
    except (OSError, ValueError, InvalidTag, KeyError):
        raise KeyBackupUnfit from None
    gone = set(KeyOrder.objects.filter(act=KeyAct.DESTROY).values_list("vault_id", flat=True))
    locked = _locked_now()
    kept = [_as_proven(row, gone, locked, at) for row in rows]
    with store.coming_back():
        brought = store.run(lambda on: _bring_back(on, kept, sorted(gone), at))
    there = store.wrapped_of([row[0] for row in kept])
    differing = sum(row[1] is not None and there[row[0]] not in {row[1], None} for row in kept)
    return Restored(brought, differing)


def _locked_now() -> dict[UUID, bool]:
    """Whether a key is locked, by the last word of the main database about it."""
    words = KeyOrder.objects.exclude(act=KeyAct.DESTROY).order_by("pk")
    return {one.vault_id: one.act == KeyAct.LOCK for one in words.iterator()}


def _as_proven(
    row: list[Any], gone: set[UUID], locked: dict[UUID, bool], at: datetime
) -> list[Any]:
    who = row[0]
    if who in gone or row[1] is None:
        return [who, None, row[2], None, row[4] or at]
    if who in locked:
        row[3] = (row[3] or at) if locked[who] else None
    return row


def _bring_back(
    on: psycopg.Connection, rows: list[list[Any]], gone: list[UUID], at: datetime
) -> int:
    with on.transaction(), on.cursor() as cursor:
        adopt_store(on)
        cursor.executemany(
            f"insert into person_key ({_COLUMNS}) values (%s, %s, %s, %s, %s)"
            " on conflict do nothing",
            rows,
        )
        brought = cursor.rowcount
        cursor.execute(
            "update person_key set wrapped = null, locked_at = null, destroyed_at = %s"
            " where vault_id = any(%s) and destroyed_at is null",
            [at, gone],
        )
    return brought


def _write(out: BinaryIO, store: OwnKeyStore, made_at: datetime) -> None:
    head = json.dumps({"form": FORM, "made_at": made_at.isoformat()}).encode()
    out.write(head + b"\n")

    def read(on: psycopg.Connection) -> list[tuple[Any, ...]]:
        return on.execute(f"select {_COLUMNS} from person_key order by vault_id").fetchall()

    rows = store.run(read)
    blocks = [rows[start : start + _LINES] for start in range(0, len(rows), _LINES)]
    for number, block in enumerate([*blocks, []]):  # an empty one ends it: a cut file is found out
        text = "\n".join(json.dumps(_told(row)) for row in block)
        sealed = encrypt(master(), _place(made_at, number), text.encode())
        out.write(len(sealed).to_bytes(_LENGTH_BYTES, "big") + sealed)


def _date_of(source: BinaryIO) -> datetime:
    head = json.loads(source.readline(500))
    if head["form"] != FORM:
        raise ValueError("another form")
    return datetime.fromisoformat(head["made_at"])


def _read(source: BinaryIO, made_at: datetime) -> Iterator[list[Any]]:
    """Each row; the date in the head is bound to every block."""
    number = 0
    while True:
        length = source.read(_LENGTH_BYTES)
        if len(length) < _LENGTH_BYTES:
            raise ValueError("cut off")
        sealed = source.read(int.from_bytes(length, "big"))
        text = decrypt(master(), _place(made_at, number), sealed).decode()
        if not text:
            return
        yield from map(_row, text.split("\n"))
        number += 1


def _place(made_at: datetime, number: int) -> bytes:
    return f"key-backup:{made_at.isoformat()}:{number}".encode()


def _told(row: Iterable[Any]) -> list[str | None]:
    who, wrapped, *times = row
    return [str(who), bytes(wrapped).hex() if wrapped is not None else None,
            *(None if one is None else one.isoformat() for one in times)]  # fmt: skip


def _row(line: str) -> list[Any]:
    who, wrapped, *times = json.loads(line)
    at: list[datetime | None] = [None, None, None]
    for place, one in enumerate(times):
        with suppress(TypeError):
            at[place] = datetime.fromisoformat(one)
    return [UUID(who), bytes.fromhex(wrapped) if wrapped is not None else None, *at]
