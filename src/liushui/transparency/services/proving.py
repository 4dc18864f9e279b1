"""Receipts and copies of the log, each proven here before it is handed out."""

import json
from pathlib import Path

from django.core.exceptions import ObjectDoesNotExist

from liushui.base import vault
from liushui.transparency.errors import LogFileDiffers, RecordNotInLog
from liushui.transparency.folder import CHECKPOINT, Folder
from liushui.transparency.format.canonical import BadBytes
from liushui.transparency.format.notes import Checkpoint, is_signed, said_checkpoint
from liushui.transparency.format.receipts import receipt_text
from liushui.transparency.format.tiles import WIDTH, new_tiles, reader, subtree_root
from liushui.transparency.format.tree import HASH_BYTES, span_root
from liushui.transparency.keys import policy
from liushui.transparency.models import Entry
from liushui.transparency.queries.heads import head_covering, note_of
from liushui.transparency.queries.reading import held_field, index_of, open_log
from liushui.transparency.services.proofs import inclusion_path, require_shown
from liushui.transparency.tilesets import entries_of, entry_files, hashes_of


def receipt_of(reference: str, *, discloses: bool = False, folder: Folder | None = None) -> str:
    """The receipt of the record that people know by this reference.

    Raises ``RecordNotInLog``, ``LogEntryWithheld``.

    ``discloses``: with the fields that the leaf holds back, for the giver alone; those of an erased
    person are gone.
    """
    index = index_of(reference)
    head = head_covering(index)
    if head is None:
        raise RecordNotInLog
    require_shown(index, folder=folder)
    entry = Entry.objects.get(pk=index)
    proof = inclusion_path(index, head, folder=folder)
    disclosures = _held_back(entry) if discloses else ()
    return receipt_text(
        index, proof, note_of(head), leaf=bytes(entry.leaf), disclosures=disclosures
    )


def export_log(target: Path, *, folder: Folder | None = None) -> int:
    """Copy the published log, whole and as of one head; how many entries.

    Each file is judged before it is written, and the head comes last. The log may grow meanwhile.
    """
    folder, copy = folder or Folder.of_home(), Folder(target)
    note, log = folder.read(CHECKPOINT), open_log()
    if note is None:
        raise RecordNotInLog
    head = _signed_head(note, log.keys)
    rows: dict[int, bytearray] = {}
    for tile in new_tiles(0, head.size):
        content = hashes_of(folder, tile)
        if tile.level == 0:
            entries = entries_of(folder, tile)
            same = b"".join(one.hash for one in entries)
            copy.put_all(entry_files(tile, entries))
        else:
            at = tile.first * HASH_BYTES
            same = bytes(rows[tile.level][at : at + tile.width * HASH_BYTES])
        if content != same:
            raise LogFileDiffers(path=tile.path)
        if tile.width == WIDTH:
            rows.setdefault(tile.level + 1, bytearray()).extend(subtree_root(content))
        copy.put(tile.path, content)
    root = span_root((0, head.size), reader(head.size, lambda tile: hashes_of(copy, tile)))
    if root != head.root:
        raise LogFileDiffers(path="tile")
    copy.replace("policy.txt", policy(log.keys).encode())
    copy.replace(CHECKPOINT, note)
    return head.size


def _signed_head(note: bytes, keys: str) -> Checkpoint:
    """The head that this site's keys signed. Raises ``LogFileDiffers``."""
    try:
        text = note.decode()
        head = said_checkpoint(text)
    except (BadBytes, UnicodeDecodeError):
        raise LogFileDiffers(path=CHECKPOINT) from None
    if not is_signed(text, keys.splitlines()):
        raise LogFileDiffers(path=CHECKPOINT)
    return head


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
