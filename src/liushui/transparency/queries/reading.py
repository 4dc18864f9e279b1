"""How the log stands."""

from collections.abc import Iterable, Mapping

from django.db import connection

from liushui.transparency.errors import LogNotOpen, RecordNotInLog
from liushui.transparency.models import Head, Log, Position
from liushui.transparency.sources import sources


def is_open() -> bool:
    return Log.objects.exists()


def open_log() -> Log:
    """The log. Raises ``LogNotOpen``."""
    log = Log.objects.first()
    if log is None:
        raise LogNotOpen
    return log


def newest_head() -> Head | None:
    """The newest size and root, signed or not."""
    return Head.objects.order_by("-size").first()


def newest_signed() -> Head | None:
    """The newest head that was published."""
    return Head.objects.filter(note__isnull=False).order_by("-size").first()


def roots_at(sizes: Iterable[int]) -> Mapping[int, bytes]:
    """The roots of the log at these sizes, where it had a head."""
    rows = Head.objects.filter(size__in=set(sizes)).values_list("size", "root")
    return {size: bytes(root) for size, root in rows}


def waiting_count() -> int:
    """How many records are owed and have no place yet."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(sum(many), 0) from transparency_waiting")
        return int(cursor.fetchone()[0])


def index_of(reference: str) -> int:
    """Where the record that people know by this reference stands. Raises ``RecordNotInLog``."""
    for source in sources():
        subject = source.find(reference)
        if subject is not None:
            found = Position.objects.filter(kind=source.kind, subject=subject).first()
            if found is not None:
                return int(found.entry_id)
    raise RecordNotInLog


def held_field(index: int) -> str:
    """Under which field the disclosures of a leaf are sealed."""
    return f"log:{index}"
