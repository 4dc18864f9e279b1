"""The drills, at their small size, as CI runs them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from liushui.config.figures import Figure, show
from tests import homes

pytestmark = pytest.mark.slow


def _drill(name: str, home: Path) -> tuple[subprocess.CompletedProcess, dict[str, dict]]:
    """A drill's word, on a copy of the run's home: a first start is ``test_first_run``'s."""
    homes.move_in(home)
    ended = subprocess.run(
        [sys.executable, "-m", "liushui.config.cli", "drill", name, "--like", str(home), "--json"],
        check=False,
        capture_output=True,
        text=True,
        env={name: value for name, value in os.environ.items() if name != "LIUSHUI_DATABASE_URL"},
    )
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    assert {tuple(line) for line in lines} <= {
        ("bench", "figure", "value", "unit", "limit", "ratio")
    }
    return ended, {line["figure"]: line for line in lines}


def _nothing_was_lost(found: dict[str, dict]) -> None:
    assert found["gifts answered"]["value"] > 0
    for figure in (
        "answered and not in the ledger",
        "in the ledger more than once",
        "refused by the ledger",
        "faults that 'ledger check' finds",
    ):
        assert found[figure]["value"] == 0, figure


def test_no_answered_gift_is_lost_or_doubled_when_processes_are_killed(tmp_path):
    ended, found = _drill("kills", tmp_path / "home")
    assert ended.returncode == 0, ended.stderr[-4000:]
    for name in ("postgres", "web", "web worker", "worker", "sequencer"):
        assert found[f"{name}: kills"]["value"] == 5
    assert found["call-backs repeated"]["value"] > 0
    _nothing_was_lost(found)


def test_no_answered_gift_is_lost_when_the_disk_fills_up(tmp_path):
    ended, found = _drill("disk", tmp_path / "home")
    if "no_small_disk" in ended.stderr:
        pytest.skip(ended.stderr.strip())
    assert ended.returncode == 0, ended.stderr[-4000:]
    _nothing_was_lost(found)


def test_figures_are_held_against_their_limits(capsys):
    figures = [
        Figure("lost", 0, "gifts", 0),
        Figure("speed", 80, "gifts/s", 100, at_least=True),
        Figure("size", 3, "MB"),
    ]
    assert not show("kills", figures, as_json=True)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["ratio"] for line in lines] == [None, 0.8, None]
    assert show("kills", figures[::2], as_json=False)
    assert "NOT HELD" not in capsys.readouterr().out


def test_in_a_surge_of_kills_the_bill_the_payments_and_the_ledger_agree(tmp_path):
    ended, found = _drill("surge", tmp_path / "home")
    assert ended.returncode == 0, ended.stderr[-4000:]
    assert found["paid at the provider"]["value"] > 100
    assert any("kills" in name for name in found)
    for figure in (
        "answered and not in the ledger",
        "accepted and not sequenced",
        "booked and not on the bill",
        "in the ledger more than once",
        "differences without a queue entry",
        "the bill without differences, less the ledger",
        "times a shown total fell",
        "stuck",
        "faults that 'ledger check' finds",
    ):
        assert found[figure]["value"] == 0, figure
    assert found["found by asking"]["value"] == 8
