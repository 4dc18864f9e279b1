"""Proofs for anybody, each followed to the signed head here before it is handed out."""

from collections.abc import Sequence

from liushui.transparency.errors import LogFileDiffers, LogNotOpen
from liushui.transparency.errors_public import (
    LogEntryUnknown,
    LogEntryWithheld,
    LogHeadUnknown,
    LogProofFails,
)
from liushui.transparency.folder import Folder
from liushui.transparency.format.following import follows, root_of_proof
from liushui.transparency.format.receipts import receipt_text
from liushui.transparency.format.tiles import WIDTH, Tile, reader
from liushui.transparency.format.tree import (
    HASH_BYTES,
    Read,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
)
from liushui.transparency.models import Head
from liushui.transparency.queries.entries import entry_at, is_withheld
from liushui.transparency.queries.heads import (
    head_covering,
    note_of,
    published_size,
    signed_head,
)
from liushui.transparency.queries.reading import is_open


def proof_text(index: int, size: int | None = None, *, folder: Folder | None = None) -> str:
    """The receipt of an entry as anybody may have it: nothing in it but what is published.

    Raises ``LogNotOpen``, ``LogEntryUnknown``, ``LogEntryWithheld``, ``LogHeadUnknown``,
    ``LogProofFails``.
    """
    _require_open()
    require_shown(index, folder=folder)
    entry = entry_at(index)
    head = head_covering(index) if size is None else signed_head(size)
    if head is None or head.size <= index:
        raise LogEntryUnknown(size=published_size() if head is None else head.size)
    proof = inclusion_path(index, head, folder=folder)
    return receipt_text(index, proof, note_of(head), leaf=entry.content)


def inclusion_path(index: int, head: Head, *, folder: Folder | None = None) -> list[bytes]:
    """The hashes that lead from an entry to this head. Raises ``LogProofFails``."""
    entry = entry_at(index)
    proof = inclusion_proof(index, head.size, published_hashes(folder))
    here = entry.hash if entry.is_withheld else leaf_hash(entry.content)
    if root_of_proof(here, index, head.size, proof) != bytes(head.root):
        raise LogProofFails
    return proof


def consistency_path(old: int, new: int, *, folder: Folder | None = None) -> Sequence[bytes]:
    """That the log of ``old`` entries is the beginning of that of ``new``; both were signed.

    Raises ``LogNotOpen``, ``LogHeadUnknown``, ``LogProofFails``.
    """
    _require_open()
    later = signed_head(new)
    if old == 0:
        return []
    earlier = signed_head(old)
    if old > new:
        raise LogHeadUnknown(size=later.size)
    proof = consistency_proof(old, new, published_hashes(folder))
    if not follows(old, new, bytes(earlier.root), bytes(later.root), proof):
        raise LogProofFails
    return proof


def published_hashes(folder: Folder | None = None) -> Read:
    """Hashes of subtrees, read from the published tiles."""
    here, size = folder or Folder.of_home(), published_size()
    return reader(size, lambda tile: _tile(here, tile))


def require_shown(index: int, *, folder: Folder | None = None) -> None:
    """Demand that the law does not withhold this entry. Raises ``LogEntryWithheld``."""
    if is_withheld(index, folder=folder):
        raise LogEntryWithheld(index=index)


def _tile(folder: Folder, tile: Tile) -> bytes:
    """The tile, or as much of the full one that took its place while we read."""
    content = folder.read(tile.path)
    if content is None:
        whole = folder.read(tile._replace(width=WIDTH).path)
        content = whole[: tile.width * HASH_BYTES] if whole else None
    if content is None:
        raise LogFileDiffers(path=tile.path)
    return content


def _require_open() -> None:
    if not is_open():
        raise LogNotOpen
