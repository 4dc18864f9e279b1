"""A home of its own for each test, so that keys and published files are its own."""

from pathlib import Path

import pytest

from liushui.transparency.folder import Folder
from liushui.transparency.services import open_the_log
from tests.transparency.building import AT, BODY, ORIGIN


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Where the log is published."""
    monkeypatch.setenv("LIUSHUI_HOME", str(tmp_path / "home"))
    return Folder.of_home()


@pytest.fixture
def opened(folder: Folder, request: pytest.FixtureRequest) -> Folder:
    """A log that is open."""
    request.getfixturevalue("db")
    open_the_log(origin=ORIGIN, organisation_code=BODY, at=AT)
    return folder
