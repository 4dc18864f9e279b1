"""What ``liushui doctor`` finds, and how its looks ask the database."""

from dataclasses import dataclass
from enum import StrEnum

import psycopg


class Level(StrEnum):
    """How much a finding matters."""

    OK = "ok"
    NOTE = "note"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what it is like and, unless all is well, what to do."""

    name: str
    level: Level
    says: str
    remedy: str = ""


def value_of(connection: psycopg.Connection, query: str) -> str:
    """The one value that a query has."""
    row = connection.execute(query.encode()).fetchone()
    assert row is not None, "it has one row"
    return str(row[0])


def has_table(connection: psycopg.Connection, name: str) -> bool:
    """Whether this version's table is there yet."""
    row = connection.execute("select to_regclass(%s) is not null", [name]).fetchone()
    return bool(row and row[0])
