"""The tree: published values, and the definitions of RFC 6962, for every size up to 300."""

from functools import cache

import pytest

from liushui.transparency.format.canonical import BadBytes
from liushui.transparency.format.notes import to_base64
from liushui.transparency.format.tiles import (
    Tile,
    bundled,
    new_tiles,
    reader,
    subtree_root,
    tile_at,
    unbundled,
)
from liushui.transparency.format.tree import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
)
from tests.transparency import vectors as v

SIZES = 300
HASHES = [leaf_hash(number.to_bytes(2, "big")) for number in range(SIZES)]


@cache
def head(lo: int, hi: int) -> bytes:
    """MTH(D[lo:hi]), as the RFC defines it."""
    if hi == lo:
        return EMPTY_ROOT
    if hi - lo == 1:
        return HASHES[lo]
    middle = lo + below(hi - lo)
    return node_hash(head(lo, middle), head(middle, hi))


def below(size: int) -> int:
    power = 1
    while 2 * power < size:
        power *= 2
    return power


def path(m: int, lo: int, hi: int) -> list[bytes]:
    if hi - lo == 1:
        return []
    k = below(hi - lo)
    if m < k:
        return [*path(m, lo, lo + k), head(lo + k, hi)]
    return [*path(m - k, lo + k, hi), head(lo, lo + k)]


def proof(m: int, lo: int, hi: int, *, whole: bool) -> list[bytes]:
    if m == hi - lo:
        return [] if whole else [head(lo, hi)]
    k = below(hi - lo)
    if m <= k:
        return [*proof(m, lo, lo + k, whole=whole), head(lo + k, hi)]
    return [*proof(m - k, lo + k, hi, whole=False), head(lo, lo + k)]


def perfect(level: int, index: int) -> bytes:
    return head(index << level, (index + 1) << level)


def of_leaves(leaves: list[bytes], size: int) -> tuple[Frontier, dict[Tile, bytes]]:
    """A log grown leaf by leaf, and its tiles as they are published."""
    hashes = [leaf_hash(leaf) for leaf in leaves[:size]]
    tiles: dict[Tile, bytes] = {}
    for tile in new_tiles(0, size):
        row = hashes
        for _ in range(tile.level):
            row = [
                subtree_root(b"".join(row[at : at + 256])) for at in range(0, len(row) - 255, 256)
            ]
        tiles[tile] = b"".join(row[tile.first : tile.first + tile.width])
    return Frontier().grown(hashes), tiles


@pytest.mark.parametrize("size", range(9))
def test_the_published_roots_come_out(size: int) -> None:
    frontier, _ = of_leaves(v.RFC_LEAVES, size)
    assert frontier.root.hex() == v.RFC_ROOTS[size]


@pytest.mark.parametrize(("index", "size"), v.RFC_INCLUSION)
def test_the_published_inclusion_proofs_come_out(index: int, size: int) -> None:
    _, tiles = of_leaves(v.RFC_LEAVES, size)
    found = inclusion_proof(index, size, reader(size, tiles.__getitem__))
    assert [one.hex() for one in found] == v.RFC_INCLUSION[index, size]


@pytest.mark.parametrize(("old", "new"), v.RFC_CONSISTENCY)
def test_the_published_consistency_proofs_come_out(old: int, new: int) -> None:
    _, tiles = of_leaves(v.RFC_LEAVES, new)
    found = consistency_proof(old, new, reader(new, tiles.__getitem__))
    assert [one.hex() for one in found] == v.RFC_CONSISTENCY[old, new]


@pytest.mark.parametrize("size", v.SIGNED_ROOTS)
def test_the_roots_of_a_signed_log_come_out(size: int) -> None:
    frontier, _ = of_leaves([word.encode() for word in v.SIGNED_LEAVES], size)
    assert to_base64(frontier.root) == v.SIGNED_ROOTS[size]


def test_heads_and_proofs_are_as_defined_for_every_size() -> None:
    frontier = Frontier()
    for size in range(1, SIZES + 1):
        frontier = frontier.grown([HASHES[size - 1]])
        assert frontier.root == head(0, size)
        for at in range(size):
            assert inclusion_proof(at, size, perfect) == path(at, 0, size)
            assert consistency_proof(at, size, perfect) == (
                proof(at, 0, size, whole=True) if at else []
            )
        assert consistency_proof(size, size, perfect) == []


def test_a_frontier_grows_alike_at_once_and_in_steps() -> None:
    at_once = Frontier().grown(HASHES)
    in_steps = Frontier()
    for at in range(0, SIZES, 7):
        in_steps = Frontier.from_bytes(in_steps.size, bytes(in_steps)).grown(HASHES[at : at + 7])
    assert in_steps == at_once


@pytest.mark.parametrize("size", [1, 255, 256, 257, 300])
def test_tiles_give_the_same_hashes_as_the_definition(size: int) -> None:
    _, tiles = of_leaves([number.to_bytes(2, "big") for number in range(size)], size)
    read = reader(size, tiles.__getitem__)
    for level in range(size.bit_length()):
        for index in range(size >> level):
            assert read(level, index) == perfect(level, index)


def test_tile_arithmetic() -> None:
    assert sum(1 for t in new_tiles(0, 70_000) if (t.level, t.width) == (0, 256)) == 273
    assert [t for t in new_tiles(0, 70_000) if t.width < 256] == [
        Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1),
    ]  # fmt: skip
    assert [t for t in new_tiles(0, 70_000) if (t.level, t.width) == (1, 256)] == [Tile(1, 0, 256)]
    assert [t.path for t in new_tiles(0, 256)] == ["tile/0/000", "tile/1/000.p/1"]
    assert Tile(0, 1_234_067, 256).path == "tile/0/x001/x234/067"
    assert Tile(0, 1_234_067, 3).entries_path == "tile/entries/x001/x234/067.p/3"


@pytest.mark.parametrize(("old", "new"), [(0, 300), (255, 256), (256, 600), (511, 70_000), (9, 9)])
def test_a_grown_log_writes_only_what_it_had_not(old: int, new: int) -> None:
    before, after = set(new_tiles(0, old)), set(new_tiles(0, new))
    assert set(new_tiles(old, new)) == after - before


def test_what_is_not_there_is_refused() -> None:
    for wrong in (
        lambda: inclusion_proof(5, 5, perfect),
        lambda: consistency_proof(6, 5, perfect),
        lambda: tile_at(0, 1, 256),
        lambda: Frontier(3, (HASHES[0],)),
        lambda: subtree_root(b"".join(HASHES[:3])),
        lambda: unbundled(b"\x00\x03ab"),
        lambda: unbundled(b"\x00"),
        lambda: bundled([bytes(65_535)]),
    ):
        with pytest.raises(BadBytes):
            wrong()


def test_bundles_hold_what_was_put_in() -> None:
    entries = [b"", b"a", bytes(65_534)]
    assert [one.leaf for one in unbundled(bundled(entries))] == entries
    assert bundled([b"ab"]) == b"\x00\x02ab"
