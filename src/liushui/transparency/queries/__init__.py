"""What may be asked of the log."""

from liushui.transparency.queries.check import faults, one_moment
from liushui.transparency.queries.entries import entry_about
from liushui.transparency.queries.faults import Fault
from liushui.transparency.queries.reading import (
    index_of,
    is_open,
    newest_head,
    newest_signed,
    open_log,
    roots_at,
    waiting_count,
)
from liushui.transparency.queries.standing import log_figures
from liushui.transparency.witnessing.trust import TrustWrong

__all__ = [
    "Fault",
    "TrustWrong",
    "entry_about",
    "faults",
    "index_of",
    "is_open",
    "log_figures",
    "newest_head",
    "newest_signed",
    "one_moment",
    "open_log",
    "roots_at",
    "waiting_count",
]
