"""The keeper's loop: let the log grow, publish it, rest; a refusal is told and waited out.

On a busy day the log grows as records come. On a quiet one it waits for the beat of the clock, so
that no head tells the second in which a single gift was made.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import InterfaceError, OperationalError, connection
from django.utils.timezone import now

from liushui.kernel.errors import DomainError
from liushui.transparency.queries.reading import is_open, waiting_count
from liushui.transparency.services.publishing import publish
from liushui.transparency.services.sequencing import sequence

log = structlog.get_logger(__name__)

CROWD = 20  # among so many records nobody's moment stands out
BEAT_SECONDS = 60
_REST_SECONDS = 0.5  # of a crowd a record is published about a second after it is booked
_CLOSED_SECONDS = 5.0
_REFUSED_SECONDS = 60.0
_LOST_SECONDS = 2.0


@dataclass(slots=True)
class Beat:
    """When the log may grow: with a crowd at once, else once in each minute of the clock."""

    last: int

    @classmethod
    def begin(cls, at: datetime) -> "Beat":
        return cls(_minute(at))

    def allows(self, waiting: int, at: datetime) -> bool:
        """Whether it may grow now. The minute in which the keeper began is over before it does."""
        if waiting < CROWD and _minute(at) == self.last:
            return False
        self.last = _minute(at)
        return True


def _minute(at: datetime) -> int:
    return int(at.timestamp()) // BEAT_SECONDS


def keep_forever(stop: threading.Event, pause: Callable[[float], object] | None = None) -> None:
    """Keep the log until told to stop."""
    rest, beat = pause or stop.wait, Beat.begin(now())
    while not stop.is_set():
        rest(one_round(beat, now()))


def one_round(beat: Beat, at: datetime) -> float:
    """Everything that can be done now; how many seconds to rest after it."""
    try:
        if not is_open():
            return _CLOSED_SECONDS
        publish()  # first: what must not be published must not grow either
        placed = sequence(at=at) if beat.allows(waiting_count(), at) else 0
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
