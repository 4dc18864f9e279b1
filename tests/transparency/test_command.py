"""What the command line says of the log, and its exit codes."""

import argparse
from pathlib import Path

import pytest

from liushui.config.commands import log
from liushui.transparency.errors import LogNotOpen, RecordNotInLog
from liushui.transparency.folder import Folder
from liushui_verify.cli import main
from tests.transparency.building import BODY, ORIGIN

pytestmark = pytest.mark.django_db


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    log.configure(parser)
    return parser.parse_args(words)


def test_a_log_is_opened_grown_copied_and_checked(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert log.begin(parsed("open", "--origin", ORIGIN, "--organisation", BODY)) == 0
    said = capsys.readouterr().out
    assert said.count(f"{ORIGIN}+") == 2
    assert log.grow(parsed("grow")) == 0
    assert "1 records placed; 1 entries published" in capsys.readouterr().out
    assert log.check(parsed("check")) == 0
    assert "1 entries, 1 published, 0 records wait\nthe log is whole" in capsys.readouterr().out
    assert log.export(parsed("export", str(tmp_path / "copy"))) == 0
    policy = str(tmp_path / "copy" / "policy.txt")
    assert main(["log", str(tmp_path / "copy"), "--policy", policy]) == 0
    capsys.readouterr()
    (folder.path / "tile/0/000.p/1").write_bytes(bytes(32))
    assert log.check(parsed("check")) == 1
    assert "tile/0/000.p/1" in capsys.readouterr().out


def test_what_is_not_there_is_refused(folder: Folder) -> None:
    del folder
    with pytest.raises(LogNotOpen):
        log.check(parsed("check"))
    with pytest.raises(RecordNotInLog):
        log.receipt(parsed("receipt", "LS-20260718-7KQ2MR4T-H"))
