"""What may be asked of the log."""

from liushui.transparency.queries.check import Fault, faults
from liushui.transparency.queries.reading import (
    index_of,
    is_open,
    newest_head,
    newest_signed,
    open_log,
    waiting_count,
)

__all__ = [
    "Fault",
    "faults",
    "index_of",
    "is_open",
    "newest_head",
    "newest_signed",
    "open_log",
    "waiting_count",
]
