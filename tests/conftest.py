"""One real PostgreSQL for the whole run; LIUSHUI_DATABASE_URL names another to use instead."""

import os
import tempfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

os.environ.setdefault("LIUSHUI_HOME", tempfile.mkdtemp(prefix="liushui-test-"))

_flush = DatabaseOperations.execute_sql_flush


def _flush_past_the_guards(self: Any, statements: list[str]) -> None:
    """Append-only tables refuse TRUNCATE; between tests the guards stand aside, and only then."""
    _flush(self, ["set session_replication_role = replica", *statements])
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = origin")


@pytest.fixture(autouse=True)
def _guards_stand_aside(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(DatabaseOperations, "execute_sql_flush", _flush_past_the_guards)
    yield
