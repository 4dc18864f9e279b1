"""What ``liushui doctor`` looks at, one finding each; a fault says what to do."""

import http.client
import os
import platform
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from urllib.parse import urlsplit

import psycopg

from liushui.base.home import Home
from liushui.base.locks import FolderLock, HomeInUse
from liushui.base.postgres import Cluster, find_binaries, url_of
from liushui.base.postgres.places import NOBODY
from liushui.config.diagnosis_copies import backups, key_copies, keys
from liushui.config.diagnosis_log import public_log
from liushui.config.findings import Finding, Level, has_table, value_of
from liushui.config.kept import is_setup_open
from liushui.config.pending import PACKAGE, migrations_on_disk
from liushui.config.tree import require_server
from liushui.kernel.errors import DomainError

MIB = 1024 * 1024
FAULT_FREE_MIB = 512
NOTE_FREE_MIB = 4096
CLOCK_SECONDS = 5.0
LAG_SECONDS = 30.0
QUEUE_SECONDS = 600.0


Look = Callable[[psycopg.Connection], Finding]


def diagnose(home: Home) -> Iterator[Finding]:
    """Look at the machine, then at the database if there is one, starting it if nobody runs it."""
    yield versions()
    yield programs()
    yield disk(home)
    yield clock()
    yield running(home)
    if not os.environ.get("LIUSHUI_DATABASE_URL") and not home.database.exists():
        yield Finding("database", Level.NOTE, "not made yet", "'liushui up' makes it.")
        return
    try:
        with _database(home) as connection:
            yield from (look(connection) for look in LOOKS)
    except DomainError as error:
        remedy = error.remedy % error.facts
        yield Finding("database", Level.FAULT, str(error), remedy)
    except psycopg.OperationalError as error:
        said = str(error).strip().splitlines()[-1]
        yield Finding("database", Level.FAULT, said, "Start it, or correct LIUSHUI_DATABASE_URL.")


def versions() -> Finding:
    says = f"Python {platform.python_version()} in {sys.prefix}, {platform.platform(terse=True)}"
    return Finding("python", Level.OK, says)


def programs() -> Finding:
    """The PostgreSQL programs that an embedded database would use."""
    try:
        found = find_binaries(NOBODY if os.geteuid() == 0 else os.geteuid())
    except DomainError as error:
        needed = not os.environ.get("LIUSHUI_DATABASE_URL")
        level = Level.FAULT if needed else Level.NOTE
        return Finding("postgres", level, str(error), error.remedy % error.facts)
    return Finding("postgres", Level.OK, f"{found.version} in {found.folder}")


def disk(home: Home) -> Finding:
    """Room where the home lies: the database stops when there is none."""
    place = next(part for part in (home.path, *home.path.parents) if part.exists())
    free_mib = shutil.disk_usage(place).free // MIB
    says = f"{free_mib} MiB free in {place}"
    if free_mib < FAULT_FREE_MIB:
        return Finding("disk", Level.FAULT, says, f"Free at least {FAULT_FREE_MIB} MiB.")
    if free_mib < NOTE_FREE_MIB:
        return Finding("disk", Level.NOTE, says, "Make room soon.")
    return Finding("disk", Level.OK, says)


def clock() -> Finding:
    """A clock behind the software's own files is wrong: payments would be refused as too old."""
    now = time.time()
    newest = max(path.stat().st_mtime for path in PACKAGE.glob("*/*.py"))
    says = datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds")
    if newest - now > CLOCK_SECONDS:
        remedy = "Set the clock; use systemd-timesyncd or chrony to keep it right."
        return Finding("clock", Level.FAULT, f"{says} is before our own files", remedy)
    return Finding("clock", Level.OK, says)


def running(home: Home) -> Finding:
    """Whether an ``up`` holds the home, and whether its site is ready."""
    holder = FolderLock(home.path / "up.lock").holder()
    if holder is None:
        return Finding("site", Level.NOTE, "does not run", "'liushui up' starts it.")
    address = str(holder.get("at", ""))
    says = f"process {holder.get('pid')} at {address}"
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        body = answer.read(2000).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as error:
        return Finding("site", Level.FAULT, f"{says}: {error}", f"Read {home.path / 'logs'}.")
    finally:
        connection.close()
    if answer.status != http.client.OK:
        return Finding("site", Level.FAULT, f"{says}: {body}", "The reasons name what is wrong.")
    return Finding("site", Level.OK, f"{says} is ready")


def server(connection: psycopg.Connection) -> Finding:
    """The server's version, and that it keeps what it has confirmed."""
    names = ("fsync", "full_page_writes", "synchronous_commit")
    off = [name for name in names if value_of(connection, f"show {name}") == "off"]
    says = f"PostgreSQL {value_of(connection, 'show server_version')} at {connection.info.host}"
    if off:
        remedy = "Switch them on: an answered gift must survive a power cut."
        return Finding("database", Level.FAULT, f"{says} with {', '.join(off)} off", remedy)
    return Finding("database", Level.OK, f"{says}, durable")


