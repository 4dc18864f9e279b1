"""The public log at size: placing and publishing, receipts while gifts come, a stranger's check."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection

from liushui.base.home import Home
from liushui.config.bench.figures import Figure, quantile
from liushui.config.bench.log_load import Giving, write_log
from liushui.config.bench.log_waiting import waits
from liushui.transparency import queries, services

HELP = "the public log: leaves placed and published, receipts while gifts come, a check of it all"
RATE = 200
_LEAVES_AIM, _RECEIPT_LIMIT, _VERIFY_LIMIT = 5_000.0, 2.0, 15.0
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Size:
    leaves: int
    seconds: int
    verified: int

    @property
    def is_full(self) -> bool:
        return self.verified == _MILLION


SIZES = {False: Size(10_000, 5, 20_000), True: Size(100_000, 60, _MILLION)}


def measure(
    *, full: bool, tell: Callable[[str], None], size: Size | None = None
) -> Iterator[Figure]:
    """Small: 10,000 gifts. Full: 100,000, a minute of 200 a second, a million leaves checked."""
    size = size or SIZES[full]
    yield Figure("log", "load", os.getloadavg()[0], "")
    with _own_home():
        giving = Giving()
        yield from _grown(giving, size, tell)
        yield from _waited(giving, size, tell)
        with TemporaryDirectory(prefix="liushui-bench-") as folder:
            yield from _verified(Path(folder), size, tell)
        tell("checking the log")
        with queries.one_moment():
            found = queries.faults()
        for one in found:
            tell(f"{one.promise}: {one.where}")
        yield Figure("log", "faults that 'log check' finds", len(found), "faults", 0.0)


def _grown(giving: Giving, size: Size, tell: Callable[[str], None]) -> Iterator[Figure]:
    """From the row that waits to the published signed head, as the keeper goes; then the bytes."""
    tell(f"{size.leaves} gifts")
    giving.give(size.leaves)
    waiting = queries.waiting_count()
    tell(f"placing and publishing {waiting} leaves")
    began = time.perf_counter()
    while services.sequence():
        services.publish()
    took = time.perf_counter() - began
    assert services.publish() >= waiting, "all that waited is published"
    yield Figure(
        "log", "leaves published", waiting / took, "leaves/s", _LEAVES_AIM if size.is_full else None
    )
    bare = _bare(tell)
    yield Figure("log", "hashing and COPY of the same bytes", waiting / bare, "leaves/s")
    yield Figure(
        "log", "published / hashing and COPY", waiting / took, "leaves/s", None, bare / took
    )


def _bare(tell: Callable[[str], None]) -> float:
    """The yardstick: the same leaves hashed once and copied into a table without constraints."""
    with connection.cursor() as cursor:
        cursor.execute("create table bench_bare (at bigint, hash bytea, leaf bytea)")
        cursor.execute("select index, leaf from transparency_entry order by index")
        rows = cursor.fetchall()
        tell("hashing and copying the same bytes")
        began = time.perf_counter()
        with cursor.copy("copy bench_bare (at, hash, leaf) from stdin") as copy:
            for index, leaf in rows:
                copy.write_row((index, hashlib.sha256(b"\0" + leaf).digest(), leaf))
        took = time.perf_counter() - began
        cursor.execute("drop table bench_bare")
    return took


def _waited(giving: Giving, size: Size, tell: Callable[[str], None]) -> Iterator[Figure]:
    tell(f"{RATE} gifts a second for {size.seconds} s")
    took = waits(giving, RATE, size.seconds)
    limit = _RECEIPT_LIMIT if size.is_full else None
    yield Figure("log", "from the booking to the published head, p50", quantile(took, 0.5), "s")
    yield Figure(
        "log", "from the booking to the published head, p99", quantile(took, 0.99), "s", limit
    )
    began = time.perf_counter()
    for number in range(1, 101):
        services.receipt_of(f"LS-20260101-{number * (size.leaves // 100):08}-0", discloses=True)
    yield Figure(
        "log", "a receipt", (time.perf_counter() - began) * 10, "ms", 20.0 if size.is_full else None
    )


def _verified(folder: Path, size: Size, tell: Callable[[str], None]) -> Iterator[Figure]:
    """The verifier's own command over a log that no database wrote."""
    if find_spec("liushui_verify") is None:
        tell("liushui-verify is not installed: no log was verified")
        return
    leaves = write_log(folder, size.verified, tell)
    began = time.perf_counter()
    row = [hashlib.sha256(b"\0" + one).digest() for one in leaves]
    while len(row) > 1:
        row = [hashlib.sha256(b"\1" + a + b).digest() for a, b in zip(row[::2], row[1::2])]  # noqa: B905
    bare = time.perf_counter() - began
    tell(f"verifying {size.verified} leaves")
    began = time.perf_counter()
    command = [sys.executable, "-m", "liushui_verify", "log", str(folder)]
    done = subprocess.run(  # noqa: S603 - our own command
        [*command, "--policy", str(folder / "policy.txt"), "--lang", "en"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    took = time.perf_counter() - began
    assert done.returncode == 0, done.stdout + done.stderr
    yield Figure("log", "leaves verified", size.verified / took, "leaves/s")
    yield Figure("log", "bare hashing of the same tree", size.verified / bare, "leaves/s")
    limit = _VERIFY_LIMIT if size.is_full else None
    yield Figure("log", "verifying a million", took * _MILLION / size.verified, "s", limit)


@contextmanager
def _own_home() -> Iterator[None]:
    """Keys and published files of the bench alone, on the disk of the home."""
    kept = os.environ.get("LIUSHUI_HOME")
    above = Home.from_environment().path
    above.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="bench-log-", dir=above) as folder:
        os.environ["LIUSHUI_HOME"] = folder
        try:
            yield
        finally:
            if kept is None:
                del os.environ["LIUSHUI_HOME"]
            else:
                os.environ["LIUSHUI_HOME"] = kept
