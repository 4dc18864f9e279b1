"""Tiles out of the published folder, also where a full one has replaced the part that is meant."""

from collections.abc import Iterable, Iterator, Sequence

from liushui.transparency.errors import LogFileDiffers
from liushui.transparency.folder import REDACTED, Folder
from liushui.transparency.format.canonical import BadBytes
from liushui.transparency.format.tiles import (
    WIDTH,
    Shown,
    Tile,
    bundled,
    bundled_redacted,
    tile_at,
    unbundled,
)
from liushui.transparency.format.tree import HASH_BYTES


def hashes_of(folder: Folder, tile: Tile) -> bytes:
    """The hashes of the tile. Raises ``LogFileDiffers`` where they are not there."""
    content = folder.read(tile.path)
    if content is None:
        content = (folder.read(tile._replace(width=WIDTH).path) or b"")[: tile.width * HASH_BYTES]
    if len(content) != tile.width * HASH_BYTES:
        raise LogFileDiffers(path=tile.path)
    return content


def entries_of(folder: Folder, tile: Tile) -> list[Shown]:
    """The entries of a tile of level 0, as anybody sees them. Raises ``LogFileDiffers``."""
    redacted = _redacted(folder, tile)
    if redacted is not None:
        return redacted
    content, wanted = folder.read(tile.entries_path), tile.width
    if content is None:
        content, wanted = folder.read(tile._replace(width=WIDTH).entries_path), WIDTH
    return _entries(content or b"", tile.entries_path, wanted)[: tile.width]


def withheld_in(folder: Folder, size: int, first: int, upto: int) -> frozenset[int]:
    """Which of these places of a log of this size the law withholds: by the files, nothing else."""
    found: set[int] = set()
    if folder.has(REDACTED) and first < upto:
        for number in range(first // WIDTH, (upto - 1) // WIDTH + 1):
            tile = tile_at(0, number, size)
            shown = _redacted(folder, tile) or ()
            found |= {tile.first + at for at, one in enumerate(shown) if one.leaf is None}
    return frozenset(place for place in found if first <= place < upto)


def shown_in_clear(folder: Folder, places: Iterable[int]) -> Iterator[str]:
    """The files of entries that still hold what is withheld, or could: whole tiles and parts."""
    for number in sorted({place // WIDTH for place in places}):
        path = Tile(0, number, WIDTH).entries_path
        yield from (one for one in (path, f"{path}.p") if folder.has(one))


def entry_files(tile: Tile, leaves: Sequence[Shown]) -> dict[str, bytes]:
    """Under which name the entries of a tile lie, and what lies there."""
    if any(one.leaf is None for one in leaves):
        return {tile.redacted_path: bundled_redacted(leaves)}
    return {tile.entries_path: bundled([one.leaf or b"" for one in leaves])}


def _redacted(folder: Folder, tile: Tile) -> list[Shown] | None:
    for width in (tile.width, WIDTH):
        path = tile._replace(width=width).redacted_path
        content = folder.read(path)
        if content is not None:
            return _entries(content, path, width, is_redacted=True)[: tile.width]
    return None


def _entries(content: bytes, path: str, wanted: int, *, is_redacted: bool = False) -> list[Shown]:
    try:
        entries = unbundled(content, is_redacted=is_redacted)
    except BadBytes:
        raise LogFileDiffers(path=path) from None
    if len(entries) != wanted:
        raise LogFileDiffers(path=path)
    return entries
