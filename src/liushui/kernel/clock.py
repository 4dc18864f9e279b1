"""Days and months are those of the country whose law sets the clocks: China keeps UTC+8."""

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
_MONTH_LONG = len("2026-07")


def day_of(instant: datetime) -> date:
    """The calendar day in China of an aware instant."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return instant.astimezone(CHINA).date()


def month_of(instant: datetime) -> date:
    """The first day of the instant's month in China: how a booked month is written."""
    return day_of(instant).replace(day=1)


def month_named(text: str) -> date | None:
    """``2026-07`` as the first of the month; none for what names no month so.

    Nor for one of the last year of the calendar, behind which there is no month.
    """
    try:
        found = date.fromisoformat(f"{text}-01") if len(text) == _MONTH_LONG else date.max
    except ValueError:
        return None
    return found if found.year < date.max.year else None


def month_after(month: date) -> date:
    """The first day of the next month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)
