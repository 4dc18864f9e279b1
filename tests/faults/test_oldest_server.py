"""The oldest PostgreSQL that we promise to run on, where Debian's is installed."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from liushui.base.home import Home
from liushui.base.postgres import Cluster, url_of
from liushui.base.postgres.binaries import DEBIAN, OLDEST
from tests import server

LEDGER = ("test_movements.py", "test_bad_rows.py", "test_sequencer.py", "test_reservations.py")


def _oldest() -> Path:
    found = {int(folder.parent.name): folder for folder in DEBIAN.glob("[0-9]*/bin")}
    usable = sorted(major for major in found if major >= OLDEST)
    if not usable:
        pytest.skip("no PostgreSQL of Debian's is installed")
    return found[usable[0]]


@pytest.mark.slow
def test_the_ledger_keeps_its_books_on_the_oldest_server(monkeypatch):
    monkeypatch.setenv("LIUSHUI_PG_BINDIR", str(_oldest()))
    with tempfile.TemporaryDirectory(prefix="liushui-oldest-") as folder:
        home = Home(Path(folder))
        with Cluster(home, durable=False) as cluster:
            monkeypatch.setenv("LIUSHUI_HOME", str(home.path))
            monkeypatch.setenv("LIUSHUI_DATABASE_URL", cluster.url)
            cli = ("-m", "liushui.config.cli")
            _run(*cli, "manage", "migrate", "--no-input", "-v0")
            _keep_as_template(cluster)
            monkeypatch.setenv(server.TEMPLATE, "migrated")
            _run(*cli, "ledger", "load", "--gifts", "500", "--seed", "7")
            assert "the books are whole" in _run(*cli, "ledger", "check")
            tests = [f"tests/ledger/{name}" for name in LEDGER]
            _run("-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)


def _keep_as_template(cluster: Cluster) -> None:
    """For the tests that follow: they need not migrate again."""
    with psycopg.connect(url_of(cluster.home, "postgres"), autocommit=True) as connection:
        connection.execute("create database migrated template liushui")


def _run(*words: str) -> str:
    ended = subprocess.run(
        [sys.executable, *words], check=False, capture_output=True, text=True, env=os.environ
    )
    assert ended.returncode == 0, f"{words}: {ended.stdout[-4000:]}{ended.stderr[-2000:]}"
    return ended.stdout
