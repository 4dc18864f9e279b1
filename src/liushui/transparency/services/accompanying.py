"""What is done beside the log once it is published: files beside it, counts, witnesses, anchors.

In a thread of its own, so that none of it is ever waited for: a log whose witnesses are silent
grows and is published all the same.
"""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

import structlog
from django.db import InterfaceError, OperationalError, connection
from django.utils.timezone import now

from liushui.kernel.errors import DomainError
from liushui.transparency.queries.quorum import ALARM_AFTER, quorum_standing
from liushui.transparency.queries.reading import is_open
from liushui.transparency.services.anchors import Patience, anchor_daily
from liushui.transparency.services.beside import show_beside
from liushui.transparency.services.counting import count_kinds
from liushui.transparency.services.witnesses import ask_witnesses

log = structlog.get_logger(__name__)

_REST_SECONDS = 1.0
_CLOSED_SECONDS = 5.0
_REFUSED_SECONDS = 60.0

Step = Callable[[datetime], object]


def accompany_always(
    stop: threading.Event,
    work: Callable[[threading.Event], None] | None = None,
    rest: float = _REFUSED_SECONDS,
) -> None:
    """``accompany_forever`` in a thread, and in a new one should that end by what nobody foresaw.

    A log whose witnesses nobody asks any more looks well for ten minutes: so it is told at once.
    """
    while not stop.is_set():
        thread = threading.Thread(target=work or accompany_forever, args=(stop,), name="beside")
        thread.start()
        thread.join()
        if not stop.is_set():
            log.error("log_beside_ended", again_in_seconds=rest)
            stop.wait(rest)


def accompany_forever(stop: threading.Event) -> None:
    """Until told to stop."""
    alarm, patience = Alarm(), Patience()
    while not stop.is_set():
        stop.wait(accompany(now(), alarm, patience))
    connection.close()


def accompany(
    at: datetime, alarm: "Alarm | None" = None, patience: Patience | None = None
) -> float:
    """Everything that is due now; how many seconds to rest after it."""
    steps: Sequence[Step] = (
        lambda _: show_beside(),
        lambda _: count_kinds(),
        ask_witnesses,
        partial(anchor_daily, patience=patience),
        (alarm or Alarm()).sound,
    )
    try:
        if not is_open():
            return _CLOSED_SECONDS
        held = [_is_done(step, at) for step in steps]
    except (OperationalError, InterfaceError) as error:
        log.warning("log_lost_database", error=type(error).__name__)
        connection.close()
        return _CLOSED_SECONDS
    return _REST_SECONDS if all(held) else _REFUSED_SECONDS


def _is_done(step: Step, at: datetime) -> bool:
    """What one of them refuses stops none of the others."""
    try:
        step(at)
    except DomainError as refusal:
        log.warning("log_not_accompanied", code=refusal.code, facts=refusal.facts)
        return False
    except OSError as error:
        log.warning("log_not_accompanied", code=type(error).__name__, number=error.errno)
        return False
    return True


class Alarm:
    """Says that the quorum is missing, and again every ten minutes while it is."""

    def __init__(self) -> None:
        self._said: datetime | None = None

    def sound(self, at: datetime) -> None:
        standing = quorum_standing(at)
        if not standing.is_alarming(at):
            self._said = None
        elif self._said is None or at - self._said >= ALARM_AFTER:
            self._said = at
            log.error("log_without_quorum", since=str(standing.missing_since))
