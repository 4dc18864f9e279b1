"""Receipts and copies of the log, each proven here before it is handed out."""

import json
from pathlib import Path

from django.core.exceptions import ObjectDoesNotExist

from liushui.base import vault
from liushui.transparency.errors import LogFileDiffers, RecordNotInLog
from liushui.transparency.folder import CHECKPOINT, Folder
from liushui.transparency.format.notes import Checkpoint, said_checkpoint
from liushui.transparency.format.receipts import receipt_text
from liushui.transparency.format.tiles import Tile, new_tiles, reader
from liushui.transparency.format.tree import inclusion_proof, leaf_hash, node_hash
from liushui.transparency.models import Entry
from liushui.transparency.queries.reading import index_of, newest_signed
from liushui.transparency.services.sequencing import held_field


def receipt_of(reference: str, *, discloses: bool = False, folder: Folder | None = None) -> str:
    """The receipt of the record that people know by this reference. Raises ``RecordNotInLog``.

    ``discloses``: with the fields that the leaf holds back, for the giver alone; those of an erased
    person are gone.
    """
    index, head = index_of(reference), newest_signed()
    if head is None or head.note is None or head.size <= index:
        raise RecordNotInLog
    folder = folder or Folder.of_home()
    entry = Entry.objects.get(pk=index)
    leaf = bytes(entry.leaf)
    proof = inclusion_proof(index, head.size, reader(head.size, lambda tile: _tile(folder, tile)))
    _require_proven(leaf, index, proof, said_checkpoint(head.note))
    disclosures = _held_back(entry) if discloses else ()
    return receipt_text(index, proof, head.note, leaf=leaf, disclosures=disclosures)


def export_log(target: Path, *, folder: Folder | None = None) -> int:
    """Copy the published log, whole and as of one head; how many entries. Then judge the copy."""
    folder, copy = folder or Folder.of_home(), Folder(target)
    note = folder.read(CHECKPOINT)
    if note is None:
        raise RecordNotInLog
    size = said_checkpoint(note.decode()).size
    names = [tile.path for tile in new_tiles(0, size)]
    names += [tile.entries_path for tile in new_tiles(0, size) if tile.level == 0]
    for name in (*names, "policy.txt"):
        content = folder.read(name)
        if content is None:
            raise LogFileDiffers(path=name)
        copy.put(name, content)
    copy.replace(CHECKPOINT, note)
    return size


def _tile(folder: Folder, tile: Tile) -> bytes:
    """The tile, or as much of the full one that took its place."""
    content = folder.read(tile.path)
    if content is None:
        whole = folder.read(tile._replace(width=256).path)
        content = whole[: tile.width * 32] if whole else None
    if content is None:
        raise LogFileDiffers(path=tile.path)
    return content


def _held_back(entry: Entry) -> list[str]:
    try:
        held = entry.held_back
    except ObjectDoesNotExist:
        return []
    try:
        text = vault.open_sealed(held.vault_id, held_field(entry.pk), held.sealed)
    except vault.Shredded:
        return []
    return [str(one) for one in json.loads(text)]


def _require_proven(leaf: bytes, index: int, proof: list[bytes], head: Checkpoint) -> None:
    """The proof leads from the leaf to the head, read as the definition of the path says."""

    def root(at: int, size: int, path: list[bytes]) -> bytes:
        if size == 1:
            return leaf_hash(leaf)
        left = 1 << ((size - 1).bit_length() - 1)
        if at < left:
            return node_hash(root(at, left, path[:-1]), path[-1])
        return node_hash(path[-1], root(at - left, size - left, path[:-1]))

    if root(index, head.size, proof) != head.root:
        raise LogFileDiffers(path=f"proof of entry {index}")
