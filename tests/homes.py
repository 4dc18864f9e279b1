"""Homes that are migrated and have their static files gathered: made once for a run, then copied.

For tests whose point is not the first start. ``tests.server`` loads this first of all: every
process of a run inherits the name of its folder.
"""

import fcntl
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from liushui.base.home import Home
from liushui.base.postgres import Cluster
from liushui.config.pending import note_static_gathered

NAME = "LIUSHUI_TEST_MADE_HOME"

_ours = NAME not in os.environ
if _ours:
    os.environ[NAME] = f"{tempfile.gettempdir()}/liushui-made-{secrets.token_hex(8)}"


def tidy() -> None:
    """Remove the folder if this process began the run."""
    if _ours:
        shutil.rmtree(os.environ[NAME], ignore_errors=True)


def move_in(home: Path, *, static: bool = True) -> None:
    """Furnish a folder, made if it is not there, as a home's first start would."""
    made = _once("migrated", _migrate)
    home.mkdir(parents=True, exist_ok=True)
    parts = [made / "pg"]
    if static:
        parts.append(_once("gathered", _gather) / "static")
    subprocess.run(["cp", "-a", *map(str, parts), str(home)], check=True)


def _once(word: str, make: Callable[[Home], None]) -> Path:
    """The run's own home, after this was done by whoever asked first; others wait for it."""
    folder = Path(os.environ[NAME])
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / word).open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if not lock.read():
            make(Home(folder))
            lock.write("whole")
    return folder


def _migrate(home: Home) -> None:
    with Cluster(home, durable=False) as cluster:
        _manage(home, "migrate", "--no-input", LIUSHUI_DATABASE_URL=cluster.url)


def _gather(home: Home) -> None:
    _manage(home, "collectstatic", "--no-input")
    note_static_gathered(home)


def _manage(home: Home, *words: str, **places: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "liushui.config.cli", "manage", *words, "--verbosity=0"],
        check=True,
        env={**os.environ, "LIUSHUI_HOME": str(home.path), **places},
    )
