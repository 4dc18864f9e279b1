"""Which day is due: months end early, and years leap."""

from datetime import date
from itertools import islice

import pytest

from liushui.recurring.calendar import Rhythm


@pytest.mark.parametrize(
    ("day", "period", "due"),
    [
        (5, "2026-07", date(2026, 7, 5)),
        (31, "2026-04", date(2026, 4, 30)),
        (31, "2026-02", date(2026, 2, 28)),
        (30, "2028-02", date(2028, 2, 29)),
        (29, "2100-02", date(2100, 2, 28)),
        (31, "2026-12", date(2026, 12, 31)),
    ],
)
def test_a_day_that_a_month_lacks_is_its_last_one(day: int, period: str, due: date) -> None:
    assert Rhythm(day).due_in(period) == due
    assert Rhythm(day).period_of(due) == period


@pytest.mark.parametrize(("year", "last"), [("2027", 28), ("2028", 29), ("2100", 28)])
def test_a_leap_day_is_kept_on_the_28th_in_other_years(year: str, last: int) -> None:
    assert Rhythm(29, 2).due_in(year) == date(int(year), 2, last)


def test_due_days_begin_with_the_first_and_leave_out_no_period() -> None:
    found = list(islice(Rhythm(31).due_from(date(2027, 12, 31)), 4))
    assert found == [
        ("2027-12", date(2027, 12, 31)),
        ("2028-01", date(2028, 1, 31)),
        ("2028-02", date(2028, 2, 29)),
        ("2028-03", date(2028, 3, 31)),
    ]
    assert next(Rhythm(5).due_from(date(2026, 7, 6))) == ("2026-08", date(2026, 8, 5))
    yearly = list(islice(Rhythm(10, 3).due_from(date(2026, 3, 11)), 2))
    assert yearly == [("2027", date(2027, 3, 10)), ("2028", date(2028, 3, 10))]
