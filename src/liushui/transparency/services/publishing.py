"""The log becomes files: entries and tiles first, read back; then the head is signed and shown.

Safe to stop anywhere and to do again. What is signed was read from the disk and found to be what
the database says, and the head that was published before must be one of ours, at its size with its
root: a log that was restored from an old backup and grew on signs nothing.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils.timezone import now

from liushui.transparency.errors import LogFileDiffers, LogFolderLost, LogForks, LogShrank
from liushui.transparency.folder import CHECKPOINT, Folder
from liushui.transparency.format.canonical import BadBytes
from liushui.transparency.format.notes import Checkpoint, said_checkpoint, signed
from liushui.transparency.format.tiles import (
    WIDTH,
    Shown,
    Tile,
    new_tiles,
    reader,
    subtree_root,
    tile_at,
)
from liushui.transparency.format.tree import span_root
from liushui.transparency.keys import policy, signers
from liushui.transparency.models import Entry, Head, State
from liushui.transparency.queries.reading import newest_head, newest_signed, open_log
from liushui.transparency.tilesets import entries_of, entry_files, hashes_of, withheld_in

_AT_ONCE = 64  # tiles that are written, and kept, together


def publish(folder: Folder | None = None) -> int:
    """Publish the newest head; its size. Raises ``LogShrank``, ``LogForks``, ``LogFileDiffers``.

    One process at a time: the others wait at the log's state and then find it done.
    """
    folder = folder or Folder.of_home()
    _sign_newest(folder)
    return _show_newest(folder)


@transaction.atomic
def _sign_newest(folder: Folder) -> None:
    """Write the files of the newest head and sign it; committed before anybody can see it.

    A signature that was shown and then forgotten would be made anew, and differ.
    """
    pass_fence()
    head = newest_head()
    if head is None:
        return
    log = open_log()
    keys = signers(log.origin, log.keys)
    before = _published(folder, log.origin, head.size)
    if before == head.size:
        return
    _write_tiles(folder, before, head.size)
    _require_as_said(folder, before, head)
    if head.note is not None:  # signed before, and not shown, or lost since
        return
    checkpoint = Checkpoint(log.origin, head.size, bytes(head.root))
    note = signed(checkpoint, keys, at=int(now().timestamp()))
    Head.objects.filter(pk=head.pk, note=None).update(note=note)


@transaction.atomic
def _show_newest(folder: Folder) -> int:
    pass_fence()
    head = newest_signed()
    if head is None or head.note is None:
        return 0
    log = open_log()
    before = _published(folder, log.origin, head.size)
    if before < head.size:
        note = head.note.encode()
        folder.put(f"checkpoints/{head.size}", note)
        if folder.read("policy.txt") is None:  # it changes where witnesses are named
            folder.put("policy.txt", policy(log.keys).encode())
        folder.replace(CHECKPOINT, note)
        _drop_parts(folder, before, head.size)
    return head.size


def pass_fence() -> None:
    """Wait for whoever writes the log or its files, and let nobody else until the end."""
    list(State.objects.select_for_update().values_list("size"))


def _published(folder: Folder, origin: str, size: int) -> int:
    """How far the published head is; it must be one of ours.

    0 where it is lost: then what stands beside it must be ours, and something must stand there.
    """
    content = folder.read(CHECKPOINT)
    if content is not None:
        return _ours(CHECKPOINT, content, origin, size)
    beside = folder.newest_kept()
    if beside is not None:
        _ours(beside, folder.read(beside) or b"", origin, size)
    elif (head := newest_signed()) is not None:
        (tile,) = (one for one in new_tiles(head.size - 1, head.size) if one.level == 0)
        if folder.read(tile.path) is None:
            raise LogFolderLost
    return 0


def _ours(name: str, content: bytes, origin: str, size: int) -> int:
    try:
        said = said_checkpoint(content.decode())
    except (BadBytes, UnicodeDecodeError):
        raise LogFileDiffers(path=name) from None
    if said.size > size:
        raise LogShrank(published=said.size, kept=size)
    ours = Head.objects.filter(size=said.size).first()
    if said.origin != origin or ours is None or bytes(ours.root) != said.root:
        raise LogForks(size=said.size)
    return said.size


def _write_tiles(folder: Folder, before: int, size: int) -> None:
    """Leaves first; a level's hashes are taken of the files of the level below."""
    tiles = list(new_tiles(before, size))
    withheld = _withheld_so_far(folder, before)
    for level in sorted({tile.level for tile in tiles}):
        some = [tile for tile in tiles if tile.level == level]
        for at in range(0, len(some), _AT_ONCE):
            together = some[at : at + _AT_ONCE]
            files = _upper(folder, together, size) if level else _lowest(together, withheld)
            folder.put_all(files)


def _withheld_so_far(folder: Folder, before: int) -> frozenset[int]:
    """What the law withholds in the tiles that are written: it stays withheld in longer ones.

    Where the checkpoint was lost all are written anew, as far as they were signed.
    """
    signed = newest_signed()
    sizes = {before, signed.size if signed else 0}
    first = before - before % WIDTH
    return frozenset().union(*(withheld_in(folder, size, first, size) for size in sizes))


def _upper(folder: Folder, tiles: Sequence[Tile], size: int) -> dict[str, bytes]:
    return {
        tile.path: b"".join(
            _full_root(folder, tile.level - 1, number, size)
            for number in range(tile.first, tile.first + tile.width)
        )
        for tile in tiles
    }


def _lowest(tiles: Sequence[Tile], withheld: frozenset[int]) -> dict[str, bytes]:
    """Tiles that follow each other, with their entries: one query."""
    first, upto = tiles[0].first, tiles[-1].first + tiles[-1].width
    rows = Entry.objects.filter(index__gte=first, index__lt=upto).order_by("index")
    found = list(rows.values_list("hash", "leaf"))
    assert len(found) == upto - first, "the state counts entries that are not there"
    files: dict[str, bytes] = {}
    for tile in tiles:
        mine = found[tile.first - first : tile.first - first + tile.width]
        files |= entry_files(
            tile,
            [
                Shown(None if at in withheld else bytes(leaf), bytes(its_hash))
                for at, (its_hash, leaf) in enumerate(mine, tile.first)
            ],
        )
        files[tile.path] = b"".join(bytes(its_hash) for its_hash, _ in mine)
    return files


def _full_root(folder: Folder, level: int, number: int, size: int) -> bytes:
    return subtree_root(hashes_of(folder, tile_at(level, number, size)))


def _require_as_said(folder: Folder, before: int, head: Head) -> None:
    """Read what was written from the disk, and find the head in it."""
    for tile in new_tiles(before, head.size):
        content = hashes_of(folder, tile)
        if tile.level:
            below = range(tile.first, tile.first + tile.width)
            same = b"".join(_full_root(folder, tile.level - 1, n, head.size) for n in below)
        else:
            same = b"".join(one.hash for one in entries_of(folder, tile))
        if content != same:
            raise LogFileDiffers(path=tile.path)
    root = span_root((0, head.size), reader(head.size, lambda tile: hashes_of(folder, tile)))
    if root != bytes(head.root):
        raise LogFileDiffers(path="tile")


def _drop_parts(folder: Folder, before: int, size: int) -> None:
    """Parts of tiles that are full now serve nobody any more."""
    for tile in new_tiles(before, size):
        if tile.width == WIDTH:
            folder.drop(f"{tile.path}.p")
            if tile.level == 0:
                folder.drop(f"{tile.entries_path}.p")
                folder.drop(f"{tile.redacted_path}.p")
