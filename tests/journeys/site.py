"""A demo of its own for the journeys: the real tree with a small story, started once."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from liushui.base.home import Home
from liushui.config.demo.house import prepare
from tests import homes

SOURCE = Path(__file__).resolve().parent.parent.parent / "src"
GRACE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Site:
    """Where the demo runs."""

    address: str


@contextmanager
def running() -> Iterator[Site]:
    """The command that a person would type; its own words say when and where it is ready."""
    home = Path(tempfile.mkdtemp(prefix="liushui-journeys-"))
    home.chmod(0o755)  # the database's own user must be able to enter
    prepare(Home(home / "demo"), fresh=False)
    homes.move_in(home / "demo")
    others = os.environ.get("PYTHONPATH")
    environment = {
        **os.environ,
        "LIUSHUI_DEMO_HOME": str(home / "demo"),
        "PYTHONPATH": f"{SOURCE}{os.pathsep}{others}" if others else str(SOURCE),
    }
    command = [sys.executable, "-m", "liushui.config.cli", "demo"]
    with (home / "said").open("w") as said:
        process = subprocess.Popen(
            [*command, "--port", "0", "--story", "tiny", "--json", "--no-regions"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line, f"the demo did not start: {(home / 'said').read_text()[-2000:]}"
            yield Site(json.loads(line)["address"])
        finally:
            process.terminate()
            process.communicate(timeout=GRACE_SECONDS)
            shutil.rmtree(home, ignore_errors=True)
