"""What a witness remembers, in one SQLite file: each log's newest head, and what contradicts it."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

_SCHEMA = """
create table if not exists head (
  origin text primary key, size integer not null check (size >= 0), root blob not null,
  note text not null, at integer not null);
create table if not exists evidence (
  digest text primary key, origin text not null, at integer not null, why text not null,
  held text not null, asked blob not null);
create trigger if not exists head_only_grows before update on head
  when new.size < old.size or (new.size = old.size and new.root <> old.root)
  begin select raise(abort, 'a witness never goes back'); end;
"""
_HANDED_OUT = 8  # some megabytes at most
_KEPT = 1000  # of each log; it alone can fill this, since its signature is asked for


@dataclass(frozen=True, slots=True)
class Held:
    """The newest head of a log that this witness signed; of size 0 before the first."""

    size: int = 0
    root: bytes = b""
    note: str = ""


class Memory:
    """The file. Whoever changes it holds it alone, from looking to writing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._open() as connection:
            connection.executescript(_SCHEMA)

    @contextmanager
    def alone(self) -> Iterator["Writing"]:
        """One transaction that no other can come between; on the disk when it ends."""
        with self._open() as connection:
            connection.execute("begin immediate")
            try:
                yield Writing(connection)
            except BaseException:
                connection.execute("rollback")
                raise
            connection.execute("commit")

    def held(self, origin: str) -> Held:
        with self._open() as connection:
            return Writing(connection).held(origin)

    def evidence(self, origin: str) -> list[str]:
        """What contradicts what was signed, as text to be passed on: the first few of it.

        One is enough to convict; the file keeps all.
        """
        with self._open() as connection:
            rows = connection.execute(
                "select at, why, held, asked from evidence where origin = ?"
                " order by at, rowid limit ?",
                [origin, _HANDED_OUT],
            )
            return [
                f"{why} at {at}\n\nheld:\n{held}\nasked:\n{asked.decode()}"
                for at, why, held, asked in rows
            ]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=10, isolation_level=None)) as connection:
            connection.execute("pragma synchronous = extra")
            yield connection


class Writing:
    """The file within one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def held(self, origin: str) -> Held:
        row = self._connection.execute(
            "select size, root, note from head where origin = ?", [origin]
        ).fetchone()
        return Held(*row) if row else Held()

    def hold(self, origin: str, head: Held, at: int) -> None:
        self._connection.execute(
            """insert into head (origin, size, root, note, at) values (?, ?, ?, ?, ?)
               on conflict (origin) do update
               set size = excluded.size, root = excluded.root, note = excluded.note,
                   at = excluded.at""",
            [origin, head.size, head.root, head.note, at],
        )

    def keep_evidence(self, origin: str, why: str, asked: bytes, at: int) -> None:
        (many,) = self._connection.execute(
            "select count(*) from evidence where origin = ?", [origin]
        ).fetchone()
        if many < _KEPT:
            self._connection.execute(
                "insert or ignore into evidence values (?, ?, ?, ?, ?, ?)",
                [hashlib.sha256(asked).hexdigest(), origin, at, why, self.held(origin).note, asked],
            )
