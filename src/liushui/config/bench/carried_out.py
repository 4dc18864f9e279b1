"""The export as its command writes it, in bounded memory, and its sums by somebody else's hand."""

import contextlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection

from liushui.config.bench.figures import Figure, scratch_url

MEMORY_MIB = 300.0
_LOOK_SECONDS = 0.2
_OURS = """select target_id, booked::text, sum(amount)::bigint, count(*)
  from ledger_movement where kind = 'gift' group by 1, 2 order by 1, 2"""
_THEIRS = """select target, booked, sum(amount)::bigint, count(*)
  from read_json('{path}', format = 'newline_delimited', columns = {{
    'kind': 'varchar', 'booked': 'varchar', 'amount': 'bigint', 'target': 'bigint'}})
  where kind = 'gift' group by 1, 2 order by 1, 2"""
_KEYS: Mapping[str, Callable[[int, str], str]] = {
    "fund and month": lambda fund, month: f"{fund} {month}",
    "month": lambda _, month: month,
    "year": lambda _, month: month[:4],
}
Sums = list[tuple[int, str, int, int]]


def exported(tell: Callable[[str], None]) -> Iterator[Figure]:
    """Write the journal as the command does, then add it up elsewhere."""
    with TemporaryDirectory(prefix="liushui-bench-") as folder:
        path = Path(folder) / "journal.jsonl"
        tell("writing the export")
        began = time.perf_counter()
        peak = _export(path)
        took = time.perf_counter() - began
        tell(f"export of {path.stat().st_size >> 20} MiB")
        yield Figure("ledger", "export", took, "s")
        yield Figure("ledger", "export, memory", peak, "MiB", MEMORY_MIB)
        yield from _summed(path, tell)


def _export(path: Path) -> int:
    """The most memory that the command ever held, in MiB, as the kernel counts it."""
    command = [sys.executable, "-m", "liushui.config.cli", "ledger", "export"]
    peak = 0
    with path.open("wb") as to:
        child = subprocess.Popen(  # noqa: S603 - our own command
            command, stdout=to, env={**os.environ, "LIUSHUI_DATABASE_URL": scratch_url()}
        )
        while child.poll() is None:
            peak = max(peak, _held(child.pid))
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(_LOOK_SECONDS)
    assert child.returncode == 0, "the export failed"
    return peak


def _held(pid: int) -> int:
    """The high-water mark of a process that runs; 0 when it has just ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except FileNotFoundError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) >> 10 if found else 0


def _summed(path: Path, tell: Callable[[str], None]) -> Iterator[Figure]:
    if find_spec("duckdb") is None:
        tell("duckdb is not installed: the sums of the export were not compared")
        return
    tell("adding the export up in DuckDB")
    import duckdb  # noqa: PLC0415 - of the bench alone

    began = time.perf_counter()
    with contextlib.closing(duckdb.connect()) as other:
        other.execute("set memory_limit = '2GB'")
        theirs: Sums = other.execute(_THEIRS.format(path=path)).fetchall()
    took = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute(_OURS)
        ours: Sums = [(fund, month[:7], fen, gifts) for fund, month, fen, gifts in cursor]
    yield Figure("ledger", "DuckDB adds the export up", took, "s")
    for what, key in _KEYS.items():
        mine, others = _by(ours, key), _by(theirs, key)
        tell(f"sums by {what}: {len(mine)}, of DuckDB {len(others)}")
        differ = sum(mine.get(one) != others.get(one) for one in mine.keys() | others.keys())
        yield Figure("ledger", f"sums by {what} that differ", differ, "sums", 0.0)


def _by(rows: Sums, key: Callable[[int, str], str]) -> dict[str, tuple[int, int]]:
    """Fen and gifts, added up by what the key says of fund and month."""
    sums: dict[str, tuple[int, int]] = {}
    for fund, month, worth, gifts in rows:
        one = key(fund, month)
        before = sums.get(one, (0, 0))
        sums[one] = (before[0] + worth, before[1] + gifts)
    return sums
