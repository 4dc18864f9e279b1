"""A plain calendar of what must be charged: one day after the other, and nothing clever."""

from dataclasses import dataclass, field
from datetime import date, timedelta

NOTICE, FAILURES = timedelta(days=5), 3


def is_due(day: date, on: int, month: int | None) -> bool:
    """Whether a gift of the ``on``th falls on this day: also where the month is shorter."""
    if month is not None and day.month != month:
        return False
    is_last = (day + timedelta(days=1)).day == 1
    return day.day == on or (is_last and on > day.day)


@dataclass
class Promise:
    """One promise as its donor would keep it on paper."""

    on: int
    minor: int
    month: int | None = None
    runs: bool = True
    over: bool = False
    not_before: date = date.min
    failures: int = 0
    announced: dict[str, tuple[date, int]] = field(default_factory=dict)
    taken: list[tuple[date, int]] = field(default_factory=list)

    def start(self, today: date) -> None:
        self.runs, self.failures, self.not_before = True, 0, today + NOTICE

    def stop(self, today: date) -> None:
        self.runs = False
        self.announced = {
            period: (day, minor) for period, (day, minor) in self.announced.items() if day < today
        } | {period: (date.max, 0) for period, (day, _) in self.announced.items() if day >= today}

    def move(self, today: date, on: int) -> None:
        self.on, self.not_before = on, today + NOTICE

    def live(self, today: date, *, pays: bool) -> None:
        """One day: what is five days off is announced, what is due today is charged."""
        due = today + NOTICE
        period = f"{due:%Y}" if self.month else f"{due:%Y-%m}"
        if (
            self.runs
            and is_due(due, self.on, self.month)
            and due >= self.not_before
            and period not in self.announced
        ):
            self.announced[period] = (due, self.minor)
        for day, minor in list(self.announced.values()):
            if day == today and self.runs:
                self._charge(today, minor, pays=pays)

    def _charge(self, today: date, minor: int, *, pays: bool) -> None:
        if pays:
            self.taken.append((today, minor))
            self.failures = 0
            return
        self.failures += 1
        if self.failures == FAILURES:
            self.stop(today + timedelta(days=1))
