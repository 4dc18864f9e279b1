"""The message that a month's statement is there: to who chose it, once for each month."""

from datetime import date, datetime

import structlog
from django.urls import reverse

from liushui.donors.notices import STATEMENT
from liushui.donors.queries.statement import NotTied, followed, last_month, statement
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotFound
from liushui.messaging.queries import was_told, who_wants
from liushui.messaging.services import tell
from liushui.parties.queries import actor_for

PAGE = 500
log = structlog.get_logger(__name__)


def tell_statements(*, at: datetime) -> int:
    """Tell of the month before, page by page; how many. Run again it tells nobody twice.

    Who did not choose the message, or whose gifts did nothing in the month, is not told; nor is
    whose gifts do not add up, which stops nobody else.
    """
    month = last_month(day_of(at))
    key, told, after = f"{month:%Y-%m}", 0, 0
    while people := who_wants(STATEMENT.name, after=after, limit=PAGE):
        after = people[-1]
        for person_id in people:
            if was_told(person_id, STATEMENT.name, key):
                continue
            if not _has_one(person_id, month, at=at):
                continue
            path = reverse("donors:statement", args=[key])
            tell(person_id, STATEMENT.name, key=key, path=path, at=at, month=key)
            told += 1
    return told


def _has_one(person_id: int, month: date, *, at: datetime) -> bool:
    """Whether anything happened to the person's gifts in the month."""
    today = day_of(at)
    try:
        return not statement(followed(actor_for(person_id, today)), month, today=today).is_empty
    except NotFound:
        return False
    except NotTied as error:
        log.warning("statement_not_tied", month=f"{month:%Y-%m}", gap=error.facts["gap"])
        return False
