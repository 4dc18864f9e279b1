"""What a benchmark answers, and a database of its own to ask."""

import os
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Protocol
from urllib.parse import urlsplit

_SEND_OFF = """
select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid()"""


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
    with _database(f"{kept}_bench_{os.getpid()}"):
        call_command("migrate", verbosity=0, interactive=False)
        yield


@contextmanager
def copied_database() -> Iterator[None]:
    """A copy of the scratch database, file by file, gone afterwards: to be written to freely."""
    from django.db import connection  # noqa: PLC0415

    name = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:  # what a thread left open keeps a template from being read
        cursor.execute(_SEND_OFF)
    with _database(f"{name}_copy", template=name):
        yield


@contextmanager
def side_database(name: str) -> Iterator[None]:
    """An empty database beside the scratch one, for somebody else's tables: ``scratch_url``."""
    from django.db import connection  # noqa: PLC0415

    beside = f"{connection.settings_dict['NAME']}_{name}"
    with connection.cursor() as cursor:
        cursor.execute(f'create database "{beside}"')
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'drop database "{beside}" with (force)')


def scratch_url(beside: str = "") -> str:
    """The address of the scratch database, or of one beside it."""
    from django.db import connection  # noqa: PLC0415

    name = connection.settings_dict["NAME"] + (f"_{beside}" if beside else "")
    return urlsplit(os.environ["LIUSHUI_DATABASE_URL"])._replace(path=f"/{name}").geturl()


@contextmanager
def _database(name: str, template: str = "template1") -> Iterator[None]:
    """Django, on a database of this name that is made for it and dropped behind it."""
    from django.db import connection  # noqa: PLC0415

    kept = connection.settings_dict["NAME"]
    _aside(f'create database "{name}" template "{template}" strategy file_copy')
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = kept
        _aside(f'drop database "{name}" with (force)')


def _aside(sql: str) -> None:
    """From the maintenance database: a template is copied while nobody is in it."""
    from django.db import connection  # noqa: PLC0415

    connection.close()
    kept, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], "postgres"
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = kept
