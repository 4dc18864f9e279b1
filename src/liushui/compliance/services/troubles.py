"""What the clock could not do: it goes on with the rest, and those who run the site hear of it."""

from datetime import datetime

import structlog
from django.db import DatabaseError

from liushui.compliance.clocks.reading import UNREADABLE
from liushui.compliance.models import ClockTrouble
from liushui.kernel.errors import DomainError

# What one duty or one project may raise without stopping the clock for all others.
FAULTS = (DomainError, DatabaseError, *UNREADABLE)
log = structlog.get_logger(__name__)


def keep_trouble(what: str, error: Exception, *, at: datetime) -> None:
    """Log it, and keep what failed and since when until a run does it."""
    kind = type(error).__name__
    log.error("compliance.clock_trouble", what=what, error=kind, exc_info=error)
    ClockTrouble.objects.update_or_create(
        what=what[:80],
        defaults={"error": kind[:80], "at": at},
        create_defaults={"error": kind[:80], "at": at, "since": at},
    )


def forget_troubles(*, at: datetime) -> None:
    """What this run had no trouble with is well again."""
    ClockTrouble.objects.filter(at__lt=at).delete()
