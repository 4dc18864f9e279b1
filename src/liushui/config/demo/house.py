"""The demo's own installation: a home apart, the tree, a simulated provider, and the story."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import psycopg

from liushui.base.home import Home
from liushui.base.locks import FolderLock
from liushui.base.processes import Child, Sink, Spec
from liushui.config import pending
from liushui.config.simulators.alipay import Provider as Alipay
from liushui.config.simulators.houses import houses_file
from liushui.config.simulators.wechat_pay import Provider
from liushui.config.simulators.wechat_pay.contracts import STORY_CONTRACT, Contracts
from liushui.config.tree import StartStepFailed, Tree
from liushui.kernel.errors import DomainError, gettext_noop

MARK = "demo.home"
TELLING_SECONDS = 300.0
# What names the operator's own installation, database and merchant must not reach the demo.
_FOREIGN = (
    *("LIUSHUI_DATABASE_URL", "LIUSHUI_ORIGIN", "LIUSHUI_HOSTS", "LIUSHUI_SMS_CHANNEL"),
    *("LIUSHUI_HOUSES", "LIUSHUI_KEYS_DATABASE_URL"),
)


class NotADemoHome(DomainError):
    """The folder holds something that no demo of ours put there."""

    code = "not_a_demo_home"
    status = 409
    message = gettext_noop("The folder %(home)s was not made by a demo, so it is left alone.")
    remedy = gettext_noop("Name an empty folder with LIUSHUI_DEMO_HOME.")


def demo_home() -> Home:
    """``LIUSHUI_DEMO_HOME``, else ``demo`` inside the installation's home."""
    named = os.environ.get("LIUSHUI_DEMO_HOME")
    if named:
        return Home(Path(named).expanduser().resolve())
    return Home(Home.from_environment().path / "demo")


def prepare(home: Home, *, fresh: bool) -> None:
    """Mark the folder as a demo's; ``fresh`` empties it first. Refuses a folder of others."""
    mark = home.path / MARK
    if home.path.exists() and any(home.path.iterdir()) and not mark.is_file():
        raise NotADemoHome(home=home.path)
    home.path.mkdir(parents=True, exist_ok=True)
    mark.touch()
    if fresh:
        _empty(home)


def _empty(home: Home) -> None:
    """Remove what a demo made; refused with its pid while one runs there."""
    lock = FolderLock(home.path / "up.lock")
    lock.take(at="emptying")
    try:
        for thing in home.path.iterdir():
            if thing.name in {MARK, "up.lock"}:
                continue
            if thing.is_dir() and not thing.is_symlink():
                shutil.rmtree(thing)
            else:
                thing.unlink()
    finally:
        lock.release()


