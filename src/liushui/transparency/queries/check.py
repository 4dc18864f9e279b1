"""Every promise of the log, recomputed from its rows and its published files."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from django.db import connection, transaction

from liushui.transparency.folder import CHECKPOINT, Folder
from liushui.transparency.format.canonical import BadBytes
from liushui.transparency.format.leaves import parsed_leaf
from liushui.transparency.format.tree import Frontier, leaf_hash
from liushui.transparency.models import Entry, Head, Serial, State
from liushui.transparency.queries.check_published import fields_held_back, heads, published
from liushui.transparency.queries.check_sums import Sums
from liushui.transparency.queries.faults import Fault
from liushui.transparency.sources import sources

SHOWN = 20
_CHUNK = 4096


def faults(folder: Folder | None = None) -> list[Fault]:
    """What does not hold, the first of each promise; empty when the log is whole.

    Of a log that grows it must be asked in a transaction that sees one moment (``one_moment``): the
    published head is read first, so that whatever it covers is in what is seen.
    """
    folder = folder or Folder.of_home()
    note = folder.read(CHECKPOINT)
    found: list[Fault] = []
    for look in (_entries, fields_held_back, heads, _owed, _not_owed):
        found += islice(look(), SHOWN)
    return found + list(islice(published(folder, note), SHOWN))


@contextmanager
def one_moment() -> Iterator[None]:
    """Whatever is asked within is of one moment, however fast the log grows.

    Within a transaction it is that one's: what it has read it has read.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")
        yield


def _entries() -> Iterator[Fault]:
    """Leaves, hashes, numbers, roots and frontier: each worked out again from the leaves."""
    heads = dict(Head.objects.values_list("size", "root"))
    tree, numbers, sums = Frontier(), dict[tuple[str, int], int](), Sums()
    rows = Entry.objects.order_by("index").values_list("index", "hash", "leaf")
    for index, its_hash, content in rows.iterator(_CHUNK):
        leaf = bytes(content)
        if index != tree.size or leaf_hash(leaf) != bytes(its_hash):
            yield Fault("each entry is the next and has its leaf's hash", f"entry {index}")
        yield from _said(index, leaf, numbers, sums)
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
    yield from (Fault("what is summed up next is what came since", one) for one in sums.differing())


def _said(
    index: int, content: bytes, last: dict[tuple[str, int], int], sums: Sums
) -> Iterator[Fault]:
    try:
        leaf = parsed_leaf(content)
    except BadBytes as error:
        yield Fault("each leaf is of its kind", f"entry {index}: {error}")
        return
    of_year = (leaf["org"], int(leaf["d"][:4]))
    last[of_year] = last.get(of_year, 0) + 1
    if leaf["no"] != last[of_year]:
        yield Fault("numbers have no gap", f"entry {index}")
    if not sums.take(index, leaf):
        yield Fault("a summary is what came since the one before it", f"entry {index}")


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
        for subject in source.not_owed(-1, SHOWN):
            yield Fault("every record is owed to the log", f"{source.kind} {subject}")
