"""What is vendored is what was vendored; what is served is joined, hashed and whole."""

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from liushui.web import statics

WEB = Path(statics.__file__).parent / "static" / "web"
SERVED = {"BACKEND": "liushui.web.statics.JoinedStaticFilesStorage"}


def test_every_vendored_file_is_the_one_that_was_read() -> None:
    folder = WEB / "vendor"
    sums = dict(
        reversed(line.split("  ")) for line in (folder / "checksums.txt").read_text().splitlines()
    )
    files = {path.name for path in folder.iterdir()} - {"README.md", "checksums.txt"}
    assert files <= set(sums)
    for name, digest in sums.items():
        assert sha256((folder / name).read_bytes()).hexdigest() == digest, name


def test_every_vendored_file_is_named_with_its_version_and_licence() -> None:
    readme = (WEB / "vendor" / "README.md").read_text()
    for path in (WEB / "vendor").iterdir():
        if path.suffix in {".css", ".js"} or path.name.startswith(("LICENSE", "NOTICE")):
            assert path.name in readme, path.name


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    root = tmp_path_factory.mktemp("served")
    with override_settings(STATIC_ROOT=root, STORAGES={**settings.STORAGES, "staticfiles": SERVED}):
        call_command("collectstatic", interactive=False, verbosity=0)
    names: dict[str, str] = json.loads((root / "staticfiles.json").read_text())["paths"]
    return {name: (root / hashed).read_text(errors="replace") for name, hashed in names.items()}


def test_our_sheets_are_served_as_one_and_in_their_order(served: dict[str, str]) -> None:
    sheet = served["web/css/liushui.css"]
    imports = re.findall(r'@import url\("([^"]+)"\)', sheet)
    assert len(imports) == 1
    assert re.fullmatch(r"\.\./vendor/tabler\.min\.[0-9a-f]{12}\.css", imports[0])
    entry = (WEB / "css" / "liushui.css").read_text()
    own = re.findall(r'^@import url\("([^"]+)"\);$', entry, re.MULTILINE)
    places = [sheet.index((WEB / "css" / name).read_text().split("\n", 1)[0]) for name in own]
    assert places == sorted(places)
    assert len(own) == len(list((WEB / "css").rglob("*.css"))) - 1


def test_only_the_tokens_know_a_colour() -> None:
    for path in (WEB / "css").rglob("*.css"):
        if path.name != "tokens.css":
            assert not re.search(r"#[0-9A-Fa-f]{3,8}\b|rgba?\(|!important", path.read_text()), path


def test_only_the_tokens_know_a_size() -> None:
    """Parts of the reader's own size (em), of the window and of the drawing may stand elsewhere."""
    size = re.compile(r"(?<![\w.-])-?[\d.]+(?:px|rem|pt|cm|mm)\b")
    for path in (WEB / "css").rglob("*.css"):
        if path.name != "tokens.css":
            known = r"/\*.*?\*/|@media[^{]*|env\([^)]*\)"
            text = re.sub(known, "", path.read_text(), flags=re.DOTALL)
            assert not size.findall(text), f"{path.name}: {size.findall(text)}"


def test_light_and_dark_know_the_same_names() -> None:
    tokens = (WEB / "css" / "tokens.css").read_text()
    blocks = re.findall(r"\{([^{}]*--ls-paper[^{}]*)\}", tokens)
    names = [dict(re.findall(r"(--ls-[\w-]+): ([^;]+);", block)) for block in blocks]
    assert len(names) == 3
    assert names[1] == names[2], "what the device asks for and what the reader chose differ"
    assert set(names[1]) <= set(names[0])


def test_no_script_of_ours_is_longer_than_a_page() -> None:
    for path in (WEB / "js").iterdir():
        assert len(path.read_text().splitlines()) < 60, path
