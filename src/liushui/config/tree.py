"""The process tree of one installation: database, web, worker, sequencer, log, what is added."""

import contextlib
import http.client
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import psycopg

from liushui.base.home import Home
from liushui.base.locks import FolderLock
from liushui.base.postgres import Cluster
from liushui.base.postgres.binaries import OLDEST
from liushui.base.postgres.refusals import ServerTooOld, ServerUnreachable
from liushui.base.processes import Child, Sink, Spec
from liushui.base.supervision import Runs, Supervisor
from liushui.config import pending
from liushui.config.kept import empty_counts, kept_environment
from liushui.config.ports import address_of, free_port, require_free
from liushui.kernel.errors import DomainError, gettext_noop

READY_SECONDS = 120.0
STEP_SECONDS = 900.0
LOCAL_NAMES = "127.0.0.1,localhost,[::1]"


class StartStepFailed(DomainError):
    """A step that must come before the site did not succeed."""

    code = "start_step_failed"
    status = 503
    message = gettext_noop("The step '%(step)s' ended with status %(exit_status)s: %(said)s")
    remedy = gettext_noop("Read %(log)s and start again; a step that was begun is safe to repeat.")


class NotReady(DomainError):
    """The site started but does not answer as it should."""

    code = "not_ready"
    status = 503
    message = gettext_noop("The site is not ready after %(seconds)s seconds: %(why)s")
    remedy = gettext_noop("Read the files in %(logs)s; './liushui doctor' looks for the causes.")


