"""How the log stands, for its first page, for doctor and for metrics."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from liushui.transparency.models import Head, Log
from liushui.transparency.queries.entries import Written, entries_below, kinds_counted
from liushui.transparency.queries.quorum import QuorumStanding, quorum_standing
from liushui.transparency.queries.reading import newest_signed, waiting_count

NEWEST = 8
_NEW_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Standing:
    """``log`` is None while nobody opened one, ``head`` until something was published."""

    log: Log | None
    head: Head | None = None
    kinds: Sequence[tuple[str, int]] = ()
    counted: int = 0
    newest: Sequence[Written] = ()
    quorum: QuorumStanding = field(default_factory=lambda: QuorumStanding(is_asked=False))
    is_new: bool = False

    @property
    def size(self) -> int:
        return self.head.size if self.head else 0


def log_standing(at: datetime) -> Standing:
    """What the log's first page tells."""
    log = Log.objects.first()
    if log is None:
        return Standing(None)
    head, tally = newest_signed(), kinds_counted()
    kinds = sorted(tally.counts.items(), key=lambda item: (-item[1], item[0]))
    return Standing(
        log=log,
        head=head,
        kinds=kinds,
        counted=tally.upto,
        newest=entries_below(head.size, NEWEST) if head else (),
        quorum=quorum_standing(at),
        is_new=at - log.opened_at < _NEW_FOR,
    )


@dataclass(frozen=True, slots=True)
class LogFigures:
    """What whoever watches the site reads."""

    size: int
    waiting: int
    head_at: datetime | None
    quorum: QuorumStanding


def log_figures(at: datetime) -> LogFigures | None:
    """Nothing where no log is open."""
    if not Log.objects.exists():
        return None
    head = newest_signed()
    return LogFigures(
        size=head.size if head else 0,
        waiting=waiting_count(),
        head_at=head.at if head else None,
        quorum=quorum_standing(at),
    )
