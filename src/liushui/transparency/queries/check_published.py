"""What was signed and shown, and what leaves hold back: proven again from bytes and keys."""

import json
from collections.abc import Iterator
from itertools import islice

from liushui.base import vault
from liushui.transparency.errors import LogFileDiffers
from liushui.transparency.folder import Folder
from liushui.transparency.format.canonical import BadBytes
from liushui.transparency.format.disclosures import digest
from liushui.transparency.format.leaves import parsed_leaf
from liushui.transparency.format.notes import is_signed, said_checkpoint
from liushui.transparency.format.tiles import WIDTH, Tile, new_tiles, subtree_root
from liushui.transparency.format.tree import HASH_BYTES, leaf_hash
from liushui.transparency.models import Entry, Head, HeldBack, Log
from liushui.transparency.queries.check_withheld import withheld
from liushui.transparency.queries.faults import Fault
from liushui.transparency.queries.reading import held_field, newest_signed
from liushui.transparency.tilesets import entries_of, hashes_of

_CHUNK = 1024
_HOLDS_BACK = "what a leaf holds back opens to its digests"
_HOLDS = "each published file holds its entries"


def heads() -> Iterator[Fault]:
    """Each head that was signed says its own size and root, by the log's two keys."""
    log = Log.objects.first()
    keys = log.keys.splitlines() if log else []
    rows = Head.objects.filter(note__isnull=False).order_by("size")
    for size, root, note in rows.values_list("size", "root", "note").iterator(_CHUNK):
        try:
            said = said_checkpoint(note or "")
            is_ours = (said.size, said.root) == (size, bytes(root))
        except BadBytes:
            is_ours = False
        if not (is_ours and is_signed(note or "", keys)):
            yield Fault("each signed head is its own, by the log's keys", f"head {size}")


def fields_held_back() -> Iterator[Fault]:
    """Whoever's key is there can open the fields, and they stand behind digests of the leaf."""
    rows = HeldBack.objects.order_by("entry_id").values_list(
        "entry_id", "vault_id", "sealed", "entry__leaf"
    )
    left = rows.iterator(_CHUNK)
    while some := list(islice(left, _CHUNK)):
        sealed = [(who, held_field(index), bytes(one)) for index, who, one, _ in some]
        for (index, _, _, leaf), text in zip(some, vault.open_each(sealed), strict=True):
            if not _stands_behind(text, bytes(leaf)):
                yield Fault(_HOLDS_BACK, f"entry {index}")


def _stands_behind(text: str | None, leaf: bytes) -> bool:
    """``text``: none where the key is gone, empty where the bytes do not open."""
    if text is None:
        return True
    try:
        said = json.loads(text)
        return {digest(one) for one in said} <= set(parsed_leaf(leaf)["sd"]) and bool(said)
    except ValueError:
        return False


def published(folder: Folder, note: bytes | None) -> Iterator[Fault]:
    """The published head is ours and signed, and every file holds what the entries say."""
    if note is None:
        if newest_signed() is not None:
            yield Fault("what was signed is published", "checkpoint")
        return
    try:
        said = said_checkpoint(note.decode())
    except (BadBytes, UnicodeDecodeError):
        yield Fault("the published head is one of ours", "checkpoint")
        return
    ours, log = Head.objects.filter(size=said.size).first(), Log.objects.get()
    # Witnesses may have signed it since: their lines stand behind ours.
    if ours is None or ours.note is None or not note.startswith(ours.note.encode()):
        yield Fault("the published head is one of ours", f"size {said.size}")
        return
    if folder.read(f"checkpoints/{said.size}") != ours.note.encode():
        yield Fault("what was signed is published", f"checkpoints/{said.size}")
    trusted = (folder.read("policy.txt") or b"").decode(errors="replace").splitlines()
    if not {f"log {key}" for key in log.keys.splitlines()} <= set(trusted):
        yield Fault("what was signed is published", "policy.txt")
    yield from _tiles(folder, said.size)
    yield from withheld(folder, said.size)


def _tiles(folder: Folder, size: int) -> Iterator[Fault]:
    rows: dict[int, bytearray] = {}
    for tile in new_tiles(0, size):
        if tile.level == 0:
            leaves = _leaves(tile)
            hashes = b"".join(map(leaf_hash, leaves))
            if not _has_entries(folder, tile, leaves):
                yield Fault(_HOLDS, tile.entries_path)
        else:
            at = tile.first * HASH_BYTES
            hashes = bytes(rows[tile.level][at : at + tile.width * HASH_BYTES])
        if not _has_hashes(folder, tile, hashes):
            yield Fault(_HOLDS, tile.path)
        if len(hashes) == WIDTH * HASH_BYTES:
            rows.setdefault(tile.level + 1, bytearray()).extend(subtree_root(hashes))


def _has_hashes(folder: Folder, tile: Tile, hashes: bytes) -> bool:
    try:
        return hashes_of(folder, tile) == hashes
    except LogFileDiffers:
        return False


def _has_entries(folder: Folder, tile: Tile, leaves: list[bytes]) -> bool:
    try:
        shown = entries_of(folder, tile)
    except LogFileDiffers:
        return False
    return len(shown) == len(leaves) and all(
        one.hash == leaf_hash(leaf) and one.leaf in {None, leaf}
        for one, leaf in zip(shown, leaves, strict=True)
    )


def _leaves(tile: Tile) -> list[bytes]:
    upto = tile.first + tile.width
    rows = Entry.objects.filter(index__gte=tile.first, index__lt=upto).order_by("index")
    return [bytes(leaf) for leaf in rows.values_list("leaf", flat=True)]
