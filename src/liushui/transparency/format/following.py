"""What a proof leads to, worked out by the recursive definitions of RFC 6962, 2.1.1 and 2.1.2."""

from collections.abc import Sequence

from liushui.transparency.format.tree import EMPTY_ROOT, HASH_BYTES, node_hash


def root_of_proof(hash_of_leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The head to which this path leads from this leaf; nothing where the path cannot be one."""
    if not 0 <= index < size or any(len(one) != HASH_BYTES for one in proof):
        return b""
    path = list(proof)

    def root(at: int, many: int) -> bytes:
        if many == 1:
            return hash_of_leaf
        left = _left_of(many)
        beside = path.pop()
        if at < left:
            return node_hash(root(at, left), beside)
        return node_hash(beside, root(at - left, many - left))

    try:
        found = root(index, size)
    except IndexError:
        return b""
    return b"" if path else found


def follows(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree under ``old_root`` is the beginning of the one under ``new_root``."""
    if not 0 <= old <= new or any(len(one) != HASH_BYTES for one in (old_root, new_root, *proof)):
        return False
    if old in {0, new}:
        return not proof and old_root == (new_root if old == new else EMPTY_ROOT)
    path = list(proof)

    def roots(was: int, many: int, *, is_whole: bool) -> tuple[bytes, bytes]:
        if was == many:
            same = old_root if is_whole else path.pop()
            return same, same
        left = _left_of(many)
        beside = path.pop()
        if was <= left:
            before, after = roots(was, left, is_whole=is_whole)
            return before, node_hash(after, beside)
        before, after = roots(was - left, many - left, is_whole=False)
        return node_hash(beside, before), node_hash(beside, after)

    try:
        found = roots(old, new, is_whole=True)
    except IndexError:
        return False
    return not path and found == (old_root, new_root)


def _left_of(size: int) -> int:
    return 1 << ((size - 1).bit_length() - 1)
