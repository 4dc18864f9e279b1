"""The whole installation as processes: it comes up, recovers, refuses a second, ends together."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from liushui.base.home import Home
from liushui.base.locks import FolderLock, HomeInUse
from liushui.base.postgres.refusals import ServerUnreachable
from liushui.base.processes import Child, Spec, alive
from liushui.base.supervision import Supervisor
from liushui.config.ports import PortTaken
from liushui.config.tree import Tree
from tests.config.trees import furnished, running_tree
from tests.deadlines import wait_until

PROCESSES = {"postgres", "web", "intake", "worker", "sequencer", "log"}


@pytest.mark.slow
def test_an_installation_comes_up_recovers_and_ends_as_one(monkeypatch):
    with running_tree(monkeypatch) as tree:
        assert set(tree.pids) == PROCESSES
        assert httpx.get(f"{tree.address}/healthz").json() == {"ok": True}
        _second_up_is_refused(tree)
        first = dict(tree.pids)
        for name, pid in first.items():
            os.kill(pid, signal.SIGKILL)
            wait_until(
                lambda name=name, pid=pid: tree.pids.get(name, pid) != pid,
                what=f"{name} is started again",
            )
        tree.wait_ready()
        assert not set(tree.pids.values()) & set(first.values())
        last = dict(tree.pids)
    assert not [name for name, pid in last.items() if alive(pid)]
    assert FolderLock(tree.home.path / "up.lock").holder() is None


def _second_up_is_refused(tree: Tree) -> None:
    with pytest.raises(HomeInUse) as refused:
        Tree(tree.home, port=0).start()
    assert refused.value.facts == {"home": tree.home.path, "pid": os.getpid(), "at": tree.address}


@pytest.mark.slow
def test_readyz_tells_the_truth_while_the_database_is_away(monkeypatch):
    with running_tree(monkeypatch) as tree:
        away = tree.home.database.rename(tree.home.path / "away")
        os.kill(tree.pids["postgres"], signal.SIGKILL)
        seen = wait_until(lambda: _not_ready(tree), what="readyz notices")
        assert seen["reasons"][0]["code"] == "database_unreachable"
        assert httpx.get(f"{tree.address}/healthz").status_code == 200
        away.rename(tree.home.database)
        tree.wait_ready()


def _not_ready(tree: Tree) -> dict | None:
    answer = httpx.get(f"{tree.address}/readyz", timeout=30)
    return answer.json() if answer.status_code == 503 else None


@pytest.fixture
def moved_in(monkeypatch):
    """A migrated home, named to what is started."""
    monkeypatch.delenv("LIUSHUI_DATABASE_URL", raising=False)
    with furnished() as home:
        monkeypatch.setenv("LIUSHUI_HOME", str(home))
        yield


@pytest.mark.slow
@pytest.mark.usefixtures("moved_in")
def test_up_dies_with_its_last_process_even_when_killed():
    up = subprocess.Popen(
        [sys.executable, "-m", "liushui.config.cli", "up", "--port", "0", "--json", "--quiet"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    said = json.loads(up.stdout.readline())
    assert set(said["pids"]) == PROCESSES
    workers = _children(said["pids"]["web"])
    up.kill()
    up.communicate()
    left = [*said["pids"].values(), *workers]
    # PostgreSQL writes its last checkpoint first: as slow as the disk is shared.
    wait_until(lambda: not any(_lives(p) for p in left), what="every process ends", seconds=120)


def _children(pid: int) -> list[int]:
    return [int(part) for part in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_port_that_is_taken_is_refused_before_anything_starts(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken) as refused:
            Tree(Home(tmp_path), port=port).start()
    assert refused.value.facts["port"] == port
    assert not (tmp_path / "pg").exists()


def test_an_operators_server_that_is_away_is_named_without_its_password(tmp_path, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    monkeypatch.setenv("LIUSHUI_DATABASE_URL", f"postgresql://wang:secret@127.0.0.1:{port}/x")
    with pytest.raises(ServerUnreachable) as refused:
        Tree(Home(tmp_path), port=0).start()
    assert "127.0.0.1" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_up_never_switches_the_demo_on(tmp_path, monkeypatch):
    monkeypatch.setenv("LIUSHUI_DEMO", "1")
    tree = Tree(Home(tmp_path), port=0, environment={"LIUSHUI_DEMO": "1"})
    assert {spec.environment["LIUSHUI_DEMO"] for spec in tree.specs()} == {"0"}


def test_what_dies_at_once_is_started_again_ever_more_patiently():
    said: list[str] = []
    child = Child(Spec("brief", [sys.executable, "-c", "raise SystemExit(3)"]))
    child.launch()
    supervisor = Supervisor([child], lambda _name, line: said.append(line))
    supervisor.start()
    wait_until(lambda: sum("ended" in line for line in said) >= 3, what="three deaths")
    supervisor.stop()
    rests = [line.split("again in ")[1] for line in said if "ended" in line]
    assert rests[:3] == ["0.1 s", "0.2 s", "0.4 s"]
    assert "status 3" in said[0]


def test_a_log_never_outgrows_its_bound(tmp_path):
    program = "for n in range(5000): print('a line of thirty characters..', n)"
    log = tmp_path / "logs" / "loud.log"
    child = Child(Spec("loud", [sys.executable, "-c", program], log=log, log_bytes=10_000))
    child.launch()
    assert child.wait(30) == 0
    wait_until(lambda: child.tail and child.tail[-1].endswith("4999"), what="all was read")
    assert sum(path.stat().st_size for path in log.parent.iterdir()) <= 4 * 10_000
