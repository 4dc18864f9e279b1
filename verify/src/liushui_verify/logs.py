"""A whole log in a folder: every entry hashed anew, every tile compared, the head recomputed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from liushui_verify.leaves import read_leaf
from liushui_verify.merkle import HASH, Growing, leaf_hash, tile_root
from liushui_verify.notes import MAX_BYTES, Head
from liushui_verify.outcomes import Invalid

WIDTH = 256
_WITHHELD = 0xFFFF  # instead of a length: the entry was withheld by law, its hash stands here

# What is done with each leaf: its place and what it says, or nothing where it is withheld.
Watch = Callable[[int, dict[str, Any] | None, bytes], None]


@dataclass(slots=True)
class Walk:
    """What came of walking through a log."""

    size: int = 0
    withheld: int = 0
    roots: dict[int, bytes] = field(default_factory=dict)


def walk(folder: Path, head: Head, *, watch: Watch, ask: frozenset[int] = frozenset()) -> Walk:
    """Hash every entry and compare every tile with the head; the roots at the sizes asked for."""
    found, tree = Walk(), Growing()
    row: list[bytes] = []
    if 0 in ask:
        found.roots[0] = tree.root()
    for number in range(-(-head.size // WIDTH)):
        width = min(WIDTH, head.size - number * WIDTH)
        hashes: list[bytes] = []
        for content, its_hash in _entries(folder, number, width):
            found.withheld += content is None
            watch(tree.size, None if content is None else _leaf(content, tree.size), its_hash)
            tree.add(its_hash)
            hashes.append(its_hash)
            if tree.size in ask:
                found.roots[tree.size] = tree.root()
        _require_tile(folder, 0, number, hashes)
        row.append(b"".join(hashes))
    found.size = tree.size
    if tree.root() != head.root:
        raise Invalid("root_differs", size=head.size)
    _require_upper_tiles(folder, row)
    return found


def _leaf(content: bytes, index: int) -> dict[str, Any]:
    try:
        return read_leaf(content)
    except Invalid as error:
        raise Invalid("bad_leaf_at", index=index) from error


def _entries(folder: Path, number: int, width: int) -> Iterator[tuple[bytes | None, bytes]]:
    path = f"tile/entries/{_place(number, width)}"
    may_withhold = not (folder / path).exists()
    if may_withhold:
        path = f"tile/redacted/{_place(number, width)}"
    content = _read(folder, path)
    at = 0
    for _ in range(width):
        length = int.from_bytes(content[at : at + 2], "big")
        is_withheld = may_withhold and length == _WITHHELD
        end = at + 2 + (HASH if is_withheld else length)
        if at + 2 > len(content) or end > len(content):
            raise Invalid("bundle_length", path=path)
        entry = content[at + 2 : end]
        yield (None, entry) if is_withheld else (entry, leaf_hash(entry))
        at = end
    if at != len(content):
        raise Invalid("bundle_length", path=path)


def _require_upper_tiles(folder: Path, row: list[bytes]) -> None:
    """Each level's hashes are the roots of the full tiles below."""
    level = 0
    while full := [tile_root(tile) for tile in row if len(tile) == WIDTH * HASH]:
        level += 1
        row = [b"".join(full[at : at + WIDTH]) for at in range(0, len(full), WIDTH)]
        for number, tile in enumerate(row):
            hashes = [tile[at : at + HASH] for at in range(0, len(tile), HASH)]
            _require_tile(folder, level, number, hashes)


def _require_tile(folder: Path, level: int, number: int, hashes: list[bytes]) -> None:
    path = f"tile/{level}/{_place(number, len(hashes))}"
    if _read(folder, path) != b"".join(hashes):
        raise Invalid("tile_differs", path=path)


def _read(folder: Path, path: str) -> bytes:
    try:
        with (folder / path).open("rb") as file:
            content = file.read(16 * MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise Invalid("file_missing", path=path) from error
    if len(content) > 16 * MAX_BYTES:
        raise Invalid("bundle_length", path=path)
    return content


def _place(number: int, width: int) -> str:
    place = f"{number % 1000:03d}"
    while number >= 1000:  # noqa: PLR2004
        number //= 1000
        place = f"x{number % 1000:03d}/{place}"
    return place if width == WIDTH else f"{place}.p/{width}"
