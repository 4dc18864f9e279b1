"""Django's own PostgreSQL, which times each query and writes the slow ones to the log."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

import structlog
from django.conf import settings
from django.db.backends.postgresql import base

from liushui.base.metrics import QUERY_SECONDS, SLOW_QUERIES

log = structlog.get_logger(__name__)

SHOWN_CHARACTERS = 2000


class DatabaseWrapper(base.DatabaseWrapper):
    """Every process of ours connects by this one: web, worker, sequencer, commands."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.execute_wrappers.append(timed)


def timed(execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
    """Run a query; a slow one is told by its text, in which values are only placeholders."""
    begun = perf_counter()
    try:
        return execute(sql, *rest)
    finally:
        seconds = perf_counter() - begun
        QUERY_SECONDS.observe(seconds)
        if seconds * 1000 >= settings.SLOW_QUERY_MS:
            SLOW_QUERIES.inc()
            log.warning("slow query", milliseconds=round(seconds * 1000), sql=_text(sql))


def _text(sql: Any) -> str:
    """The query on one line. One that was put together from parts may hold a value: not told."""
    if not isinstance(sql, str):
        return type(sql).__name__
    return " ".join(sql.split())[:SHOWN_CHARACTERS]
