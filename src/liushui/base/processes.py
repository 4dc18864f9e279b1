"""Processes of ours: each in a session of its own, dying with us, its words kept and bounded."""

import contextlib
import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO, Any

LOG_BYTES = 4 * 1024 * 1024
LOG_FILES = 3
TAIL_LINES = 60
PR_SET_PDEATHSIG = 1

Sink = Callable[[str, str], None]
_prctl = ctypes.CDLL(None, use_errno=True).prctl if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class Spec:
    """What to run, as whom, and how to end it.

    ``death_signal`` reaches the process when the thread that started it ends, even by kill -9
    (Linux only), so a child is started from a thread that outlives it.
    """

    name: str
    argv: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    uid: int | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGTERM
    grace_seconds: float = 10.0
    log: Path | None = None
    log_bytes: int = LOG_BYTES


class Child:
    """One run, or one after the other, of a ``Spec``."""

    def __init__(self, spec: Spec, sink: Sink | None = None) -> None:
        self.spec = spec
        self.tail: deque[str] = deque(maxlen=TAIL_LINES)
        self._sink = sink
        self._swept = False
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None

    @property
    def name(self) -> str:
        return self.spec.name

    @property
    def pid(self) -> int | None:
        """The process's number while it lives."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def launch(self) -> None:
        """Start it in a session of its own, so that a Ctrl-C at the terminal reaches only us."""
        assert self.pid is None, f"{self.spec.name} already runs"
        self.tail.clear()
        self._swept = False
        self._process = subprocess.Popen(  # noqa: S603 - our own argv, no shell
            list(self.spec.argv),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **self.spec.environment},
            start_new_session=True,
            preexec_fn=partial(die_with, os.getpid(), self.spec.death_signal),  # noqa: PLW1509 - one call
            **other_user(self.spec.uid),
        )
        assert self._process.stdout is not None
        self._reader = threading.Thread(
            target=self._keep, args=(self._process.stdout,), name=self.spec.name, daemon=True
        )
        self._reader.start()

    def died(self) -> int | None:
        """The exit status once it has ended; what it left behind in its session is ended too."""
        if self._process is None:
            return None
        status = self._process.poll()
        if status is not None:
            self._sweep()
        return status

    def wait(self, timeout: float) -> int:
        """The exit status; raises ``subprocess.TimeoutExpired`` after ``timeout`` seconds."""
        assert self._process is not None, f"{self.spec.name} was never started"
        status = self._process.wait(timeout)
        self._sweep()
        if self._reader is not None:
            self._reader.join(1)
        return status

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process if it still lives."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)

    def stop(self) -> None:
        """Ask, wait for the grace, then end it and all it started. Safe to call twice."""
        if self._process is None:
            return
        self.signal(self.spec.stop_signal)
        try:
            self.wait(self.spec.grace_seconds)
        except subprocess.TimeoutExpired:
            self.signal(signal.SIGKILL)
            self.wait(self.spec.grace_seconds)

    def _sweep(self) -> None:
        if self._swept or self._process is None:
            return
        self._swept = True
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def _keep(self, stream: IO[bytes]) -> None:
        log = bounded_log(self.spec.log, self.spec.log_bytes) if self.spec.log else None
        with stream:
            for raw in stream:
                line = raw.decode("utf-8", "replace").rstrip("\n")
                self.tail.append(line)
                if log:
                    log.emit(logging.makeLogRecord({"msg": line}))
                if self._sink:
                    self._sink(self.spec.name, line)
        if log:
            log.close()


class _Quiet(RotatingFileHandler):
    """Loses lines on a full disk rather than telling of each on standard error."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        del record


def bounded_log(path: Path, limit_bytes: int = LOG_BYTES) -> RotatingFileHandler:
    """A log file that never grows past its bound; older parts get ``.1``, ``.2``."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return _Quiet(path, maxBytes=limit_bytes, backupCount=LOG_FILES, encoding="utf-8")


def die_with(parent: int, number: signal.Signals = signal.SIGTERM) -> None:
    """Have the kernel send us ``number`` when ``parent`` ends; end at once if it already has."""
    if _prctl is None:
        return
    _prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def other_user(uid: int | None) -> dict[str, Any]:
    """The arguments by which ``subprocess`` runs something as another user and nothing more."""
    if uid is None or uid == os.geteuid():
        return {"cwd": "/"} if uid is not None else {}
    return {"user": uid, "group": uid, "extra_groups": [], "cwd": "/"}


def alive(pid: int) -> bool:
    """Whether a process of this number exists, a zombie included."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
