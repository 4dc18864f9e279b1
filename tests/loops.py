"""Running coroutines where a browser's own loop may be running in this thread."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")
Loop = Callable[[], asyncio.AbstractEventLoop]


def run(coroutine: Coroutine[Any, Any, T], *, loop: Loop | None = None) -> T:
    """What it returns or raises, from a loop and a thread of its own."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(_run, coroutine, loop).result()


def _run(coroutine: Coroutine[Any, Any, T], loop: Loop | None) -> T:
    with asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(coroutine)
