"""The Merkle tree of RFC 6962: its head from a frontier, and proofs from any perfect subtrees."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from liushui.transparency.format.canonical import BadBytes

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

# The hash of the perfect subtree of 2^level leaves that is the index-th of its level.
Read = Callable[[int, int], bytes]
Span = tuple[int, int]


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """A tree as far as it can still grow: its size, and its perfect subtrees, large to small."""

    size: int = 0
    roots: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if len(self.roots) != self.size.bit_count():
            raise BadBytes(f"a tree of {self.size} leaves has other subtrees")

    @classmethod
    def from_bytes(cls, size: int, kept: bytes) -> "Frontier":
        if len(kept) % HASH_BYTES:
            raise BadBytes("half a hash")
        return cls(size, tuple(_hashes(kept)))

    def __bytes__(self) -> bytes:
        return b"".join(self.roots)

    def grown(self, leaf_hashes: Iterable[bytes]) -> "Frontier":
        """The tree with these leaves behind it."""
        roots, size = list(self.roots), self.size
        for one in leaf_hashes:
            whole, rest = one, size
            while rest & 1:
                whole, rest = node_hash(roots.pop(), whole), rest >> 1
            roots.append(whole)
            size += 1
        return Frontier(size, tuple(roots))

    @property
    def root(self) -> bytes:
        return _folded(self.roots)


def inclusion_proof(index: int, size: int, read: Read) -> list[bytes]:
    """The audit path of one leaf, from its side upwards (RFC 6962, 2.1.1)."""
    if not 0 <= index < size:
        raise BadBytes(f"there is no leaf {index} among {size}")
    path: list[Span] = []
    lo, hi = 0, size
    while hi - lo > 1:
        middle = lo + _left_of(hi - lo)
        if index < middle:
            path.append((middle, hi))
            hi = middle
        else:
            path.append((lo, middle))
            lo = middle
    return [span_root(span, read) for span in reversed(path)]


def consistency_proof(old: int, new: int, read: Read) -> list[bytes]:
    """That the tree of ``old`` leaves is the beginning of that of ``new`` (RFC 6962, 2.1.2)."""
    if not 0 <= old <= new:
        raise BadBytes(f"a tree of {new} leaves does not begin with {old}")
    if old in {0, new}:
        return []
    path: list[Span] = []
    lo, hi, is_whole = 0, new, True
    while old != hi:
        middle = lo + _left_of(hi - lo)
        if old <= middle:
            path.append((middle, hi))
            hi = middle
        else:
            path.append((lo, middle))
            lo, is_whole = middle, False
    if not is_whole:
        path.append((lo, hi))
    return [span_root(span, read) for span in reversed(path)]


def span_root(span: Span, read: Read) -> bytes:
    """The head of the leaves [lo, hi), where ``lo`` begins a subtree as large as these."""
    lo, hi = span
    roots: list[bytes] = []
    while lo < hi:
        level = (hi - lo).bit_length() - 1
        roots.append(read(level, lo >> level))
        lo += 1 << level
    return _folded(roots)


def _left_of(size: int) -> int:
    """The largest power of two below ``size``."""
    return 1 << ((size - 1).bit_length() - 1)


def _folded(roots: Iterable[bytes]) -> bytes:
    *left, root = roots or (EMPTY_ROOT,)
    for one in reversed(left):
        root = node_hash(one, root)
    return root


def _hashes(content: bytes) -> Iterator[bytes]:
    for at in range(0, len(content), HASH_BYTES):
        yield content[at : at + HASH_BYTES]
