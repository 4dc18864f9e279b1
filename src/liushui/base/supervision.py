"""Keeping processes alive: what dies is started again, patiently; all end together, in order."""

import threading
import time
from collections.abc import Sequence
from typing import Protocol

from liushui.base.processes import Sink
from liushui.kernel.errors import DomainError

FIRST_WAIT_SECONDS = 0.1
LONGEST_WAIT_SECONDS = 10.0
SETTLED_SECONDS = 20.0  # who lived this long starts from the first wait again
ROUND_SECONDS = 0.05


class Runs(Protocol):
    """A process, or a database, that can be started again after its death."""

    @property
    def name(self) -> str: ...
    @property
    def pid(self) -> int | None: ...
    def launch(self) -> None: ...
    def died(self) -> int | None: ...
    def stop(self) -> None: ...


class _Kept:
    """One process and how long to wait before it is started again."""

    def __init__(self, process: Runs) -> None:
        self.process = process
        self.wait = FIRST_WAIT_SECONDS
        self.since = time.monotonic()
        self.due: float | None = None

    def fell(self, now: float) -> float:
        """Note a death; how long the process rests."""
        if now - self.since > SETTLED_SECONDS:
            self.wait = FIRST_WAIT_SECONDS
        rest, self.wait = self.wait, min(self.wait * 2, LONGEST_WAIT_SECONDS)
        self.due = now + rest
        return rest


class Supervisor:
    """Watches processes that already run, from a thread of its own, until ``stop``."""

    def __init__(self, processes: Sequence[Runs], tell: Sink) -> None:
        self._kept = [_Kept(process) for process in processes]
        self._tell = tell
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)

    def start(self) -> None:
        """Begin to watch. What is restarted lives no longer than this supervisor."""
        self._thread.start()

    def stop(self) -> None:
        """End all, the first one first. Safe to call twice."""
        self._stopping.set()
        for _ in range(2):  # a restart that was under way as we stopped ends in the second round
            for kept in self._kept:
                kept.process.stop()
            if self._thread.is_alive():
                self._thread.join()

    def _watch(self) -> None:
        while not self._stopping.wait(ROUND_SECONDS):
            for kept in self._kept:
                if not self._stopping.is_set():
                    self._look_after(kept)

    def _look_after(self, kept: _Kept) -> None:
        now = time.monotonic()
        if kept.due is None:
            status = kept.process.died()
            if status is not None:
                rest = kept.fell(now)
                how = f"signal {-status}" if status < 0 else f"status {status}"
                self._tell(kept.process.name, f"ended with {how}; starting again in {rest:g} s")
        elif now >= kept.due:
            self._launch(kept)

    def _launch(self, kept: _Kept) -> None:
        try:
            kept.process.launch()
        except (DomainError, OSError) as error:
            rest = kept.fell(time.monotonic())
            self._tell(kept.process.name, f"{error}; trying again in {rest:g} s")
        else:
            kept.due, kept.since = None, time.monotonic()
            self._tell(kept.process.name, f"runs again as process {kept.process.pid}")
