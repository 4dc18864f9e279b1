"""Structured log lines: JSON, one event a line, codes and numbers only, never personal data."""

import logging
import sys
from collections.abc import Iterator
from traceback import format_exception
from types import TracebackType
from typing import Any

import structlog


def configure(_settings: dict[str, Any]) -> None:
    """Send our events and the libraries' warnings to standard error as JSON."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.ExceptionRenderer(told),
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        ),
    )
    handler.addFilter(by_route)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("liushui").setLevel(logging.INFO)


def by_route(record: logging.LogRecord) -> bool:
    """Name a request by its route: an address may open a gift, or hold what somebody typed."""
    request = getattr(record, "request", None)
    if request is not None and isinstance(record.args, tuple):
        match = getattr(request, "resolver_match", None)
        route = match.route if match else "no route"
        address = getattr(request, "path", "")
        record.args = tuple(route if said == address else said for said in record.args)
    return True


def told(
    exc_info: tuple[type[BaseException], BaseException, TracebackType | None],
) -> str:
    """The traceback; of the database's words the first line, since the others repeat the row."""
    text = "".join(format_exception(*exc_info))
    for link in _chain(exc_info[1]):
        if type(link).__module__.startswith(("psycopg", "django.db")):
            whole = str(link)
            text = text.replace(whole, whole.partition("\n")[0])
    return text


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        link = waiting.pop()
        if id(link) not in seen:
            seen.add(id(link))
            yield link
            waiting += [before for before in (link.__cause__, link.__context__) if before]
