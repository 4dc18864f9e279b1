"""Codes that regions had before: which region answers for them today, since when, by which list."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("changes.txt")


@dataclass(frozen=True, slots=True)
class Change:
    """One old code. ``since``: the year or month of the first list without it."""

    old: str
    new: str
    since: str
    old_name: str


def packaged_changes() -> Iterator[Change]:
    """Every change of the packaged file, in order of the old codes."""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        old, new, since, old_name = line.split(" ", 3)
        yield Change(old, new, since, old_name)
