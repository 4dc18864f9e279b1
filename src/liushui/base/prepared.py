"""Statements that the database plans once for a connection, for what is asked many times a second.

Planning a statement of ten parts takes the database a millisecond, whatever comes of it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import psycopg
from django.db import connection

_PLANNED_AFTER = 3


class Prepared:
    """A cursor whose statements go by whoever listens to Django's: slow ones are told alike."""

    def __init__(self, cursor: "psycopg.Cursor[Any]") -> None:
        self._cursor = cursor
        self.fetchone, self.fetchall = cursor.fetchone, cursor.fetchall

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    def execute(self, sql: str, params: Any) -> None:
        """Run the statement with these parameters."""
        run: Any = self._run
        for wrapper in reversed(connection.execute_wrappers):
            run = partial(wrapper, run)
        run(sql, params, False, {"connection": connection, "cursor": self._cursor})

    def _run(self, sql: str, params: Any, *_rest: Any) -> None:
        self._cursor.execute(sql.encode(), params)


@contextmanager
def prepared() -> Iterator[Prepared]:
    """A cursor in Django's connection and transaction; the same text is planned the third time.

    Parameters travel beside the text, so each is cast, or stands where its type is plain. Errors
    are Django's. What changes its text at each call does not belong here.
    """
    connection.ensure_connection()
    raw = connection.connection
    before, raw.prepare_threshold = raw.prepare_threshold, _PLANNED_AFTER
    try:
        with connection.wrap_database_errors, psycopg.Cursor(raw) as cursor:
            yield Prepared(cursor)
    finally:
        raw.prepare_threshold = before
