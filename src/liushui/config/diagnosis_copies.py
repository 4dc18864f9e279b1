"""What ``liushui doctor`` says of backups, and of where the keys of people lie."""

import os
import time
from pathlib import Path

import psycopg

from liushui.base.keys.choosing import keys_url
from liushui.config.findings import Finding, Level, has_table, value_of

BACKUP_HOURS = 50
_IN_MAIN = "select count(*) from base_personkey where wrapped is not null"
_NAME_IT = "Correct LIUSHUI_KEYS_DATABASE_URL, or bring a copy back: 'liushui keys restore'."
_APART = "select count(*) from person_key where wrapped is not null"


def backups(connection: psycopg.Connection) -> Finding:
    """Whether a backup was written within two nights; its place may lie on a disk that is away."""
    place = _place(connection, "backup.place", "LIUSHUI_BACKUP_PLACE")
    return _written("backups", place, "liushui-*.dump")


def key_copies(connection: psycopg.Connection) -> Finding:
    """The same of the copies of keys, which no dump of the main database holds."""
    if not keys_url():
        return Finding("key copies", Level.OK, "the keys lie in the dumps of the main database")
    place = _place(connection, "backup.keys_place", "LIUSHUI_BACKUP_KEYS_PLACE")
    return _written("key copies", place, "liushui-keys-*.keys")


def keys(connection: psycopg.Connection) -> Finding:
    """Whether the keys of people lie apart from what they seal, and are all moved there."""
    if not has_table(connection, "base_keyorder"):
        return Finding("keys", Level.NOTE, "not there yet")
    left = int(value_of(connection, _IN_MAIN))
    url, known = keys_url(), _known(connection)
    if known and not url:
        return Finding("keys", Level.FAULT, "their own database is not named", _NAME_IT)
    if not url:
        says = f"{left} keys of people lie in the main database: each dump of it holds them"
        remedy = "Name a database of their own in LIUSHUI_KEYS_DATABASE_URL; 'liushui keys move'."
        return Finding("keys", Level.NOTE, says, remedy)
    try:
        with psycopg.connect(url, connect_timeout=10) as apart:
            return _apart(connection, apart, known, left)
    except (psycopg.OperationalError, psycopg.errors.SyntaxErrorOrAccessRuleViolation) as error:
        said = str(error).strip().splitlines()[0]
        remedy = "Start it, or bring back a copy: 'liushui keys restore'."
        return Finding("keys", Level.FAULT, f"their own database: {said}", remedy)


def _apart(
    connection: psycopg.Connection, apart: psycopg.Connection, known: str, left: int
) -> Finding:
    """Of a key store that answers; ``known`` is the one spoken to before, "" where none was."""
    if known not in {"", str(value_of(apart, "select id from key_store"))}:
        return Finding("keys", Level.FAULT, "the key store is not the one of this site", _NAME_IT)
    if left:
        says = f"{left} keys lie in the main database still: each dump of it holds them"
        return Finding("keys", Level.FAULT, says, "Run 'liushui keys move'.")
    says = f"{value_of(apart, _APART)} keys in a database of their own"
    owed = int(value_of(connection, "select count(*) from base_keyorder where done_at is null"))
    if owed:
        remedy = "Is 'liushui up' running? The worker does it each minute."
        return Finding("keys", Level.NOTE, f"{says}; {owed} acts are owed to them", remedy)
    return Finding("keys", Level.OK, says)


def _known(connection: psycopg.Connection) -> str:
    """Which store of its own this home has spoken to; "" where none was yet."""
    if not has_table(connection, "base_keystoremark"):
        return ""
    return str(
        value_of(connection, "select coalesce(max(store_id::text), '') from base_keystoremark")
    )


def _place(connection: psycopg.Connection, key: str, environment: str) -> str:
    named = os.environ.get(environment, "")
    if named or not has_table(connection, "installation_settingchange"):
        return named
    row = connection.execute(
        "select text from installation_settingchange where key = %s order by id desc limit 1", [key]
    ).fetchone()
    return str(row[0] or "") if row else ""


def _written(name: str, place: str, files: str) -> Finding:
    if not place:
        return Finding(name, Level.NOTE, "no folder is set", "Name one under Settings, Backups.")
    if not Path(place).is_dir():
        remedy = "Bring its disk back, or name another folder."
        return Finding(name, Level.FAULT, f"{place} is not there", remedy)
    newest = max((one.stat().st_mtime for one in Path(place).glob(files)), default=0)
    hours = int((time.time() - newest) / 3600)
    if not newest or hours > BACKUP_HOURS:
        says = f"the newest in {place} is {hours} hours old" if newest else f"none in {place} yet"
        return Finding(name, Level.NOTE, says, "logs/worker.log says why, or wait one night.")
    return Finding(name, Level.OK, f"the newest in {place} is {hours} hours old")
