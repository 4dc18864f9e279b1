"""The embedded database: a PostgreSQL that is our direct child, for one home."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Self

import psycopg

from liushui.base.home import Home
from liushui.base.locks import FolderLock
from liushui.base.postgres import tuning
from liushui.base.postgres.binaries import Binaries, find_binaries
from liushui.base.postgres.initialise import (
    NEEDED_MIB,
    found_major,
    make_data_folder,
    owned_file,
    require_room,
)
from liushui.base.postgres.places import (
    KEYS,
    ROLE,
    Place,
    place_of,
    require_reach,
    sockets_of,
    url_of,
    user_name,
)
from liushui.base.postgres.refusals import DatabaseFailed, DiskFull, NoPostgres, OtherMajor
from liushui.base.processes import Child, Sink, Spec, alive

# What the server says to each of our knocks before it is ready: no news to anyone.
EARLY_WORDS = ("starting up", "not yet accepting", "Consistent recovery state has not")
READY_SECONDS = 300.0  # a long recovery is no fault
LOCK_NAME = "database.lock"


class Cluster:
    """Start, stop and recover the database of one home. Nobody else may hold the home meanwhile.

    As a child that we reap, it is back 0.2 s after a kill -9; when we die by kill -9 the kernel
    asks it to shut down. Only our own account (and root's nobody) can connect, over the socket.
    """

    name = "postgres"

    def __init__(self, home: Home, *, durable: bool = True, sink: Sink | None = None) -> None:
        self.home = home
        self.url = url_of(home)
        self.binaries: Binaries | None = None
        self._durable = durable
        self._sink = _without_early_words(sink) if sink else None
        self._lock = FolderLock(home.path / LOCK_NAME)
        self._child: Child | None = None
        self._place: Place | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int | None:
        """The postmaster's number while it lives."""
        return self._child.pid if self._child else None

    @property
    def log(self) -> Path:
        return self.home.path / "logs" / "postgres.log"

    def start(self) -> None:
        """Make the data folder if there is none, start the server, return when it answers.

        A second call while it runs changes nothing.
        """
        if self.pid is not None:
            return
        self._lock.take(at=f"socket in {sockets_of(self.home)}")
        try:
            self._place = place_of(self.home)
            major = found_major(self._place)
            require_reach(self._place)
            self.binaries = self._matching(self._place, major)
            if major is None:
                make_data_folder(self._place, self.binaries)
            self._child = Child(self._spec(self._place, self.binaries), self._sink)
            self.launch()
        except BaseException:
            self.stop()
            raise

    def launch(self) -> None:
        """Start the server again after its death; what it had committed comes back."""
        assert self._child is not None, "never started"
        assert self._place is not None, "never started"
        require_room(self._place, NEEDED_MIB)
        self._write_rules(self._place)
        end_predecessor(self._place.folder / "postmaster.pid")
        self._child.launch()
        self._wait_ready()
        self.create_database(ROLE)
        self.create_database(KEYS)

    def stop(self) -> None:
        """Shut down in order and let the home go. Safe to call twice."""
        if self._child:
            self._child.stop()
        if self._lock.held:
            with contextlib.suppress(OSError):
                sockets_of(self.home).rmdir()
        self._lock.release()

    def died(self) -> int | None:
        """The exit status if the server has ended."""
        return self._child.died() if self._child else None

    def kill(self) -> None:
        """End the postmaster as a power cut would: for drills and tests."""
        assert self._child is not None, "never started"
        self._child.signal(signal.SIGKILL)
        self._child.wait(10)

    def create_database(self, name: str) -> None:
        """Make a database of this name unless there is one."""
        with psycopg.connect(url_of(self.home, "postgres"), autocommit=True) as connection:
            known = connection.execute("select 1 from pg_database where datname = %s", [name])
            if known.fetchone() is None:
                quoted = psycopg.sql.Identifier(name)
                connection.execute(psycopg.sql.SQL("create database {}").format(quoted))

    def _matching(self, place: Place, major: int | None) -> Binaries:
        try:
            return find_binaries(place.uid, major=major)
        except NoPostgres:
            if major is None:
                raise
        ours = find_binaries(place.uid)
        raise OtherMajor(folder=place.folder, theirs=major, ours=ours.version)

    def _spec(self, place: Place, binaries: Binaries) -> Spec:
        return Spec(
            name=self.name,
            argv=[
                binaries.program("postgres"), "-D", str(place.folder),
                *tuning.must_hold(place.sockets, durable=self._durable),
            ],
            environment={"LC_ALL": "C", "TZ": "UTC", "PGDATA": str(place.folder)},
            uid=place.uid,
            stop_signal=signal.SIGINT,
            death_signal=signal.SIGINT,
            grace_seconds=60,
            log=self.log,
        )  # fmt: skip

    def _write_rules(self, place: Place) -> None:
        accounts = sorted({user_name(place.uid), user_name(os.geteuid())})
        hba, ident = tuning.peer_rules(ROLE, accounts)
        texts = {
            "pg_hba.conf": hba,
            "pg_ident.conf": ident,
            tuning.SETTINGS_FILE: tuning.settings_text(place.folder),
        }
        for name, text in texts.items():
            with owned_file(place.folder / name, place.uid) as file:
                file.write(text)

    def _wait_ready(self) -> None:
        assert self._child is not None
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(psycopg.OperationalError):
                psycopg.connect(url_of(self.home, "postgres"), connect_timeout=5).close()
                return
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(0.02)
                break
        said = [line for line in self._child.tail if "FATAL" in line or "PANIC" in line]
        if self._place and any("No space left" in line for line in self._child.tail):
            free_mib = shutil.disk_usage(self._place.folder).free // (1024 * 1024)
            raise DiskFull(folder=self._place.folder, free_mib=free_mib, needed_mib=NEEDED_MIB)
        raise DatabaseFailed(said=said[-1] if said else "it said nothing", log=self.log)


def _without_early_words(sink: Sink) -> Sink:
    def tell(name: str, line: str) -> None:
        if not any(words in line for words in EARLY_WORDS):
            sink(name, line)

    return tell


def end_predecessor(pid_file: Path, patience_seconds: float = 60.0) -> None:
    """Wait for the server of a supervisor that was killed; we hold the lock, so it has no master.

    The kernel has asked it to shut down already where it can; elsewhere we ask.
    """
    try:
        pid = int(pid_file.read_text("ascii").split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return
    deadline = time.monotonic() + patience_seconds
    asked = False
    while alive(pid) and _is_postgres(pid) and time.monotonic() < deadline:
        if not asked:
            asked = True
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGINT)
        time.sleep(0.02)


def _is_postgres(pid: int) -> bool:
    """Whether the number still means a PostgreSQL, as far as this system can tell."""
    try:
        return "postgres" in Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").split(")")[0]
    except OSError:
        return not Path("/proc/self").exists()
