"""Tiles out of the published folder, also where a full one has replaced the part that is meant."""

from liushui.transparency.errors import LogFileDiffers
from liushui.transparency.folder import Folder
from liushui.transparency.format.canonical import BadBytes
from liushui.transparency.format.tiles import WIDTH, Tile, unbundled
from liushui.transparency.format.tree import HASH_BYTES


def hashes_of(folder: Folder, tile: Tile) -> bytes:
    """The hashes of the tile. Raises ``LogFileDiffers`` where they are not there."""
    content = folder.read(tile.path)
    if content is None:
        content = (folder.read(tile._replace(width=WIDTH).path) or b"")[: tile.width * HASH_BYTES]
    if len(content) != tile.width * HASH_BYTES:
        raise LogFileDiffers(path=tile.path)
    return content


def entries_of(folder: Folder, tile: Tile) -> list[bytes]:
    """The entries of a tile of level 0. Raises ``LogFileDiffers``."""
    content, wanted = folder.read(tile.entries_path), tile.width
    if content is None:
        content, wanted = folder.read(tile._replace(width=WIDTH).entries_path), WIDTH
    try:
        entries = unbundled(content or b"")
    except BadBytes:
        raise LogFileDiffers(path=tile.entries_path) from None
    if len(entries) != wanted:
        raise LogFileDiffers(path=tile.entries_path)
    return entries[: tile.width]
