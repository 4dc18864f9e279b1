"""What a benchmark answers, and a database of its own to ask."""

import os
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value.

    ``ratio`` compares it with its yardstick, taken in the same run. ``limit`` bounds the ratio
    where there is one, else the value: from below for rates, from above for times.
    """

    bench: str
    figure: str
    value: float
    unit: str
    limit: float | None = None
    ratio: float | None = None

    @property
    def keeps_limit(self) -> bool:
        if self.limit is None:
            return True
        measured = self.value if self.ratio is None else self.ratio
        return measured >= self.limit if self.unit.endswith("/s") else measured <= self.limit

    def as_json(self) -> dict[str, str | float | None]:
        return asdict(self)


class Bench(Protocol):
    """What a module of this folder offers."""

    HELP: str

    def measure(self, *, full: bool, tell: Callable[[str], None]) -> Iterator[Figure]:
        """Yield the figures one by one."""


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


@contextmanager
def scratch_database() -> Iterator[None]:
    """An empty migrated database beside the installation's, gone afterwards."""
    from django.core.management import call_command  # noqa: PLC0415 - heavy
    from django.db import connection  # noqa: PLC0415

    kept = connection.settings_dict["NAME"]
    name = f"{kept}_bench_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(f'create database "{name}"')
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0, interactive=False)
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = kept
        with connection.cursor() as cursor:
            cursor.execute(f'drop database "{name}" with (force)')
