"""A lock that one process holds on a folder and that ends with it, however it ends."""

import fcntl
import json
import os
import time
from pathlib import Path
from typing import Any

from liushui.kernel.errors import DomainError, gettext_noop

PATIENCE_SECONDS = 0.5  # a passing look of ``holder`` must not be taken for a holder


class HomeInUse(DomainError):
    """Another process of ours holds this home."""

    code = "home_in_use"
    status = 409
    message = gettext_noop("The home %(home)s is held by process %(pid)s (%(at)s).")
    remedy = gettext_noop(
        "Stop that process first ('kill %(pid)s'), or choose another folder with LIUSHUI_HOME."
    )


class FolderLock:
    """``flock`` on a file that also says who holds it and where they can be reached."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fd: int | None = None

    @property
    def held(self) -> bool:
        return self._fd is not None

    def take(self, *, at: str) -> None:
        """Hold the lock, saying where we can be reached, or refuse with who holds it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not _try(fd):
            if time.monotonic() > deadline:
                holder = _read(fd)
                os.close(fd)
                raise HomeInUse(
                    home=self.path.parent,
                    pid=holder.get("pid", "?"),
                    at=holder.get("at", "?"),
                )
            time.sleep(0.02)
        self._fd = fd
        self.note(at=at)

    def note(self, *, at: str) -> None:
        """Say anew where the holder can be reached."""
        assert self._fd is not None, "the lock is not held"
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, json.dumps({"pid": os.getpid(), "at": at}).encode(), 0)

    def release(self) -> None:
        """Let go. The file stays: to remove it would let two hold two files of one name."""
        if self._fd is not None:
            os.ftruncate(self._fd, 0)
            os.close(self._fd)
            self._fd = None

    def holder(self) -> dict[str, Any] | None:
        """``{"pid", "at"}`` of the process that holds the lock now, or nothing."""
        try:
            fd = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        try:
            return None if _try(fd, fcntl.LOCK_SH) else _read(fd)
        finally:
            os.close(fd)


def _try(fd: int, kind: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(fd, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(fd: int) -> dict[str, Any]:
    try:
        facts: dict[str, Any] = json.loads(os.pread(fd, 4096, 0) or b"{}")
    except ValueError:
        return {}
    return facts
