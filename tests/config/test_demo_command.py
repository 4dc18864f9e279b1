"""``liushui demo``: a home apart, and the whole journey checked over HTTP."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from liushui.base.home import Home
from liushui.base.locks import FolderLock, HomeInUse
from liushui.config.demo.house import NotADemoHome, demo_home, prepare
from tests import homes

SOURCE = Path(__file__).resolve().parent.parent.parent / "src"


def test_the_demo_lives_beside_the_installation(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("LIUSHUI_DEMO_HOME", raising=False)
    monkeypatch.setenv("LIUSHUI_HOME", str(tmp_path))
    assert demo_home().path == tmp_path / "demo"
    monkeypatch.setenv("LIUSHUI_DEMO_HOME", str(tmp_path / "elsewhere"))
    assert demo_home().path == tmp_path / "elsewhere"


def test_a_folder_of_others_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "pg").mkdir()
    with pytest.raises(NotADemoHome):
        prepare(Home(tmp_path), fresh=True)
    assert (tmp_path / "pg").is_dir()


def test_fresh_empties_what_a_demo_made_and_nothing_that_runs(tmp_path: Path) -> None:
    home = Home(tmp_path)
    prepare(home, fresh=False)
    (tmp_path / "files").mkdir()
    lock = FolderLock(tmp_path / "up.lock")
    lock.take(at="http://127.0.0.1:1")
    with pytest.raises(HomeInUse):
        prepare(home, fresh=True)
    lock.release()
    prepare(home, fresh=True)
    assert not (tmp_path / "files").exists()


@pytest.mark.slow
def test_the_check_walks_the_whole_journey(tmp_path: Path) -> None:
    homes.move_in(tmp_path / "home")
    like = ("--like", str(tmp_path / "home"))
    others = os.environ.get("PYTHONPATH")
    ran = subprocess.run(
        [sys.executable, "-m", "liushui.config.cli", "demo", "--check", "--story", "tiny", *like],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(SOURCE), others]))},
        timeout=400,
    )
    found = json.loads(ran.stdout.splitlines()[-1])
    assert ran.returncode == 0, found
    assert found["ok"] is True
    assert found["where"] == {"used": 50_00, "resting": 50_00, "sum": 100_00}
