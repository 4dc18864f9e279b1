"""How long a question takes, many times over, and what it is compared with."""

import os
import time
from collections.abc import Callable, Generator, Sequence
from typing import TypeVar

from django.db import connection

from liushui.config.bench.figures import Figure, median, quantile

Asked = TypeVar("Asked")


def times(
    what: str, ask: Callable[[Asked], object], asked: Sequence[Asked], limit: float | None
) -> Generator[Figure, None, float]:
    """The figures of one question; gives back the middle one, to compare with."""
    took = []
    for one in asked:
        began = time.perf_counter()
        ask(one)
        took.append((time.perf_counter() - began) * 1000)
    yield Figure("people", f"{what} p50", quantile(took, 0.5), "ms")
    yield Figure("people", f"{what} p95", quantile(took, 0.95), "ms", limit)
    return median(took)


def against(what: str, took: float, yardstick: str, bare: float) -> Figure:
    """How many yardsticks it takes: what a busy machine slows, it slows on both sides."""
    return Figure("people", f"{what} / {yardstick}", took / bare, "times")


def load(when: str) -> Figure:
    """How many processes wanted the machine in the last minute."""
    return Figure("people", f"load: {when}", os.getloadavg()[0], "")


def bare_query(number: int) -> object:
    """The yardstick: to the database and back."""
    with connection.cursor() as cursor:
        cursor.execute("select %s", [number])
        return cursor.fetchone()


def bare_commit(number: int) -> None:
    """The other yardstick: one row, written so that it outlasts a power failure."""
    with connection.cursor() as cursor:
        cursor.execute("insert into bench_bare values (%s)", [number])
