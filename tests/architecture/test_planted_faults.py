"""The walls hold: each fault, planted into a copy of the tree, is found and says what to do."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture.tree import place, tracked

UPWARD = "from liushui.giving import services\n\n__all__ = ['services']\n"
UNLISTED = """
from django.http import HttpRequest, HttpResponse
from django.urls import path


def anyone(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [*urlpatterns, path("planted/", anyone, name="planted")]
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tracked tree, copied; git answers there as it does here."""
    there = tmp_path_factory.mktemp("tree")
    for path in tracked(""):
        target = there / place(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    subprocess.run(["git", "init", "-q"], cwd=there, check=True)
    return there


def _run(there: Path, *words: str) -> tuple[int, str]:
    environment = {**os.environ, "PYTHONPATH": str(there / "src")}
    done = subprocess.run(
        [sys.executable, *words],
        cwd=there,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def _architecture(there: Path, name: str, tests: str = "") -> tuple[int, str]:
    """What the tests of one file say, or those of them whose names hold these words."""
    words = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", tests)
    return _run(there, *words, f"tests/architecture/{name}")


def _imports(there: Path) -> tuple[int, str]:
    judge = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"
    return _run(there, "-c", judge)


def _append(there: Path, name: str, text: str) -> Callable[[], None]:
    path = there / name
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text((before or "") + text, encoding="utf-8")

    def undo() -> None:
        path.unlink() if before is None else path.write_text(before, encoding="utf-8")

    return undo


Judge = Callable[[Path], tuple[int, str]]


@pytest.mark.parametrize(
    ("name", "text", "judge", "advice"),
    [
        pytest.param(
            "src/liushui/ledger/planted.py",
            UPWARD,
            _imports,
            "liushui.ledger.planted -> liushui.giving",
            id="an import upward",
        ),
        pytest.param(
            "src/liushui/giving/utils.py",
            "",
            lambda there: _architecture(there, "test_banned_names.py"),
            "src/liushui/giving/utils.py: name the file for the verb or the thing that it holds",
            id="a file called utils",
        ),
        pytest.param(
            "src/liushui/projects/urls.py",
            UNLISTED,
            lambda there: _architecture(there, "test_role_table.py"),
            "projects:planted (planted/): say in its module's ROLES who may come there",
            id="an address that nobody listed",
        ),
        pytest.param(
            "src/liushui/projects/planted.py",
            "from django.utils.translation import gettext\n\nWORDS = gettext('Planted words')\n",
            lambda there: _architecture(there, "test_catalogues.py", "every_marked"),
            "“Planted words” (liushui/projects/planted.py) has no words; "
            "run './liushui check --catalogues' and fill it in",
            id="a string without a translation",
        ),
        pytest.param(
            "src/liushui/projects/locale/zh_Hans/LC_MESSAGES/django.po",
            '\nmsgid "Gifts that go back"\nmsgstr "别的说法"\n',
            lambda there: _architecture(there, "test_catalogues.py", "one_english"),
            "“Gifts that go back”: “别的说法” in projects, “退回的捐赠” in giving and web; "
            "agree on one, or give the one that means something else a context",
            id="two words in Chinese for one in English",
        ),
        pytest.param(
            "src/liushui/web/templates/web/planted.html",
            "<p>Planted words</p>\n",
            lambda there: _architecture(there, "test_catalogues.py", "not_marked"),
            "wrap it in {% translate %}",
            id="a text that is not marked",
        ),
    ],
)
def test_a_planted_fault_is_found_and_says_what_to_do(
    copy: Path, name: str, text: str, judge: Judge, advice: str
) -> None:
    undo = _append(copy, name, text)
    try:
        status, output = judge(copy)
    finally:
        undo()
    assert status != 0, "the planted fault went unseen"
    assert advice in output, output[-2000:]
