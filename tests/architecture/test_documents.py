"""The documents name only what is there: links, commands, settings, things in code."""

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from liushui.config.cli import COMMANDS
from tests.architecture.tree import ROOT, place, tracked

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|<img[^>]*\ssrc=\"([^\"]+)\"")
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"\./liushui ([a-z][\w-]*)")
_SETTING = re.compile(r"LIUSHUI_[A-Z][A-Z0-9_]*")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
# The beginning of several names, not a setting.
_FAMILIES = frozenset({"LIUSHUI_WECHAT_"})


@cache
def _pages() -> tuple[Path, ...]:
    """The documents that git keeps: one being written may still lack its pictures."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "*.md"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split("\0")
    return tuple(ROOT / name for name in listed if name and "/vendor/" not in name)


def _prose(path: Path) -> str:
    return _FENCE.sub("", path.read_text(encoding="utf-8"))


def _links(path: Path) -> Iterator[tuple[Path, str]]:
    """Each relative link: the file that it means, and the heading within it, if it names one."""
    for found in _LINK.finditer(_prose(path)):
        target = found[1] or found[2]
        if re.match(r"[a-z]+:", target):
            continue
        name, _, heading = unquote(target).partition("#")
        yield (path.parent / name).resolve() if name else path, heading


def _anchors(path: Path) -> set[str]:
    """The names under which a page's headings can be linked to."""
    plain = (re.sub(r"[^\w\- ]", "", title.lower()) for title in _HEADING.findall(_prose(path)))
    return {title.strip().replace(" ", "-") for title in plain}


def test_every_relative_link_leads_somewhere() -> None:
    broken = [
        f"{place(path)}: {target} is not there; correct the link"
        for path in _pages()
        for target, _ in _links(path)
        if not target.exists()
    ]
    assert not broken, "\n".join(broken)


def test_every_linked_heading_stands_in_its_page() -> None:
    broken = [
        f"{place(path)}: {place(target)} has no heading '{heading}'; correct the link"
        for path in _pages()
        for target, heading in _links(path)
        if heading and target.suffix == ".md" and target.exists()
        if heading not in _anchors(target)
    ]
    assert not broken, "\n".join(broken)


def test_every_page_is_reached_from_the_index() -> None:
    index = ROOT / "docs" / "README.md"
    reached, waiting = {index}, [index]
    while waiting:
        for target, _ in _links(waiting.pop()):
            if target.suffix == ".md" and target.exists() and target not in reached:
                reached.add(target)
                waiting.append(target)
    lost = [
        f"{place(path)}: no page leads here from docs/README.md; link to it"
        for path in _pages()
        if place(path).startswith("docs/") and path not in reached
    ]
    assert not lost, "\n".join(lost)


def test_every_command_named_is_one() -> None:
    unknown = [
        f"{place(path)}: './liushui {word}' is no command; see './liushui --help'"
        for path in _pages()
        for word in _COMMAND.findall(path.read_text(encoding="utf-8"))
        if word not in COMMANDS
    ]
    assert not unknown, "\n".join(unknown)


def test_every_setting_is_documented_for_operators() -> None:
    pages = [path for path in _pages() if place(path).startswith("docs/operate/")]
    said = {name for path in pages for name in _SETTING.findall(path.read_text(encoding="utf-8"))}
    settings = ROOT / "src" / "liushui" / "config" / "settings.py"
    read = set(_SETTING.findall(settings.read_text(encoding="utf-8"))) - _FAMILIES
    missing = [f"{name}: say in docs/operate what it means" for name in sorted(read - said)]
    assert not missing, "\n".join(missing)


def test_every_setting_that_operators_read_of_is_one() -> None:
    code = [path for path in tracked(".py", "liushui") if not place(path).startswith("tests/")]
    read = {name for path in code for name in _SETTING.findall(path.read_text(encoding="utf-8"))}
    unknown = [
        f"{place(path)}: nothing reads {name}; correct the name"
        for path in _pages()
        for name in set(_SETTING.findall(path.read_text(encoding="utf-8"))) - read
    ]
    assert not unknown, "\n".join(unknown)


def test_every_class_among_the_terms_exists() -> None:
    page = (ROOT / "docs" / "terms" / "README.md").read_text(encoding="utf-8")
    rows = [line.split("|")[2] for line in page.splitlines() if line.startswith("| ")]
    named = {
        name
        for cell in rows
        if "not in code" not in cell
        for name in re.findall(r"\b[A-Z][a-z]+(?:[A-Z][a-z]+)+\b", cell)
    }
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in tracked(".py")
        if place(path).startswith("src/")
    )
    classes = set(re.findall(r"^class (\w+)", source, re.MULTILINE))
    unknown = [f"docs/terms: no class is called {name}" for name in sorted(named - classes)]
    assert not unknown, "\n".join(unknown)
