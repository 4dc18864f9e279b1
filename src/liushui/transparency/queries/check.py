"""Every promise of the log, recomputed from its rows and its published files."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import connection

from liushui.transparency.folder import CHECKPOINT, Folder
from liushui.transparency.format.canonical import BadBytes
from liushui.transparency.format.leaves import parsed_leaf
from liushui.transparency.format.notes import said_checkpoint
from liushui.transparency.format.tiles import Tile, bundled, new_tiles, subtree_root
from liushui.transparency.format.tree import HASH_BYTES, Frontier, leaf_hash
from liushui.transparency.models import Entry, Head, Serial, State
from liushui.transparency.sources import sources

SHOWN = 20
_CHUNK = 4096


@dataclass(frozen=True, slots=True)
class Fault:
    """A promise that does not hold, and where."""

    promise: str
    where: str


def faults() -> list[Fault]:
    """What does not hold, the first of each promise; empty when the log is whole."""
    found: list[Fault] = []
    for look in (_entries, _owed, _not_owed, _files):
        found += islice(look(), SHOWN)
    return found


def _entries() -> Iterator[Fault]:
    """Leaves, hashes, numbers, roots and frontier: each worked out again from the leaves."""
    heads = dict(Head.objects.values_list("size", "root"))
    tree, numbers = Frontier(), dict[tuple[str, int], int]()
    rows = Entry.objects.order_by("index").values_list("index", "hash", "leaf")
    for index, its_hash, content in rows.iterator(_CHUNK):
        leaf = bytes(content)
        if index != tree.size or leaf_hash(leaf) != bytes(its_hash):
            yield Fault("each entry is the next and has its leaf's hash", f"entry {index}")
        yield from _number(index, leaf, numbers)
        tree = tree.grown([leaf_hash(leaf)])
        root = heads.pop(tree.size, None)
        if root is not None and bytes(root) != tree.root:
            yield Fault("each head is the root of its entries", f"head {tree.size}")
    state = State.objects.first()
    if state is not None and (state.size, bytes(state.frontier)) != (tree.size, bytes(tree)):
        yield Fault(
            "the frontier is that of the entries", f"state {state.size}, {tree.size} entries"
        )
    yield from (Fault("each head has its entries", f"head {size}") for size in heads if size)
    for one in Serial.objects.all():
        if numbers.get((one.organisation_code, one.year)) != one.last:
            yield Fault("the last number is the last leaf's", f"{one.organisation_code} {one.year}")


def _number(index: int, content: bytes, last: dict[tuple[str, int], int]) -> Iterator[Fault]:
    try:
        leaf = parsed_leaf(content)
    except BadBytes as error:
        yield Fault("each leaf is of its kind", f"entry {index}: {error}")
        return
    of_year = (leaf["org"], int(leaf["d"][:4]))
    last[of_year] = last.get(of_year, 0) + 1
    if leaf["no"] != last[of_year]:
        yield Fault("numbers have no gap", f"entry {index}")


def _owed() -> Iterator[Fault]:
    with connection.cursor() as cursor:
        cursor.execute(
            """select o.kind, o.subject from transparency_owed o
               left join transparency_position p using (kind, subject)
               left join transparency_unfit u using (kind, subject)
               left join (select kind, unnest(subjects) as subject
                 from transparency_waiting) w using (kind, subject)
               where p.kind is null and u.kind is null and w.kind is null
               limit %s""",
            [SHOWN],
        )
        for kind, subject in cursor.fetchall():
            yield Fault(
                "what is owed has a place, waits, or is before a person", f"{kind} {subject}"
            )
        cursor.execute("select kind, subject, why from transparency_unfit limit %s", [SHOWN])
        for kind, subject, why in cursor.fetchall():
            yield Fault("every record fits into a leaf", f"{kind} {subject}: {why}")


def _not_owed() -> Iterator[Fault]:
    for source in sources():
        for subject in source.not_owed(SHOWN):
            yield Fault("every record is owed to the log", f"{source.kind} {subject}")


def _files() -> Iterator[Fault]:
    """The published head is ours, and every file holds what the entries say."""
    folder = Folder.of_home()
    note = folder.read(CHECKPOINT)
    if note is None:
        return
    said = said_checkpoint(note.decode())
    ours = Head.objects.filter(size=said.size).first()
    if ours is None or bytes(ours.root) != said.root:
        yield Fault("the published head is one of ours", f"size {said.size}")
        return
    rows: dict[int, bytearray] = {}
    for tile in new_tiles(0, said.size):
        if tile.level == 0:
            leaves = _leaves(tile)
            hashes = b"".join(map(leaf_hash, leaves))
            if folder.read(tile.entries_path) != bundled(leaves):
                yield Fault("each published file holds its entries", tile.entries_path)
        else:
            at = tile.first * HASH_BYTES
            hashes = bytes(rows[tile.level][at : at + tile.width * HASH_BYTES])
        if folder.read(tile.path) != hashes:
            yield Fault("each published file holds its entries", tile.path)
        if len(hashes) == 256 * HASH_BYTES:
            rows.setdefault(tile.level + 1, bytearray()).extend(subtree_root(hashes))


def _leaves(tile: Tile) -> list[bytes]:
    upto = tile.first + tile.width
    rows = Entry.objects.filter(index__gte=tile.first, index__lt=upto).order_by("index")
    return [bytes(leaf) for leaf in rows.values_list("leaf", flat=True)]
