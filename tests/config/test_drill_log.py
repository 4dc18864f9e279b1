"""The drill of the public log, at a size that a test can bear, and the bench beside it."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from liushui.config.bench import log as bench
from liushui.config.bench.log_load import Giving
from liushui.config.drill import log as drill
from liushui.config.drill.log_writer import POINTS
from liushui.transparency.models import Position
from liushui.transparency.services.keeping import CROWD


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, and the run's database for the keepers that are processes."""
    monkeypatch.setenv("LIUSHUI_HOME", str(tmp_path / "home"))
    name = connection.settings_dict["NAME"]
    url = urlsplit(os.environ["LIUSHUI_DATABASE_URL"])._replace(path=f"/{name}").geturl()
    monkeypatch.setenv("LIUSHUI_DATABASE_URL", url)
    return tmp_path / "home"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_keepers_killed_at_each_step_lose_and_double_nothing(home: Path) -> None:
    del home
    told: list[str] = []
    figures = list(drill.broken(Giving().give_now, 1, None, lambda _name, line: told.append(line)))
    assert [one for one in figures if not one.holds] == [], told
    named = {one.figure: one.value for one in figures}
    assert named["keepers killed"] == len(POINTS)
    assert named["gifts"] >= 25 * len(POINTS)
    assert named["booked and not in the log"] == 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_bench_publishes_what_it_says(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del home
    monkeypatch.setattr(bench, "RATE", 100)
    size = bench.Size(leaves=300, seconds=1, verified=700)
    figures = {
        one.figure: one for one in bench.measure(full=False, tell=lambda _text: None, size=size)
    }
    assert figures["faults that 'log check' finds"].value == 0
    assert figures["leaves published"].value > 0
    assert "verifying a million" in figures
    around = 2 * 2 * CROWD  # before the clock runs and after it
    assert Position.objects.filter(kind="donation").count() == 300 + 100 + around
