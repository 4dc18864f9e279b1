"""A whole log in a folder: every entry hashed anew, every tile compared, the head recomputed."""

import gc
import marshal
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from liushui_verify.files import read_bounded
from liushui_verify.leaves import read_leaf
from liushui_verify.merkle import HASH, Growing, leaf_hash, tile_root
from liushui_verify.notes import Head
from liushui_verify.outcomes import Invalid

WIDTH = 256
MAX_FILE = WIDTH * (2 + 65_535)
_WITHHELD = 0xFFFF  # instead of a length: the entry was withheld by law, its hash stands here
_AT_ONCE = 16  # tiles that a process is given in one go
_MANY = 8 * _AT_ONCE  # so many tiles are worth processes of their own

Leaf = dict[str, Any]
# What is done with each leaf: its place and what it says, or nothing where it is withheld.
Watch = Callable[[int, Leaf | None, bytes], None]


@dataclass(slots=True)
class Walk:
    """What came of walking through a log."""

    size: int = 0
    withheld: int = 0
    roots: dict[int, bytes] = field(default_factory=dict)


class Bundle(NamedTuple):
    """The leaves of a tile, without their digests, and their hashes one behind the other."""

    leaves: list[Leaf | None]
    hashes: bytes
    root: bytes  # of a full one

    def hash(self, place: int) -> bytes:
        return self.hashes[HASH * place : HASH * (place + 1)]


def walk(folder: Path, head: Head, *, watch: Watch, ask: frozenset[int] = frozenset()) -> Walk:
    """Hash every entry and compare every tile with the head; the roots at the sizes asked for."""
    with _uncollected():
        return _walked(folder, head, watch, ask)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing in a leaf points back at it: the search for such takes a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _walked(folder: Path, head: Head, watch: Watch, ask: frozenset[int]) -> Walk:
    found, tree = Walk(), Growing()
    row: list[bytes] = []
    if 0 in ask:
        found.roots[0] = tree.root()
    for bundle in _bundles(folder, head.size):
        for place, leaf in enumerate(bundle.leaves):
            found.withheld += leaf is None
            watch(tree.size + place, leaf, bundle.hash(place))
        _grow(tree, bundle, ask, found.roots)
        if bundle.root:
            row.append(bundle.root)
    found.size = tree.size
    if tree.root() != head.root:
        raise Invalid("root_differs", size=head.size)
    _require_upper_tiles(folder, row)
    return found


def _grow(tree: Growing, bundle: Bundle, ask: frozenset[int], roots: dict[int, bytes]) -> None:
    """By the tile's root where it is full, unless somebody asks for a size within it."""
    inside = {size for size in ask if tree.size < size <= tree.size + len(bundle.leaves)}
    if bundle.root and not inside:
        tree.add_tile(bundle.root)
        return
    for place in range(len(bundle.leaves)):
        tree.add(bundle.hash(place))
        if tree.size in inside:
            roots[tree.size] = tree.root()


def _bundles(folder: Path, size: int) -> Iterator[Bundle]:
    """Each tile's leaves, in their order; of a large log by all processors."""
    numbers = range(-(-size // WIDTH))
    processors = os.cpu_count() or 1
    if len(numbers) < _MANY or processors == 1:
        yield from map(partial(_bundle, folder, size), numbers)
        return
    read = partial(_packed, folder, size)
    with ProcessPoolExecutor(processors) as others:
        try:
            for first in range(0, len(numbers), _MANY):  # never more of it in memory
                part = numbers[first : first + _MANY]
                for one in others.map(read, part, chunksize=_AT_ONCE):
                    yield Bundle(*marshal.loads(one))  # noqa: S302 - our own processes wrote it
        finally:
            others.shutdown(wait=True, cancel_futures=True)


def _packed(folder: Path, size: int, number: int) -> bytes:
    """The same, on its way from a process to another: leaves are plain words and numbers."""
    return marshal.dumps(tuple(_bundle(folder, size, number)))


def _bundle(folder: Path, size: int, number: int) -> Bundle:
    width = min(WIDTH, size - number * WIDTH)
    leaves: list[Leaf | None] = []
    hashes: list[bytes] = []
    for content, its_hash in _entries(folder, number, width):
        leaf = None if content is None else _leaf(content, number * WIDTH + len(leaves))
        if leaf is not None:
            del leaf["sd"]
        leaves.append(leaf)
        hashes.append(its_hash)
    together = b"".join(hashes)
    _require_tile(folder, 0, number, together)
    return Bundle(leaves, together, tile_root(together) if width == WIDTH else b"")


def _leaf(content: bytes, index: int) -> Leaf:
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


def _require_upper_tiles(folder: Path, full: list[bytes]) -> None:
    """Each level's hashes are the roots of the full tiles below."""
    level = 0
    while full:
        level += 1
        row = [b"".join(full[at : at + WIDTH]) for at in range(0, len(full), WIDTH)]
        for number, tile in enumerate(row):
            _require_tile(folder, level, number, tile)
        full = [tile_root(tile) for tile in row if len(tile) == WIDTH * HASH]


def _require_tile(folder: Path, level: int, number: int, hashes: bytes) -> None:
    path = f"tile/{level}/{_place(number, len(hashes) // HASH)}"
    if _read(folder, path) != hashes:
        raise Invalid("tile_differs", path=path)


def _read(folder: Path, path: str) -> bytes:
    try:
        return read_bounded(folder / path, MAX_FILE)
    except FileNotFoundError as error:
        raise Invalid("file_missing", path=path) from error


def _place(number: int, width: int) -> str:
    place = f"{number % 1000:03d}"
    while number >= 1000:  # noqa: PLR2004
        number //= 1000
        place = f"x{number % 1000:03d}/{place}"
    return place if width == WIDTH else f"{place}.p/{width}"
