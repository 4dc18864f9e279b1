"""What the tests lean on beside Python: a browser, oracles, an older PostgreSQL, 中文 fonts."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from liushui.base.postgres.binaries import DEBIAN, OLDEST


@dataclass(frozen=True, slots=True)
class Tool:
    """A Debian package and the program by which we know that it is there."""

    package: str
    program: str
    why: str


TOOLS = (
    Tool("chromium", "chromium", "browser journeys"),
    Tool("hledger", "hledger", "the ledger's export read by another's program"),
    Tool("poppler-utils", "pdftotext", "reading our PDF documents"),
    Tool("fontconfig", "fc-cache", "中文 in the browser"),
    Tool("golang-go", "go", "the public log judged by Go's own packages"),
    Tool("golang-golang-x-mod-dev", "go", "the same"),
)
OLD_SERVER = Tool("postgresql", "", f"the tests against PostgreSQL {OLDEST} or the nearest")


def prepare(*, install: bool, everything: bool) -> None:
    """Install what is missing where we can (root on Debian), else say what will be left out."""
    missing = missing_tools() if everything else []
    if missing and install and os.geteuid() == 0 and shutil.which("apt-get"):
        _install([tool.package for tool in missing])
        missing = missing_tools()
    for tool in missing:
        _say(f"without {tool.package} these are skipped: {tool.why}")
    if everything:
        link_fonts(Path.home() / ".local" / "share" / "fonts")


def missing_tools() -> list[Tool]:
    """The tools that are not here."""
    missing = [tool for tool in TOOLS if shutil.which(tool.program) is None]
    return missing if any(DEBIAN.glob("*/bin/initdb")) else [*missing, OLD_SERVER]


def link_fonts(folder: Path) -> None:
    """Let programs of this account find the 中文 fonts that the documents use."""
    spec = find_spec("pylopdf_fonts_zh_cn")
    if spec is None or spec.origin is None:
        return
    link, source = folder / "liushui", Path(spec.origin).parent
    if link.is_symlink() and link.resolve() == source:
        return
    folder.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(source)
    if shutil.which("fc-cache"):
        _run(["fc-cache", "-f", str(folder)])


def _install(packages: Sequence[str]) -> None:
    _say(f"installing with apt: {', '.join(packages)}")
    settings = Path("/etc/postgresql-common/createcluster.conf")
    if OLD_SERVER.package in packages and not settings.exists():
        settings.parent.mkdir(
            parents=True, exist_ok=True
        )  # its programs only, no server of its own
        settings.write_text("create_main_cluster = false\n", "ascii")
    _run(["apt-get", "update", "-qq"])
    _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages])


def _run(argv: Sequence[str]) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if subprocess.run(argv, check=False, env=quiet, stdout=subprocess.DEVNULL).returncode:  # noqa: S603
        _say(f"'{' '.join(argv)}' failed; going on without it")


def _say(words: str) -> None:
    print(f"liushui: {words}", file=sys.stderr, flush=True)  # noqa: T201 - progress of a command
