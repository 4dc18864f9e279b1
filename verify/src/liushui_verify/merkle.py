"""Proofs as RFC 9162 says to check them, 2.1.3.2 and 2.1.4.2, and the tree of a whole log."""

import hashlib
from collections.abc import Sequence

from liushui_verify.outcomes import Invalid

HASH = 32


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf with this hash stands at this place under this root."""
    if not 0 <= index < size or any(len(one) != HASH for one in (leaf, root, *proof)):
        return False
    at, last, found = index, size - 1, leaf
    for one in proof:
        if last == 0:
            return False
        if at % 2 == 1 or at == last:
            found = _node(one, found)
            while at % 2 == 0 and at != 0:
                at, last = at // 2, last // 2
        else:
            found = _node(found, one)
        at, last = at // 2, last // 2
    return last == 0 and found == root


def is_consistent(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the tree under ``old_root`` is the beginning of that under ``new_root``."""
    if not 0 <= old <= new or any(len(one) != HASH for one in (old_root, new_root, *proof)):
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == hashlib.sha256(b"").digest()
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    return bool(proof) and _joins(old - 1, new - 1, path, old_root, new_root)


def _joins(at: int, last: int, path: list[bytes], old_root: bytes, new_root: bytes) -> bool:
    while at % 2 == 1:
        at, last = at // 2, last // 2
    was = becomes = path[0]
    for one in path[1:]:
        if last == 0:
            return False
        if at % 2 == 1 or at == last:
            was, becomes = _node(one, was), _node(one, becomes)
            while at % 2 == 0 and at != 0:
                at, last = at // 2, last // 2
        else:
            becomes = _node(becomes, one)
        at, last = at // 2, last // 2
    return last == 0 and was == old_root and becomes == new_root


class Growing:
    """A tree that leaves are added to one by one; it can be asked for its root at any size."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[tuple[int, bytes]] = []  # (height, root) of perfect trees, left to right

    def add(self, leaf: bytes) -> None:
        self._join((0, leaf))
        self.size += 1

    def add_tile(self, root: bytes) -> None:
        """256 leaves at once, by the root of their tile; the tree ends where a tile does."""
        assert self.size % 256 == 0, "a tile begins where one ended"
        self._join((8, root))
        self.size += 256

    def _join(self, peak: tuple[int, bytes]) -> None:
        while self._peaks and self._peaks[-1][0] == peak[0]:
            height, left = self._peaks.pop()
            peak = (height + 1, _node(left, peak[1]))
        self._peaks.append(peak)

    def root(self) -> bytes:
        if not self._peaks:
            return hashlib.sha256(b"").digest()
        found = self._peaks[-1][1]
        for _, left in reversed(self._peaks[:-1]):
            found = _node(left, found)
        return found


def tile_root(hashes: bytes) -> bytes:
    """The root of a full tile: 256 hashes, eight levels."""
    row = [hashes[at : at + HASH] for at in range(0, len(hashes), HASH)]
    if len(row) != 256:  # noqa: PLR2004
        raise Invalid("tile_length", path="")
    while len(row) > 1:
        row = [_node(left, right) for left, right in zip(row[::2], row[1::2], strict=True)]
    return row[0]
