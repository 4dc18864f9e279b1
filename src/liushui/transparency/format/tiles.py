"""The files of the log (C2SP tlog-tiles): where each lies, what is in it, which are new."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from liushui.transparency.format.canonical import BadBytes
from liushui.transparency.format.tree import HASH_BYTES, Read, leaf_hash, node_hash

WIDTH, HEIGHT = 256, 8
MAX_ENTRY_BYTES = 65_534
_WITHHELD = b"\xff\xff"  # instead of a length: the entry's hash stands there, nothing else
_GROUP = 1000


class Tile(NamedTuple):
    """Hashes ``first`` to ``first + width`` of a level; level 0 are leaves, 1 roots of 256 ..."""

    level: int
    number: int
    width: int

    @property
    def first(self) -> int:
        return self.number * WIDTH

    @property
    def path(self) -> str:
        return f"tile/{self.level}/{_place(self.number, self.width)}"

    @property
    def entries_path(self) -> str:
        """The bundle of the same leaves, for a tile of level 0."""
        return f"tile/entries/{_place(self.number, self.width)}"

    @property
    def redacted_path(self) -> str:
        """The same where the law withholds one of them or more."""
        return f"tile/redacted/{_place(self.number, self.width)}"


class Shown(NamedTuple):
    """An entry as a bundle shows it: its bytes, or none where they are withheld; its hash."""

    leaf: bytes | None
    hash: bytes


def new_tiles(old: int, new: int) -> Iterator[Tile]:
    """The tiles that a log of ``new`` leaves has and one of ``old`` had not, leaves first."""
    level = 0
    while (wide := new >> (HEIGHT * level)) > 0:
        had = old >> (HEIGHT * level)
        if wide > had:
            for number in range(had // WIDTH, -(-wide // WIDTH)):
                yield Tile(level, number, min(WIDTH, wide - number * WIDTH))
        level += 1


def tile_at(level: int, number: int, size: int) -> Tile:
    """The tile as a log of this size has it."""
    width = min(WIDTH, (size >> (HEIGHT * level)) - number * WIDTH)
    if width <= 0:
        raise BadBytes(f"a log of {size} leaves has no tile {level}/{number}")
    return Tile(level, number, width)


def reader(size: int, read_tile: Callable[[Tile], bytes]) -> Read:
    """Hashes of subtrees out of the tiles of a log of this size."""

    def read(level: int, index: int) -> bytes:
        tile_level, below = divmod(level, HEIGHT)
        first = index << below
        tile = tile_at(tile_level, first // WIDTH, size)
        content = read_tile(tile)
        if len(content) != tile.width * HASH_BYTES:
            raise BadBytes(f"{tile.path} has not {tile.width} hashes")
        at = (first - tile.first) * HASH_BYTES
        return subtree_root(content[at : at + (HASH_BYTES << below)])

    return read


def subtree_root(hashes: bytes) -> bytes:
    """The head of a perfect subtree whose hashes stand one behind the other."""
    row = [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]
    if len(row).bit_count() != 1 or len(row[-1]) != HASH_BYTES:
        raise BadBytes("no perfect subtree")
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


def bundled(entries: Sequence[bytes]) -> bytes:
    """Entries one behind the other, each behind its length in two bytes."""
    if any(len(entry) > MAX_ENTRY_BYTES for entry in entries):
        raise BadBytes("an entry is longer than two bytes can say")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def bundled_redacted(entries: Sequence[Shown]) -> bytes:
    """The same, with the hashes of those that are withheld."""
    return b"".join(
        _WITHHELD + its_hash if leaf is None else bundled([leaf]) for leaf, its_hash in entries
    )


def unbundled(content: bytes, *, is_redacted: bool = False) -> list[Shown]:
    """The entries of a bundle; refused unless it ends where its last entry does."""
    entries, at = list[Shown](), 0
    while at < len(content):
        begin, length = at + 2, content[at : at + 2]
        is_withheld = is_redacted and length == _WITHHELD
        at = begin + (HASH_BYTES if is_withheld else int.from_bytes(length, "big"))
        if begin > len(content) or at > len(content):
            raise BadBytes("a bundle ends within an entry")
        entry = content[begin:at]
        entries.append(Shown(None, entry) if is_withheld else Shown(entry, leaf_hash(entry)))
    return entries


def _place(number: int, width: int) -> str:
    groups = [f"{number % _GROUP:03d}"]
    while number := number // _GROUP:
        groups.insert(0, f"x{number % _GROUP:03d}")
    return "/".join(groups) + ("" if width == WIDTH else f".p/{width}")
