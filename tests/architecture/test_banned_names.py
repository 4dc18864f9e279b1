"""Names that say nothing, and calls that a rule of the house replaces."""

import re

import pytest

from tests.architecture.tree import place, tracked

# Where a banned call may stand all the same.
BASE, CONFIG, WEB = "src/liushui/base/", "src/liushui/config/", "src/liushui/web/"

SAYS_NOTHING = {
    *("utils", "util", "helpers", "helper", "manager", "managers"),
    *("misc", "data", "info", "common", "stuff"),
}

# A pattern, where it may stand all the same, and what to write instead.
BANNED_CALLS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (r"\bfloat\(", (), "units are whole numbers; a ratio is divided where it is printed"),
    (r"except Exception\b", (), "catch what you expect; let the rest crash"),
    (r"\btime\.sleep\(", (BASE, CONFIG), "wait for the condition, with a deadline"),
    (r"\.state = ", (f"{BASE}states.py",), "move_state checks the table and writes history"),
    (r"mark\.skip\b|mark\.flaky|\breruns\b", (), "mend the test or delete it"),
    (r"\bmock\b|monkeypatch\.setattr\(\"?liushui", (), "run the real thing"),
    (r"style=\"|<script>", (), "the content security policy refuses it; write a class or a module"),
    (r"\|safe\b|mark_safe\(", (WEB,), "escape it: use format_html"),
)


def test_no_file_has_a_name_that_says_nothing() -> None:
    found = [
        f"{place(path)}: name the file for the verb or the thing that it holds"
        for path in tracked(".py", ".html", ".css", ".js")
        if path.stem in SAYS_NOTHING
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("pattern", "allowed", "instead"), BANNED_CALLS)
def test_no_banned_call_stands(pattern: str, allowed: tuple[str, ...], instead: str) -> None:
    banned = re.compile(pattern)
    found = [
        f"{place(path)}:{number}: {line.strip()[:80]} -> {instead}"
        for path in tracked(".py", ".html")
        if not place(path).startswith((*allowed, "tests/architecture/"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if banned.search(line)
    ]
    assert not found, "\n".join(found)


def test_no_file_names_a_registry_a_machine_or_a_secret() -> None:
    patterns = re.compile(
        r"index-ur[l]\b|\"resolve[d]\": \"http|/work/|/root/|BEGIN [A-Z ]*PRIVATE KEY"
        r"|^[^#]*==.*://|^ *--hash.*://",
    )
    kinds = (".py", ".toml", ".lock", ".json", ".md", ".sh", ".html", ".txt", "liushui", "run")
    found = [
        f"{place(path)}:{number}: {line.strip()[:80]}"
        for path in tracked(*kinds)
        if not place(path).startswith("tests/architecture/")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if patterns.search(line)
    ]
    assert not found, "\n".join(found)
