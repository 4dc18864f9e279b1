"""What the law withholds: that its basis is named, and that it is shown nowhere else."""

from collections.abc import Iterator

from liushui.transparency.errors import LogFileDiffers
from liushui.transparency.folder import Folder
from liushui.transparency.format.canonical import BadBytes
from liushui.transparency.format.leaves import parsed_leaf
from liushui.transparency.models import Entry
from liushui.transparency.queries.faults import Fault
from liushui.transparency.tilesets import shown_in_clear, withheld_in

_CHUNK = 4096
_NAMED = "what is withheld is named by a correction with its basis"


def withheld(folder: Folder, size: int) -> Iterator[Fault]:
    """Each withheld entry of a log of this size; nothing is read where none is."""
    try:
        places = withheld_in(folder, size, 0, size)
    except LogFileDiffers as error:
        yield Fault("each published file holds its entries", str(error.facts["path"]))
        return
    if not places:
        return
    for place in sorted(places - _licensed(min(places), size)):
        yield Fault(_NAMED, f"entry {place}")
    for path in shown_in_clear(folder, places):
        yield Fault("what is withheld is shown nowhere else", path)


def _licensed(first: int, size: int) -> set[int]:
    rows = Entry.objects.filter(index__gt=first, index__lt=size).order_by("index")
    found: set[int] = set()
    for content in rows.values_list("leaf", flat=True).iterator(_CHUNK):
        leaf = bytes(content)
        if b'"basis"' in leaf:
            found |= _refers(leaf)
    return found


def _refers(content: bytes) -> set[int]:
    try:
        leaf = parsed_leaf(content)
    except BadBytes:
        return set()
    is_licence = leaf["k"] == "correction" and "roles" in leaf and "basis" in leaf
    return {leaf["ref"]} if is_licence else set()
