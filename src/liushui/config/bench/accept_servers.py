"""What a bench of accepting runs beside itself: servers, the sequencer, pgbench; and their time."""

import contextlib
import http.client
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection

from liushui.config.bench.figures import scratch_url
from liushui.config.ports import free_port
from liushui.config.simulators.wechat_pay import Provider

_READY_SECONDS = 60.0
_TICKS = os.sysconf("SC_CLK_TCK")
INSERTED = """
create table bench_insert (id bigint generated always as identity primary key,
  idem varchar(64) not null unique, project_id bigint not null, minor bigint not null,
  at timestamptz not null);
create index on bench_insert (project_id, id);
create index on bench_insert (at)"""
# The tables of the naive way (accept_naive.py).
NAIVE = """
create table bench_total (id bigint primary key, minor bigint not null, gifts bigint not null);
create table bench_gift (id bigint generated always as identity primary key,
  transaction_id varchar(64) not null unique, order_id bigint not null, project_id bigint not null,
  minor bigint not null, at timestamptz not null);
create index on bench_gift (project_id, id);
create index on bench_gift (order_id);
insert into bench_total select id, 0, 0 from projects_project"""
_INSERT = r"""\set project random(1, 1000)
\set minor random(100, 99900)
insert into bench_insert (idem, project_id, minor, at)
values (gen_random_uuid()::text, :project, :minor, now());
"""


@contextmanager
def merchant_of(provider: Provider) -> Iterator[None]:
    """What is started meanwhile is this provider's merchant."""
    told = provider.environment("http://127.0.0.1:9")
    before = {name: os.environ[name] for name in told if name in os.environ}
    os.environ.update(told)
    try:
        yield
    finally:
        for name in told:
            del os.environ[name]
        os.environ.update(before)


@contextmanager
def serving(application: str, *more: str) -> Iterator[tuple[int, int]]:
    """A server of this WSGI application; its port and the number of its process."""
    port = free_port("127.0.0.1")
    argv = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--workers", "1"]
    place = ["--port", str(port), "--log-level", "warning"]
    with _running([*argv, *place, *more, application]) as process:
        _wait_for(port)
        yield port, process.pid


@contextmanager
def taking_in() -> Iterator[tuple[int, int]]:
    """The intake; its port and the number of its process."""
    port = free_port("127.0.0.1")
    argv = [sys.executable, "-m", "liushui.config.intake", "127.0.0.1", str(port)]
    with _running(argv) as process:
        _wait_for(port)
        yield port, process.pid


@contextmanager
def sequencing() -> Iterator[int]:
    """The process that settles and sequences; its number."""
    with _running([sys.executable, "-m", "liushui.config.sequencer"]) as process:
        yield process.pid


@contextmanager
def _running(argv: list[str]) -> "Iterator[subprocess.Popen[bytes]]":
    environment = {
        **os.environ, "LIUSHUI_DATABASE_URL": scratch_url(),
        "DJANGO_SETTINGS_MODULE": "liushui.config.settings",
    }  # fmt: skip
    process = subprocess.Popen(  # noqa: S603 - our own modules
        argv, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    """Until it answers, whatever it answers."""
    until = time.monotonic() + _READY_SECONDS
    while time.monotonic() < until:
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with contextlib.suppress(OSError, http.client.HTTPException):
            asked.request("GET", "/healthz")
            asked.getresponse().read()
            asked.close()
            return
        asked.close()
        time.sleep(0.05)
    raise TimeoutError("the server did not come up")


def inserts(clients: int, seconds: int) -> float | None:
    """How many bare rows a second pgbench inserts, each in its own transaction; none without it."""
    pgbench = shutil.which("pgbench")
    if pgbench is None:
        return None
    facts = connection.settings_dict
    with TemporaryDirectory() as folder:
        script = Path(folder) / "insert.sql"
        script.write_text(_INSERT)
        said = subprocess.run(  # noqa: S603 - found by its name
            [
                pgbench, "-n", "-M", "prepared", "-f", str(script), "-c", str(clients), "-j", "2",
                "-T", str(seconds), "-h", facts["HOST"] or "localhost",
                "-p", str(facts["PORT"] or 5432), "-U", facts["USER"], facts["NAME"],
            ],
            env={**os.environ, "PGPASSWORD": str(facts["PASSWORD"] or "")},
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    found = re.search(r"tps = ([\d.]+) \(without", said)
    assert found is not None, said
    whole, _, _rest = found[1].partition(".")
    return int(whole)


def spent(*pids: int) -> int:
    """The processor time of these processes and all below them until now, in microseconds."""
    wanted = set(pids)
    parents, times = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            part = (folder / "stat").read_text().rpartition(")")[2].split()
            pid = int(folder.name)
            parents[pid] = int(part[1])
            times[pid] = sum(map(int, part[11:15]))  # its own, and of children that ended
    mine = {pid for pid in times if _above(pid, parents) & wanted}
    return sum(times[pid] for pid in mine) * 1_000_000 // _TICKS


def postmaster() -> int:
    """The number of the database's first process, where it is on this machine; else our own."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (pid,) = cursor.fetchone()
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return os.getpid()


def _above(pid: int, parents: dict[int, int]) -> set[int]:
    line: set[int] = set()
    while pid and pid not in line:
        line.add(pid)
        pid = parents.get(pid, 0)
    return line
