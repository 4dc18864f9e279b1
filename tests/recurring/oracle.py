"""A plain calendar of what must be charged: one day after the other, and nothing clever."""

from dataclasses import dataclass, field
from datetime import date, timedelta

NOTICE, FAILURES = timedelta(days=5), 3
# What the provider asks for: two days between its warning and the charge, and eight days between
# two warnings if the first was not used up by a payment.
AFTER_WARNING, BETWEEN_WARNINGS = timedelta(days=2), timedelta(days=8)
# So long after its day a charge is still asked for.
GRACE = timedelta(days=2)


def is_due(day: date, on: int, month: int | None) -> bool:
    """Whether a gift of the ``on``th falls on this day: also where the month is shorter."""
    if month is not None and day.month != month:
        return False
    is_last = (day + timedelta(days=1)).day == 1
    return day.day == on or (is_last and on > day.day)


@dataclass
class Said:
    """One announced charge."""

    day: date
    minor: int
    warned: date | None = None
    is_open: bool = True


@dataclass
class Promise:
    """One promise as its donor would keep it on paper."""

    on: int
    minor: int
    month: int | None = None
    runs: bool = True
    is_over: bool = False
    not_before: date = date.min
    warn_from: date = date.min
    failures: int = 0
    announced: dict[str, Said] = field(default_factory=dict)
    taken: list[tuple[date, int]] = field(default_factory=list)

    def start(self, today: date) -> None:
        self.runs, self.failures, self.not_before = True, 0, today + NOTICE

    def stop(self) -> None:
        self.runs = False
        for said in self.announced.values():
            said.is_open = False

    def move(self, today: date, on: int) -> None:
        self.on, self.not_before = on, today + NOTICE

    def sign(self, today: date) -> None:
        """Another agreement: nothing was warned of under it yet."""
        self.warn_from, self.failures = today, 0
        for said in self.announced.values():
            said.warned = None

    def live(self, today: date, *, pays: bool) -> None:
        """One day: what is five days off is announced, what is due is charged."""
        due = today + NOTICE
        period = f"{due:%Y}" if self.month else f"{due:%Y-%m}"
        if (
            self.runs
            and is_due(due, self.on, self.month)
            and due >= self.not_before
            and period not in self.announced
        ):
            self.announced[period] = Said(due, self.minor)
        for said in self.announced.values():
            if said.is_open and said.warned is None and today >= self.warn_from:
                said.warned, self.warn_from = today, today + BETWEEN_WARNINGS
        for said in self.announced.values():
            if said.is_open and today >= said.day:
                self._charge(said, today, pays=pays)

    def _charge(self, said: Said, today: date, *, pays: bool) -> None:
        if today > said.day + GRACE:
            said.is_open = False
            return
        if said.warned is None or today < said.warned + AFTER_WARNING:
            return
        said.is_open = False
        if pays:
            self.taken.append((today, said.minor))
            self.failures, self.warn_from = 0, today
            return
        self.failures += 1
        if self.failures == FAILURES:
            self.stop()
