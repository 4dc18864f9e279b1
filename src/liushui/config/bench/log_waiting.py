"""How long after it was booked each gift stood under a published head, while gifts come."""

import os
import signal
import subprocess
import sys
import threading
import time
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager

from liushui.config.bench.figures import scratch_url
from liushui.config.bench.log_load import Giving
from liushui.transparency.folder import CHECKPOINT, Folder
from liushui.transparency.format.notes import said_checkpoint
from liushui.transparency.queries import index_of
from liushui.transparency.services.keeping import CROWD

_BEATS = 20  # times a second that some are booked
_LOOK_SECONDS = 0.01
_PATIENCE_SECONDS = 150.0
Seen = list[tuple[int, float]]


def waits(giving: Giving, rate: int, seconds: int) -> list[float]:
    """The seconds that each waited; the keeper is a process of its own, as under ``up``."""
    booked: dict[str, float] = {}
    with _keeper(), _watched() as seen:
        _wait_for(giving.give_now(2 * CROWD)[-1], seen)  # its start is nobody's waiting
        began = time.monotonic()
        for beat in range(seconds * _BEATS):
            time.sleep(max(0.0, began + beat / _BEATS - time.monotonic()))
            refs = giving.give_now(rate // _BEATS)
            booked |= dict.fromkeys(refs, time.monotonic())
        last = list(booked)[-1]
        giving.give_now(2 * CROWD)  # so that the last few need not wait for the clock's beat
        _wait_for(last, seen)
    sizes = [size for size, _ in seen]
    found = {ref: bisect_right(sizes, index_of(ref)) for ref in booked}
    return [seen[at][1] - booked[ref] for ref, at in found.items()]


def _wait_for(ref: str, seen: Seen) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until and not _is_published(ref, seen):
        time.sleep(_LOOK_SECONDS)


def _is_published(ref: str, seen: Seen) -> bool:
    from liushui.transparency.errors import RecordNotInLog  # noqa: PLC0415 - while it grows

    try:
        return bool(seen) and seen[-1][0] > index_of(ref)
    except RecordNotInLog:
        return False


@contextmanager
def _keeper() -> Iterator[None]:
    child = subprocess.Popen(
        [sys.executable, "-m", "liushui.config.log_keeper"],
        env={**os.environ, "LIUSHUI_DATABASE_URL": scratch_url()},
    )
    try:
        yield
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait()


@contextmanager
def _watched() -> Iterator[Seen]:
    """Each head that was published, by its size, and when it was first seen."""
    seen: Seen = []
    told = threading.Event()
    thread = threading.Thread(target=_watch, args=(told, seen), name="watcher")
    thread.start()
    try:
        yield seen
    finally:
        told.set()
        thread.join()


def _watch(told: threading.Event, seen: Seen) -> None:
    folder = Folder.of_home()
    while not told.is_set():
        note = folder.read(CHECKPOINT)
        size = said_checkpoint(note.decode()).size if note else 0
        if size > (seen[-1][0] if seen else 0):
            seen.append((size, time.monotonic()))
        told.wait(_LOOK_SECONDS)
