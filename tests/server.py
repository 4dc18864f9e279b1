"""One real PostgreSQL for the whole run; LIUSHUI_DATABASE_URL names another to use instead.

Loaded by ``-p tests.server`` before Django's settings are: they read the environment once.
Under xdist the first process starts it and the others inherit its address. It comes with a migrated
database, which each process of the run takes as the template of its own.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

import liushui
from liushui.base.home import Home
from liushui.base.postgres import Cluster, url_of
from liushui.base.postgres.places import ROLE
from tests import homes

# What tests start as processes of their own finds the package where we found it.
os.environ["PYTHONPATH"] = os.pathsep.join(
    filter(None, [str(Path(liushui.__file__).parent.parent), os.environ.get("PYTHONPATH")])
)
# Some hundred processes begin in a run: without this each would compile the whole package anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
_made_home = "LIUSHUI_HOME" not in os.environ
if _made_home:
    os.environ["LIUSHUI_HOME"] = tempfile.mkdtemp(prefix="liushui-test-")
home = Home.from_environment()
_cluster = None if "LIUSHUI_DATABASE_URL" in os.environ else Cluster(home, durable=False)
os.environ.setdefault("LIUSHUI_DATABASE_URL", url_of(home))
# Keys go with what a test rolls back; what is about a database of their own makes one (keystores).
os.environ.setdefault("LIUSHUI_KEYS_DATABASE_URL", "main")
TEMPLATE = "LIUSHUI_TEST_TEMPLATE"


def start() -> None:
    """Start our own server when the first test asks for it; a named one runs already."""
    if _cluster is not None and _cluster.pid is None:
        if not home.database.exists():
            homes.move_in(home.path, static=False)
        _cluster.start()
        os.environ[TEMPLATE] = ROLE


def template() -> str | None:
    """The migrated database of the run's server; of one that was named we know none."""
    return os.environ.get(TEMPLATE)


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("numprocesses", None):
        start()


def pytest_unconfigure() -> None:
    if _cluster is not None:
        _cluster.stop()
    homes.tidy()
    if _made_home:
        shutil.rmtree(Path(os.environ["LIUSHUI_HOME"]), ignore_errors=True)


class NothingIsSkipped:
    """On CI a skipped test is a failed one: whatever it needs must be there."""

    def __init__(self) -> None:
        self.skipped: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            self.skipped.add(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.skipped.add(report.nodeid)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.skipped:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.skipped:
            terminalreporter.section("CI=true: nothing may be skipped")
            for nodeid in sorted(self.skipped):
                terminalreporter.write_line(f"skipped: {nodeid}", red=True)


def pytest_cmdline_main(config: pytest.Config) -> None:
    if os.environ.get("CI") == "true" and not hasattr(config, "workerinput"):
        config.pluginmanager.register(NothingIsSkipped(), "nothing-is-skipped")
