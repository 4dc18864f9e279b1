"""Statements that the database plans once for a connection, for what is asked many times a second.

Planning a statement of ten parts takes the database a millisecond, whatever comes of it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection

_PLANNED_AFTER = 3


@contextmanager
def prepared() -> Iterator[psycopg.Cursor[Any]]:
    """A cursor in Django's connection and transaction; the same text is planned the third time.

    Parameters travel beside the text, so each is cast, or stands where its type is plain. Errors
    are Django's. What changes its text at each call does not belong here.
    """
    connection.ensure_connection()
    raw = connection.connection
    before, raw.prepare_threshold = raw.prepare_threshold, _PLANNED_AFTER
    try:
        with connection.wrap_database_errors, psycopg.Cursor(raw) as cursor:
            yield cursor
    finally:
        raw.prepare_threshold = before
