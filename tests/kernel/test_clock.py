from datetime import UTC, date, datetime

import pytest

from liushui.kernel.clock import CHINA, day_of, month_after, month_named, month_of


def test_the_day_turns_in_china() -> None:
    assert day_of(datetime(2026, 7, 18, 15, 59, 59, tzinfo=UTC)) == date(2026, 7, 18)
    assert day_of(datetime(2026, 7, 18, 16, 0, tzinfo=UTC)) == date(2026, 7, 19)
    assert day_of(datetime(2026, 7, 19, 0, 0, tzinfo=CHINA)) == date(2026, 7, 19)


def test_the_booked_month_is_that_of_china() -> None:
    assert month_of(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)) == date(2027, 1, 1)


def test_an_instant_without_zone_is_no_instant() -> None:
    with pytest.raises(ValueError, match="time zone"):
        day_of(datetime(2026, 7, 18))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("month", "after"),
    [
        (date(2026, 1, 1), date(2026, 2, 1)),
        (date(2026, 2, 1), date(2026, 3, 1)),
        (date(2028, 2, 1), date(2028, 3, 1)),
        (date(2026, 12, 1), date(2027, 1, 1)),
    ],
)
def test_months_follow_each_other(month: date, after: date) -> None:
    assert month_after(month) == after


def test_a_month_is_named_one_way_and_has_one_behind_it() -> None:
    assert month_named("2026-07") == date(2026, 7, 1)
    for text in ("", "2026-7", "2026-13", "202-007", "2026-W1", "0000-01", "9999-12", "2026-07-1"):
        assert month_named(text) is None
