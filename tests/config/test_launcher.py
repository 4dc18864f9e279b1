"""The launcher: an environment made once, by one, whole, and redone when its lock changes."""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from liushui.config import environment
from liushui.config.commands.check import repository

ROOT = repository()
LAUNCHER = ROOT / "liushui"


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels that is all the index there is; pip, because uv is not on the path."""
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "shelf"))
    (tmp_path / "shelf").mkdir()
    return tmp_path / "shelf"


def _wheel(shelf: Path, name: str, version: str) -> str:
    """A package of one module that knows its version; its line in a lock."""
    files = {
        f"{name}.py": f"version = '{version}'\n",
        f"{name}-{version}.dist-info/METADATA": (
            f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        ),
        f"{name}-{version}.dist-info/WHEEL": (
            "Wheel-Version: 1.0\nGenerator: us\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        ),
    }
    record = "".join(f"{path},sha256={_digest(text)},{len(text)}\n" for path, text in files.items())
    files[f"{name}-{version}.dist-info/RECORD"] = record
    place = shelf / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(place, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(place.read_bytes()).hexdigest()}\n"


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


def _start(venv: Path, lock: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, environment.__file__, str(venv), str(lock)],
        stderr=subprocess.PIPE,
        text=True,
    )


def _made(venv: Path, lock: Path) -> str:
    process = _start(venv, lock)
    said = process.communicate()[1]
    assert process.returncode == 0, said
    return said


def _version(venv: Path) -> str:
    ask = [str(venv / "bin" / "python"), "-c", "import drop; print(drop.version)"]
    return subprocess.run(ask, check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.slow
def test_an_environment_is_made_once_and_changed_with_its_lock(shelf, tmp_path):
    venv, lock = tmp_path / "venv", tmp_path / "requirements.lock"
    lock.write_text(_wheel(shelf, "drop", "1.0"))
    both = [_start(venv, lock), _start(venv, lock)]
    said = [process.communicate()[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sum("making the environment" in words for words in said) == 1
    assert sum("another launcher" in words for words in said) == 1
    assert _version(venv) == "1.0"
    assert _made(venv, lock) == ""

    lock.write_text(_wheel(shelf, "drop", "2.0"))
    assert "making" in _made(venv, lock)
    assert _version(venv) == "2.0"

    for stamp in venv.glob(".liushui-*"):
        stamp.unlink()
    shutil.rmtree(venv / "bin")
    assert "making" in _made(venv, lock)
    assert _version(venv) == "2.0"


@pytest.mark.slow
def test_a_package_with_another_digest_is_refused_and_leaves_no_stamp(shelf, tmp_path):
    venv, lock = tmp_path / "venv", tmp_path / "requirements.lock"
    lock.write_text(_wheel(shelf, "drop", "1.0"))
    with zipfile.ZipFile(shelf / "drop-1.0-py3-none-any.whl", "a") as archive:
        archive.writestr("drop_more.py", "")
    process = _start(venv, lock)
    said = process.communicate()[1]
    assert process.returncode == 1
    assert "could not be installed" in said
    assert not list(venv.glob(".liushui-*"))


def test_without_a_python_it_says_what_to_install(tmp_path):
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("dirname", "basename"):
        (tools / name).symlink_to(shutil.which(name))
    ended = subprocess.run(
        ["/bin/sh", str(LAUNCHER), "doctor"],
        check=False,
        capture_output=True,
        text=True,
        env={"PATH": str(tools), "LIUSHUI_VENV": str(tmp_path / "venv")},
    )
    assert ended.returncode == 1
    assert "Python 3.11 or later was not found" in ended.stderr
    assert "apt install python3" in ended.stderr


def test_every_word_of_the_command_line_has_help():
    for word in ("up", "test", "check", "doctor", "manage", "drill"):
        ended = subprocess.run(
            [sys.executable, "-m", "liushui.config.launch", word, "--help"],
            check=False,
            capture_output=True,
            text=True,
            cwd=ROOT,
        )
        assert ended.returncode == 0, ended.stderr
        assert "usage: liushui" in ended.stdout


@pytest.mark.parametrize(("stamped", "lock"), [("", "requirements"), ("-dev", "requirements-dev")])
def test_tools_of_development_stay_when_a_lock_changes(stamped, lock, tmp_path):
    """The launcher itself, beside an environment made before the locks changed."""
    shutil.copy(LAUNCHER, tmp_path)
    maker = tmp_path / "src/liushui/config/environment.py"
    maker.parent.mkdir(parents=True)
    maker.write_text("import sys; sys.exit(sys.argv[2])")
    (tmp_path / ".venv").mkdir()
    (tmp_path / f".venv/.liushui-requirements{stamped}.stamp").write_text("of before")
    for name in ("requirements.lock", "requirements-dev.lock"):
        (tmp_path / name).write_text("changed since")
    ended = subprocess.run(
        ["sh", tmp_path / "liushui", "demo"],
        env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.stderr.strip() == str(tmp_path / f"{lock}.lock")
