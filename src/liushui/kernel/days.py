"""How the law counts days, months and working days. Pure; decision 0073 says why.

Sources: 民法典 art 200 to 204 and 1259. Day 0 is not counted; a month's corresponding day, or the
month's last; a day ends at 24:00 in China; 以上 and 以内 include the number, 超过 does not. That
the Civil Code governs clocks of public law is a reading by analogy, and unconfirmed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from liushui.kernel.clock import CHINA

_MONTHS_IN_A_YEAR = 12
_SATURDAY = 5
_DAY = timedelta(days=1)
# The longest run of days off in any list since 2000 is ten; beyond this a calendar is wrong.
_MOST_DAYS_OFF = 60


@dataclass(frozen=True, slots=True)
class Counted:
    """A day, and the years that it was counted through without a State Council list."""

    day: date
    missing_years: frozenset[int] = frozenset()

    @property
    def is_certain(self) -> bool:
        """Whether every year that was counted through had its list."""
        return not self.missing_years


@dataclass(frozen=True, slots=True)
class Calendar:
    """The State Council's yearly lists: working days that are off, days off that are worked.

    A year without a list counts Monday to Friday, and whoever asks is told (``Counted``).
    """

    years: frozenset[int] = frozenset()
    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    @classmethod
    def of(
        cls, years: Iterable[int], *, off: Iterable[date] = (), worked: Iterable[date] = ()
    ) -> "Calendar":
        return cls(frozenset(years), frozenset(off), frozenset(worked))

    def is_working(self, day: date) -> bool:
        """Whether people work on this day: a make-up Saturday counts, a holiday Monday does not."""
        if day in self.worked:
            return True
        return day.weekday() < _SATURDAY and day not in self.off

    def missing(self, first: date, last: date) -> frozenset[int]:
        """The years between two days that have no list."""
        return frozenset(range(first.year, last.year + 1)) - self.years


def add_days(anchor: date, days: int) -> date:
    """N days: day 0 is not counted (art 201), so the last day is the anchor plus N."""
    return anchor + timedelta(days=days)


def add_months(anchor: date, months: int) -> date:
    """The corresponding day, else the month's last (art 202).

    No month end sticks: 28 February and three months is 28 May.
    """
    total = anchor.year * _MONTHS_IN_A_YEAR + anchor.month - 1 + months
    year, month = divmod(total, _MONTHS_IN_A_YEAR)
    return date(year, month + 1, min(anchor.day, last_of_month(year, month + 1).day))


def add_years(anchor: date, years: int) -> date:
    """Twelve months to the year: 29 February and a year is 28 February."""
    return add_months(anchor, years * _MONTHS_IN_A_YEAR)


def last_of_month(year: int, month: int) -> date:
    """The last day of a month."""
    first_of_next = date(year + month // _MONTHS_IN_A_YEAR, month % _MONTHS_IN_A_YEAR + 1, 1)
    return first_of_next - _DAY


def end_of(day: date) -> datetime:
    """The first moment that is no longer this day, in China (art 203): 16:00Z is the next day."""
    return datetime.combine(day + _DAY, time(), tzinfo=CHINA)


def is_over(day: date, at: datetime) -> bool:
    """Whether the day has ended by then."""
    return at >= end_of(day)


def latest_for(due: date, calendar: Calendar) -> Counted:
    """The day to which a last day that nobody works moves: the first working day (art 203).

    ``due`` itself stays the day that people are reminded of. Never asked for clocks that count
    backward, for the five days of an emergency, for bars, for what is kept, for hours.
    """
    day = due
    for _ in range(_MOST_DAYS_OFF):
        if calendar.is_working(day):
            return Counted(day, calendar.missing(due, day))
        day += _DAY
    raise ValueError(f"no working day within {_MOST_DAYS_OFF} days of {due}")


def add_working_days(anchor: date, days: int, calendar: Calendar) -> Counted:
    """The N-th working day after the anchor; the anchor itself is not counted."""
    assert days > 0, "working days count forward"
    day, left = anchor, days
    while left:
        day += _DAY
        left -= calendar.is_working(day)
    return Counted(day, calendar.missing(anchor + _DAY, day))


def is_longer_than_months(first: date, last: date, months: int) -> bool:
    """超过 N 个月: exactly N months is not longer (art 1259)."""
    return last > add_months(first, months)


def free_from(anchor: date, *, years: int) -> date:
    """The first day after a bar, or after 满 N 年: the corresponding day still lies inside."""
    return add_years(anchor, years) + _DAY


def delete_from(anchor: date, *, months: int) -> date:
    """What is kept is kept through the corresponding day, and deleted the day after."""
    return add_months(anchor, months) + _DAY


def age_reached_on(born: date, age: int) -> date:
    """The day on which somebody reaches an age; who was born on 29 February, on 1 March."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)