@dataclass
class House:
    """One running demo. Enter it, and the site is ready with its story told."""

    home: Home
    port: int = 0
    size: str = "full"
    tell: Sink = lambda _name, _line: None
    environment: Mapping[str, str] = field(default_factory=dict)
    _regions: Child | None = None

    def __post_init__(self) -> None:
        for name in _FOREIGN:
            os.environ.pop(name, None)
        self.wechat_port = _free_port()
        state = self.home.path / "wechat"
        self.wechat = f"http://127.0.0.1:{self.wechat_port}"
        self.alipay_port = _free_port()
        self.alipay = f"http://127.0.0.1:{self.alipay_port}"
        provider = Provider(state)
        Contracts(provider).signed_before(STORY_CONTRACT, "流水演示")
        self.tree = Tree(self.home, port=self.port, demo=True, tell=self.tell)
        houses_port = _free_port()
        doors = self.home.path / "houses.toml"
        doors.write_text(houses_file(f"http://127.0.0.1:{houses_port}"), "utf-8")
        Alipay(self.home.path / "alipay")  # its keys: the story enters them for both charities
        self.tree.environment = {
            "LIUSHUI_WECHAT_API": self.wechat,
            "LIUSHUI_WECHAT_DOOR": self.wechat,
            "LIUSHUI_WECHAT_APP_API": self.wechat,
            "LIUSHUI_ALIPAY_GATEWAY": f"{self.alipay}/gateway.do",
            "LIUSHUI_HOUSES": str(doors),
            **self.environment,
        }
        self.tree.extra_children = [
            self._simulator("wechat", "wechat_pay", self.wechat_port),
            self._simulator("alipay", "alipay", self.alipay_port),
            self._houses(houses_port),
        ]

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start the tree and tell the story, once. Ends everything when a step fails."""
        self.tree.start()
        try:
            self._tell_story()
            self.tree.wait_ready()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End everything that this demo started. Safe to call twice."""
        if self._regions is not None:
            self._regions.stop()
        self.tree.stop()

    def appeal(self) -> str:
        """The address of the story's personal appeal; "" where no open one is left."""
        with psycopg.connect(self.tree.database_url, connect_timeout=10) as connection:
            first = "select number from appeals_appeal where state = 'open' order by id limit 1"
            row = connection.execute(first).fetchone()
        return f"{self.tree.address}/appeals/{row[0]}/" if row else ""

    def provable_gift(self) -> int | None:
        """The entry of the public log that tells the story's newest gift."""
        with psycopg.connect(self.tree.database_url, connect_timeout=10) as connection:
            row = connection.execute(
                "select max(entry_id) from transparency_position where kind = 'donation'"
            ).fetchone()
        return row[0] if row else None

    def load_regions(self) -> None:
        """Load the country's regions beside the running site; it needs them for searches only."""
        self._regions = Child(self._step("places", "cli", "manage", "load_places"), self.tell)
        self._regions.launch()

    def run(self, module: str, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run one of our modules against this demo and take what it prints."""
        spec = self._step(module, module, *words)
        return subprocess.run(  # noqa: S603 - our own argv
            list(spec.argv),
            check=False,
            capture_output=True,
            text=True,
            env={**os.environ, **spec.environment},
        )

    def _tell_story(self) -> None:
        if self._is_told():
            return
        self.tell("demo", "telling the story: a year of gifts, payments and uses")
        step = Child(self._step("story", "demo.telling", "--size", self.size), self.tell)
        step.launch()
        try:
            status = step.wait(TELLING_SECONDS)
        except subprocess.TimeoutExpired:
            step.stop()
            status = -1
        if status != 0:
            said = step.tail[-1] if step.tail else ""
            log = self.tree.logs / "story.log"
            raise StartStepFailed(step="story", exit_status=status, said=said, log=log)

    def _is_told(self) -> bool:
        """The story is told in one transaction, its roles last."""
        with psycopg.connect(self.tree.database_url, connect_timeout=10) as connection:
            row = connection.execute("select exists (select from parties_demorole)").fetchone()
        return bool(row and row[0])

    def _simulator(self, name: str, module: str, port: int) -> Spec:
        return Spec(
            name,
            [
                sys.executable, "-m", f"liushui.config.simulators.{module}",
                "--port", str(port), "--state", str(self.home.path / name),
                "--notify", f"{self.tree.address}/pay/{name}/notify",
            ],
            {"PYTHONPATH": _python_path(), "PYTHONUNBUFFERED": "1"},
            log=self.tree.logs / f"{name}.log",
        )  # fmt: skip

    def _houses(self, port: int) -> Spec:
        words = ["-m", "liushui.config.simulators.houses", "--port", str(port)]
        environment = {"PYTHONPATH": _python_path(), "PYTHONUNBUFFERED": "1"}
        log = self.tree.logs / "houses.log"
        return Spec("houses", [sys.executable, *words], environment, log=log)

    def _step(self, name: str, module: str, *words: str) -> Spec:
        environment = {
            "PYTHONPATH": _python_path(),
            "PYTHONUNBUFFERED": "1",
            "DJANGO_SETTINGS_MODULE": "liushui.config.settings",
            "LIUSHUI_HOME": str(self.home.path),
            "LIUSHUI_DATABASE_URL": self.tree.database_url,
            "LIUSHUI_ORIGIN": self.tree.address,
            **self.tree.environment,
            "LIUSHUI_DEMO": "1",
        }
        argv = [sys.executable, "-m", f"liushui.config.{module}", *words]
        return Spec(name, argv, environment, log=self.tree.logs / f"{name}.log")


def _python_path() -> str:
    others = os.environ.get("PYTHONPATH")
    source = str(pending.PACKAGE.parent)
    return f"{source}{os.pathsep}{others}" if others else source


def _free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