@dataclass
class Tree:
    """Everything that one ``liushui up`` runs; ends as one. ``port`` 0 means any free one.

    The intake listens beside the site: ``intake_port`` 0 is the next port, or any free one.
    ``address`` is known before the start, so that added children can be told it.
    """

    home: Home
    port: int = 8000
    intake_port: int = 0
    host: str = "127.0.0.1"
    demo: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    extra_children: list[Spec] = field(default_factory=list)
    tell: Sink = lambda _name, _line: None

    def __post_init__(self) -> None:
        self._lock = FolderLock(self.home.path / "up.lock")
        self._cluster: Cluster | None = None
        self._url = os.environ.get("LIUSHUI_DATABASE_URL", "")
        self._kept: dict[str, str] = {}
        self._processes: list[Runs] = []
        self._supervisor: Supervisor | None = None
        next_port = self.port + 1 if self.port else 0
        self.port = self.port or free_port(self.host)
        self.intake_port = self.intake_port or next_port or free_port(self.host, but=self.port)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the site."""
        return address_of(self.host, self.port)

    @property
    def intake_address(self) -> str:
        """Where the provider's call-backs are answered at the rate of a surge."""
        return address_of(self.host, self.intake_port)

    @property
    def database_url(self) -> str:
        return self._url

    @property
    def logs(self) -> Path:
        return self.home.path / "logs"

    @property
    def pids(self) -> dict[str, int]:
        """The numbers of the processes that live now, by name."""
        return {run.name: run.pid for run in self._processes if run.pid is not None}

    def pid_of(self, name: str) -> int | None:
        """The number of one process while it lives."""
        return self.pids.get(name)

    def start(self) -> None:
        """Start all in order; returns when the processes run. ``wait_ready`` waits for the site."""
        self._lock.take(at=self.address)
        try:
            for port in (self.port, self.intake_port):
                require_free(self.host, port)
            empty_counts(self.home)
            self._start_database()
            self._take_steps()
            self._kept = kept_environment(self._url)
            for spec in self.specs():
                child = Child(spec, self.tell)
                self._processes.insert(-1 if self._cluster else len(self._processes), child)
                child.launch()
            self._supervisor = Supervisor(self._processes, self.tell)
            self._supervisor.start()
        except BaseException:
            self.stop()
            raise

    def wait_ready(self, seconds: float = READY_SECONDS) -> None:
        """Return once ``/readyz`` says yes and the intake answers; after ``seconds`` refuse."""
        deadline = time.monotonic() + seconds
        why = "it does not answer"
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, http.client.HTTPException):
                status, why = _ask(self.address, "/readyz")
                if status == http.client.OK:
                    status, why = _ask(self.intake_address, "/healthz")
                if status == http.client.OK:
                    return
            time.sleep(0.05)
        raise NotReady(seconds=f"{seconds:g}", why=why, logs=self.logs)

    def start_anew(self) -> None:
        """End web, worker and sequencer; the supervisor starts them with what is now kept."""
        self.tell("up", "starting anew with the settings that are now kept")
        self._kept = kept_environment(self._url)
        for process in self._processes:
            if isinstance(process, Child) and process.spec not in self.extra_children:
                process.spec = replace(process.spec, environment=self._environment())
                process.signal(process.spec.stop_signal)

    def stop(self) -> None:
        """Stop web, worker and sequencer, then the database. Safe to call twice."""
        if self._processes:
            self.tell("up", "stopping")
        if self._supervisor:
            self._supervisor.stop()
        for process in self._processes:
            process.stop()
        if self._cluster:
            self._cluster.stop()
        self._processes = []
        self._lock.release()

    def _start_database(self) -> None:
        if self._url:
            require_server(self._url)
            return
        self._cluster = Cluster(self.home, sink=self.tell)
        self.tell("up", f"starting the database in {self.home.database}")
        self._cluster.start()
        self._url = self._cluster.url
        self._processes.append(self._cluster)

    def _take_steps(self) -> None:
        """Migrate and gather static files, both at once, where there is something to do."""
        steps: list[Child] = []
        count = len(pending.pending_migrations(self._url))
        if count:
            self.tell("up", f"applying {count} migrations")
            steps.append(self._child("migrate", "manage", "migrate", "--no-input", "--verbosity=1"))
        gather = not pending.static_gathered(self.home)
        if gather:
            self.tell("up", "gathering static files")
            words = ("manage", "collectstatic", "--no-input", "--clear", "--verbosity=0")
            steps.append(self._child("static", *words))
        for step in steps:
            step.launch()
        try:
            for step in steps:
                self._require_success(step)
        finally:
            for step in steps:
                step.stop()
        if gather:
            pending.note_static_gathered(self.home)

    def _require_success(self, step: Child) -> None:
        status = step.wait(STEP_SECONDS)
        if status != 0:
            said = step.tail[-1] if step.tail else ""
            raise StartStepFailed(
                step=step.name, exit_status=status, said=said, log=self.logs / f"{step.name}.log"
            )

    def specs(self) -> list[Spec]:
        """What runs beside the database, in the order in which it is stopped."""
        cores = os.cpu_count() or 1
        web = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws",
            "--host", self.host, "--port", str(self.port),
            "--workers", os.environ.get("LIUSHUI_WEB_WORKERS", str(max(1, cores // 2))),
            "--blocking-threads", os.environ.get("LIUSHUI_WEB_THREADS", "8"),
            "--workers-kill-timeout", "8", "--respawn-failed-workers", "--respawn-interval", "0.2",
            "--log-level", "warning", "liushui.config.wsgi:application",
        ]  # fmt: skip
        place = [self.host, str(self.intake_port)]
        intake = [sys.executable, "-m", "liushui.config.intake", *place]
        sequencer = [sys.executable, "-m", "liushui.config.sequencer"]
        return [
            self._spec("web", web),
            self._spec("intake", intake),
            self._child_spec("worker", "manage", "procrastinate", "worker", "--concurrency=2"),
            self._spec("sequencer", sequencer),
            self._spec("log", [sys.executable, "-m", "liushui.config.log_keeper"]),
            *self.extra_children,
        ]

    def _spec(self, name: str, argv: list[str]) -> Spec:
        return Spec(name, argv, self._environment(), log=self.logs / f"{name}.log")

    def _child_spec(self, name: str, *words: str) -> Spec:
        return self._spec(name, [sys.executable, "-m", "liushui.config.cli", *words])

    def _child(self, name: str, *words: str) -> Child:
        return Child(self._child_spec(name, *words), self.tell)

    def _environment(self) -> dict[str, str]:
        source = str(pending.PACKAGE.parent)
        others = os.environ.get("PYTHONPATH")
        origin = os.environ.get("LIUSHUI_ORIGIN") or self._kept.get("LIUSHUI_ORIGIN", self.address)
        names = {**dict.fromkeys(LOCAL_NAMES.split(",")), self.host: None}
        names[urlsplit(origin).hostname or self.host] = None
        return {
            "PYTHONPATH": f"{source}{os.pathsep}{others}" if others else source,
            "PYTHONUNBUFFERED": "1",
            "LIUSHUI_SUPERVISED": "1",
            "PROMETHEUS_MULTIPROC_DIR": str(self.home.path / "metrics"),
            "DJANGO_SETTINGS_MODULE": "liushui.config.settings",
            "LIUSHUI_HOME": str(self.home.path),
            "LIUSHUI_DATABASE_URL": self._url,
            "LIUSHUI_HOSTS": os.environ.get("LIUSHUI_HOSTS", ",".join(names)),
            **self._kept,
            "LIUSHUI_ORIGIN": origin,
            **self.environment,
            "LIUSHUI_DEMO": "1" if self.demo else "0",
        }


def require_server(url: str) -> None:
    """Refuse an operator's server that does not answer or is too old."""
    parts = urlsplit(url)
    server = parts.hostname or "its socket"
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            number = connection.info.server_version
    except psycopg.OperationalError:
        raise ServerUnreachable(server=server) from None
    if number // 10_000 < OLDEST:
        raise ServerTooOld(theirs=number // 10_000)


def _ask(address: str, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=5)
    try:
        connection.request("GET", path, headers={"Accept": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read(2000).decode("utf-8", "replace")
    finally:
        connection.close()
