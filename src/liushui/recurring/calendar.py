"""On which day a regular gift is due: pure. Months end early, and years leap.

A *period* is a month (``2026-07``) or a year (``2026``), and holds one due day. A day that a month
does not have is its last one: the 31st is 30 April, 29 February is the 28th three years in four.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Rhythm:
    """On the ``day`` of every month, or with ``month`` (1 to 12) of that month in every year."""

    day: int
    month: int | None = None

    def period_of(self, on: date) -> str:
        """The period in which this day lies."""
        return f"{on:%Y}" if self.month else f"{on:%Y-%m}"

    def due_in(self, period: str) -> date:
        """The due day of a period."""
        year, month = int(period[:4]), self.month or int(period[5:7])
        return date(year, month, min(self.day, monthrange(year, month)[1]))

    def due_from(self, first: date) -> Iterator[tuple[str, date]]:
        """Periods with their due days, endlessly, none before ``first``."""
        year, month = first.year, first.month
        while True:
            period = f"{year:04}" if self.month else f"{year:04}-{month:02}"
            due = self.due_in(period)
            if due >= first:
                yield period, due
            if self.month or month == len(_MONTHS):
                year, month = year + 1, 1
            else:
                month += 1


_MONTHS = range(12)