def clocks_agree(connection: psycopg.Connection) -> Finding:
    """The database's clock and ours."""
    theirs = int(value_of(connection, "select extract(epoch from clock_timestamp())::bigint"))
    apart = abs(theirs - int(time.time()))
    says = f"{apart} s apart"
    if apart > CLOCK_SECONDS:
        return Finding("clocks", Level.FAULT, says, "Set both clocks by the same source.")
    return Finding("clocks", Level.OK, says)


def migrations(connection: psycopg.Connection) -> Finding:
    """Whether the tables are those of this version."""
    ours = migrations_on_disk()
    if not has_table(connection, "django_migrations"):
        remedy = "'liushui up' or 'liushui manage migrate' applies them."
        return Finding("migrations", Level.FAULT, f"all {len(ours)} pending", remedy)
    known = set(connection.execute("select app, name from django_migrations").fetchall())
    labels = {label for label, _ in ours}
    newer = sorted(name for label, name in known - ours if label in labels)
    if newer:
        remedy = "This database belongs to a newer Liushui: run that one."
        return Finding("migrations", Level.FAULT, f"unknown: {', '.join(newer)}", remedy)
    if ours - known:
        remedy = "'liushui up' or 'liushui manage migrate' applies them."
        return Finding("migrations", Level.FAULT, f"{len(ours - known)} pending", remedy)
    return Finding("migrations", Level.OK, f"all {len(ours)} applied")


def queue(connection: psycopg.Connection) -> Finding:
    """Whether background jobs are done in time and which gave up."""
    if not has_table(connection, "procrastinate_jobs"):
        return Finding("queue", Level.NOTE, "not there yet")
    row = connection.execute(
        """select count(*) filter (where status = 'todo'),
             count(*) filter (where status = 'failed'),
             coalesce(extract(epoch from now() - min(greatest(j.scheduled_at, e.at))
               filter (where status = 'todo')), 0)
           from procrastinate_jobs j left join lateral (
             select min(at) as at from procrastinate_events where job_id = j.id) e on true"""
    ).fetchone()
    assert row is not None, "an aggregate has one row"
    waiting, failed, seconds = int(row[0]), int(row[1]), int(row[2])
    says = f"{waiting} waiting, the oldest {seconds} s; {failed} failed"
    if seconds > QUEUE_SECONDS:
        return Finding("queue", Level.FAULT, says, "Is 'liushui up' running? Read logs/worker.log.")
    if failed:
        return Finding("queue", Level.NOTE, says, "logs/worker.log says why.")
    return Finding("queue", Level.OK, says)


def sequencer(connection: psycopg.Connection) -> Finding:
    """Whether accepted gifts get their place, and which could not."""
    if not has_table(connection, "ledger_inbox"):
        return Finding("sequencer", Level.NOTE, "not there yet")
    row = connection.execute(
        """select count(*), coalesce(extract(epoch from now() - min(accepted_at)), 0),
             (select count(*) from ledger_refused) from ledger_inbox"""
    ).fetchone()
    assert row is not None, "an aggregate has one row"
    waiting, seconds, refused = int(row[0]), int(row[1]), int(row[2])
    says = f"{waiting} accepted gifts wait, the oldest {seconds} s"
    if seconds > LAG_SECONDS:
        remedy = "Is 'liushui up' running? Read logs/sequencer.log."
        return Finding("sequencer", Level.FAULT, says, remedy)
    if refused:
        remedy = "Look at ledger_refused: each row says why it has no place."
        return Finding("sequencer", Level.NOTE, f"{says}; {refused} refused", remedy)
    return Finding("sequencer", Level.OK, says)


def setup(connection: psycopg.Connection) -> Finding:
    """Whether somebody is in charge."""
    if not has_table(connection, "installation_setup"):
        return Finding("set-up", Level.NOTE, "not there yet")
    if is_setup_open(connection):
        remedy = "'liushui up' prints the address of the first set-up."
        return Finding("set-up", Level.NOTE, "the first set-up is open", remedy)
    return Finding("set-up", Level.OK, "somebody is in charge")


LOOKS: tuple[Look, ...] = (
    *(server, clocks_agree, migrations, queue, sequencer, setup),
    *(public_log, backups, key_copies, keys),
)


@contextmanager
def _database(home: Home) -> Iterator[psycopg.Connection]:
    url = os.environ.get("LIUSHUI_DATABASE_URL")
    if url:
        require_server(url)
        with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
            yield connection
        return
    cluster = Cluster(home)
    with suppress(HomeInUse):  # whoever holds the home runs its database
        cluster.start()
    try:
        with psycopg.connect(url_of(home), autocommit=True, connect_timeout=10) as connection:
            yield connection
    finally:
        cluster.stop()
