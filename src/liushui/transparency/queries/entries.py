"""Published entries: one, the newest, and the one that a hash or a record leads to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Subquery

from liushui.transparency.errors_public import LogEntryUnknown
from liushui.transparency.folder import Folder
from liushui.transparency.format.canonical import BadBytes
from liushui.transparency.format.leaves import parsed_leaf
from liushui.transparency.models import Entry, Head, Position
from liushui.transparency.models_beside import KindCount
from liushui.transparency.queries.heads import published_size
from liushui.transparency.tilesets import withheld_in

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Written:
    """An entry as it is published: its place, its bytes, and what they say.

    Where the law withholds it, nothing of it but its place and its hash.
    """

    index: int
    hash: bytes
    content: bytes
    leaf: Mapping[str, Any]
    is_withheld: bool = False

    @property
    def text(self) -> str:
        return self.content.decode()


def entry_at(index: int) -> Written:
    """The published entry at this place. Raises ``LogEntryUnknown``."""
    size = published_size()
    entry = Entry.objects.filter(pk=index).first() if 0 <= index < size else None
    if entry is None:
        raise LogEntryUnknown(size=size)
    return _written(entry, is_withheld=is_withheld(index))


def entries_below(before: int, many: int = PAGE_SIZE) -> Sequence[Written]:
    """So many entries below this place, newest first."""
    first = max(0, before - many)
    rows = Entry.objects.filter(index__gte=first, index__lt=before).order_by("-index")
    size = published_size()
    hidden = withheld_in(Folder.of_home(), size, first, min(before, size))
    return [_written(entry, is_withheld=entry.pk in hidden) for entry in rows]


def is_withheld(index: int, *, folder: Folder | None = None) -> bool:
    """Whether the law withholds what this entry says."""
    size = published_size()
    return 0 <= index < size and bool(
        withheld_in(folder or Folder.of_home(), size, index, index + 1)
    )


def index_of_hash(hash_of_leaf: bytes) -> int:
    """Where a leaf with this hash stands. Raises ``LogEntryUnknown``."""
    size = published_size()
    found = Entry.objects.filter(hash=hash_of_leaf, index__lt=size).values_list("index", flat=True)
    first = min(found[:8], default=None)
    if first is None:
        raise LogEntryUnknown(size=size)
    return first


def entry_about(kind: str, subject: int) -> int | None:
    """Where the leaf about this record stands, once it is published: one query."""
    signed = Head.objects.filter(note__isnull=False).order_by("-size").values("size")[:1]
    found = Position.objects.filter(kind=kind, subject=subject, entry_id__lt=Subquery(signed))
    return found.values_list("entry_id", flat=True).first()


def kinds_counted() -> KindCount:
    """How many leaves of each kind there are, and as far as which entry they were counted."""
    return KindCount.objects.first() or KindCount()


def _written(entry: Entry, *, is_withheld: bool) -> Written:
    if is_withheld:
        return Written(entry.pk, bytes(entry.hash), b"", {}, is_withheld=True)
    content = bytes(entry.leaf)
    try:
        leaf = parsed_leaf(content)
    except BadBytes:  # of a kind that a later version wrote: shown as it is, in its bytes
        leaf = {}
    return Written(entry.pk, bytes(entry.hash), content, leaf)
