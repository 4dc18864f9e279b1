"""How the law counts: each line names the rule that it reads (民法典 art 200 to 204, 1259)."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liushui.kernel.days import (
    Calendar,
    Counted,
    add_days,
    add_months,
    add_working_days,
    add_years,
    age_reached_on,
    delete_from,
    end_of,
    free_from,
    is_longer_than_months,
    is_over,
    last_of_month,
    latest_for,
)
from liushui.kernel.ratios import is_at_least, is_at_most, percent_down

# The State Council's list for the National Day of 2026: seven days off, two days made up.
OCTOBER = Calendar.of(
    [2026],
    off=[date(2026, 10, day) for day in (1, 2, 5, 6, 7)],
    worked=[date(2026, 9, 20), date(2026, 10, 10)],
)
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("anchor", "months", "due"),
    [
        (date(2026, 1, 15), 3, date(2026, 4, 15)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 2, 28), 3, date(2026, 5, 28)),  # no month end sticks
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_months_last(anchor, months, due):
    assert add_months(anchor, months) == due


def test_days_and_years_do_not_count_day_nought():
    assert add_days(date(2026, 7, 1), 10) == date(2026, 7, 11)
    assert add_years(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert last_of_month(2026, 12) == date(2026, 12, 31)
    assert last_of_month(2028, 2) == date(2028, 2, 29)


def test_a_day_ends_at_midnight_in_china():
    assert end_of(date(2026, 7, 1)) == datetime(2026, 7, 1, 16, tzinfo=UTC)
    assert not is_over(date(2026, 7, 1), datetime(2026, 7, 1, 15, 59, 59, tzinfo=UTC))
    assert is_over(date(2026, 7, 1), datetime(2026, 7, 1, 16, tzinfo=UTC))


@pytest.mark.parametrize(
    ("due", "latest"),
    [
        (date(2026, 9, 30), date(2026, 9, 30)),
        (date(2026, 10, 1), date(2026, 10, 8)),  # a holiday moves the last day
        (date(2026, 10, 4), date(2026, 10, 8)),
        (date(2026, 10, 10), date(2026, 10, 10)),  # a made-up Saturday is worked: nothing moves
        (date(2026, 9, 19), date(2026, 9, 20)),  # and a Saturday moves to a made-up Sunday
        (date(2026, 7, 4), date(2026, 7, 6)),
    ],
)
def test_a_last_day_that_nobody_works_moves_to_the_next_that_people_do(due, latest):
    assert latest_for(due, OCTOBER) == Counted(latest)


def test_a_year_without_a_list_counts_weekdays_and_says_so():
    assert latest_for(date(2027, 10, 2), OCTOBER) == Counted(date(2027, 10, 4), frozenset({2027}))
    over_new_year = add_working_days(date(2026, 12, 30), 3, OCTOBER)
    assert over_new_year == Counted(date(2027, 1, 4), frozenset({2027}))
    assert not over_new_year.is_certain
    assert add_working_days(date(2026, 9, 30), 5, OCTOBER) == Counted(date(2026, 10, 13))


def test_a_calendar_without_any_working_day_is_refused():
    off = [date(2026, 1, 1).replace(month=m, day=d) for m in (1, 2, 3) for d in range(1, 29)]
    off += [date(2026, 1, 29), date(2026, 1, 30)]
    with pytest.raises(ValueError, match="no working day"):
        latest_for(date(2026, 1, 1), Calendar.of([2026], off=off))


def test_longer_than_does_not_include_the_number():
    assert not is_longer_than_months(date(2026, 1, 1), date(2026, 7, 1), 6)
    assert is_longer_than_months(date(2026, 1, 1), date(2026, 7, 2), 6)


def test_a_bar_and_a_full_year_are_over_the_day_after_the_corresponding_one():
    assert free_from(date(2025, 3, 1), years=1) == date(2026, 3, 2)
    assert delete_from(date(2026, 3, 31), months=24) == date(2028, 4, 1)


def test_an_age_is_reached_on_the_birthday():
    assert age_reached_on(date(2012, 2, 29), 14) == date(2026, 3, 1)
    assert age_reached_on(date(2012, 2, 29), 16) == date(2028, 2, 29)
    assert age_reached_on(date(2012, 5, 7), 14) == date(2026, 5, 7)


@given(DAYS, st.integers(0, 60))
def test_months_forward_never_skip_a_month_nor_fall_short(anchor, months):
    due = add_months(anchor, months)
    assert (due.year - anchor.year) * 12 + due.month - anchor.month == months
    assert due.day == anchor.day or due == last_of_month(due.year, due.month)


@given(DAYS, st.integers(1, 40))
def test_working_days_count_themselves(anchor, days):
    day = add_working_days(anchor, days, OCTOBER).day
    between = (date.fromordinal(n) for n in range(anchor.toordinal() + 1, day.toordinal() + 1))
    assert sum(map(OCTOBER.is_working, between)) == days
    assert OCTOBER.is_working(day)


def test_ratios_are_compared_whole_and_shown_rounded_down():
    assert is_at_least(70, 100, percent=70)
    assert not is_at_least(69_999_999, 100_000_000, percent=70)
    assert percent_down(69_999_999, 100_000_000) == "69.99"
    assert is_at_most(10, 100, percent=10)
    assert not is_at_most(10_000_001, 100_000_000, percent=10)
    assert percent_down(1, 0) == ""
    assert percent_down(-1, 200) == "-0.50"
