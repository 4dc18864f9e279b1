"""The keeper's loop: let the log grow, publish it, rest; a refusal is told and waited out."""

import threading
from collections.abc import Callable

import structlog
from django.db import InterfaceError, OperationalError, connection

from liushui.kernel.errors import DomainError
from liushui.transparency.queries.reading import is_open
from liushui.transparency.services.publishing import publish
from liushui.transparency.services.sequencing import sequence

log = structlog.get_logger(__name__)

_REST_SECONDS = 0.5  # a record is published about a second after it is booked
_CLOSED_SECONDS = 5.0
_REFUSED_SECONDS = 60.0
_LOST_SECONDS = 2.0


def keep_forever(stop: threading.Event, pause: Callable[[float], object] | None = None) -> None:
    """Keep the log until told to stop."""
    rest = pause or stop.wait
    while not stop.is_set():
        rest(_one_round())


def _one_round() -> float:
    """Everything that can be done now; how many seconds to rest after it."""
    try:
        if not is_open():
            return _CLOSED_SECONDS
        publish()  # first: what must not be published must not grow either
        placed = sequence()
        if placed:
            publish()
    except (OperationalError, InterfaceError) as error:
        log.warning("log_lost_database", error=type(error).__name__)
        connection.close()
        return _LOST_SECONDS
    except OSError as error:  # a full disk, a folder that was taken away
        log.warning("log_not_published", code=type(error).__name__, number=error.errno)
        return _REFUSED_SECONDS
    except DomainError as refusal:  # to sign would be to tell two histories: a person must look
        log.warning("log_not_published", code=refusal.code, facts=refusal.facts)
        return _REFUSED_SECONDS
    return 0.0 if placed else _REST_SECONDS
