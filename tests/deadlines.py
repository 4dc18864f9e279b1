"""Waiting for a condition, never for a time."""

import threading
import time
from collections.abc import Callable

_pause = threading.Event()


def wait_until(happened: Callable[[], object], *, what: str, seconds: float = 30.0) -> object:
    """The first truthy answer of ``happened``; fails with ``what`` when the deadline passes."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = happened()
        if answer:
            return answer
        _pause.wait(0.02)
    raise AssertionError(f"not within {seconds:g} s: {what}")
