"""The days that the law expects, counted from its articles alone.

This is the yardstick of ``drill year``: it imports nothing of ``compliance`` and nothing of
``kernel.days``, and reads the notice of the State Council as it was printed.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

DAY = timedelta(days=1)
YEAR = 2026
# 国务院办公厅关于2026年部分节假日安排的通知: first and last day of each holiday, days made up.
_OFF = (
    ((1, 1), (1, 3)), ((2, 15), (2, 23)), ((4, 4), (4, 6)), ((5, 1), (5, 5)), ((6, 19), (6, 21)),
    ((9, 25), (9, 27)), ((10, 1), (10, 7)),
)  # fmt: skip
_MADE_UP = ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))
# 令81, in force on this day and not for days before it (立法法 art 104): where a campaign ended
# earlier, the three months that the order gives begin with it.
_IN_FORCE = date(2026, 1, 1)
# A day that no notice confirms is not held against anybody for two weeks.
_GRACE = 14
# What takes a project off the lists until it is mended: late filing and late reports.
TAKES_DOWN = frozenset({"R-07", "R-21", "R-22", "R-23", "R-24"})


@dataclass(frozen=True, slots=True)
class Told:
    """A report as the public saw it; ``kind``: periodic, final, emergency, partners."""

    on: date
    kind: str
    is_correction: bool = False


@dataclass(frozen=True, slots=True)
class Rest:
    """What was left at the close, and the days on which something became of it, if ever.

    ``refused``: a second person refused the way; ``moved``: two people agreed, and it is public;
    ``used``: it was used for its purpose instead; ``archived``: the project was ended for good.
    """

    refused: date | None = None
    moved: date | None = None
    used: date | None = None
    archived: date | None = None


@dataclass(frozen=True, slots=True)
class Fundraising:
    """One project's life as it happened."""

    start: date
    end: date
    reports: Sequence[Told]
    closed: date | None = None
    is_emergency: bool = False
    filed: date | None = None
    rest: Rest | None = None
    has_partners: bool = False
    opened: date | None = None

    @property
    def began(self) -> date:
        """Its first day, or the day after that on which it was opened to gifts here."""
        return max(self.start, self.opened or self.start)

    @property
    def is_filed_late(self) -> bool:
        """An emergency whose plan went to the authority after the start."""
        return self.is_emergency and self.filed is not None and self.filed > self.start


@dataclass(frozen=True, slots=True)
class Expected:
    """What the law expects of one duty. ``done`` and ``fell_away`` are days, if ever."""

    rule: str
    cycle: str
    arises: date
    due: date
    overdue: date
    remind: int
    escalate: int
    done: date | None = None
    fell_away: date | None = None
    by_word: bool = False
    """Ended by a person's word, on the day it is given; all else the next morning sees."""

    def state_on(self, morning: date) -> str:
        """How it stands when a day begins, by what happened on the days before."""
        if self.done is not None and self.done < morning:
            return "met"
        if self.fell_away is not None and self.fell_away <= morning:
            return "lapsed"
        if morning >= self.overdue:
            return "breached"
        if morning >= self.due - self.escalate * DAY:
            return "escalated"
        return "warned" if morning >= self.due - self.remind * DAY else "open"


@dataclass(frozen=True, slots=True)
class Charity:
    """One charity: until when its public paper holds, since when a new one, what it said when."""

    paper_until: date | None = None
    renewed: date | None = None
    yearly: dict[str, date] = field(default_factory=dict)

    @property
    def lapses(self) -> bool:
        """Whether there are days without a paper."""
        return self.paper_until is not None and not (
            self.renewed is not None and self.renewed <= self.paper_until + DAY
        )

    def is_out(self, morning: date) -> bool:
        """Whether a morning finds it without a paper (慈善法 art 22)."""
        until = self.paper_until
        return (
            until is not None
            and until < morning
            and (self.renewed is None or self.renewed >= morning)
        )


def months_after(day: date, months: int) -> date:
    """民法典 art 202: the corresponding day, or the last of its month."""
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def overdue_from(due: date) -> date:
    """民法典 art 203: a last day off moves to the next working day; overdue the day after."""
    last = due
    while not _is_worked(last):
        last += DAY
    unknown = any(day.year != YEAR for day in (due, last))
    return last + (1 + (_GRACE if unknown else 0)) * DAY


def expected_of(one: Fundraising, today: date) -> Iterator[Expected]:
    """慈善法 art 72, 73, 79; 民政部令第81号: everything that one project comes to owe by a day."""
    said = [told for told in one.reports if not told.is_correction and told.on < today]
    published = [told for told in said if told.kind != "partners"]
    end = one.end if one.closed is None or one.closed >= today else min(one.end, one.closed)
    closed = one.closed if one.closed is not None and one.closed < today else None
    if one.start > today or (one.opened is not None and one.opened >= today):
        return
    if one.is_emergency and (one.filed is None or one.filed > one.start):
        due = one.start + 10 * DAY
        filed = one.filed if one.filed is not None and one.filed < today else None
        yield Expected("R-07", "filing", one.start, due, overdue_from(due), 5, 2, filed)
    if one.end > months_after(one.start, 6):
        yield from _rolling("R-21", one.began, end, [told.on for told in published], 14, 3)
    if one.is_emergency:
        yield from _five_days(one, end, [t.on for t in published if t.kind == "emergency"])
    if end >= today:
        return
    yield from _after(one, end, closed, said, today)


def _after(
    one: Fundraising, end: date, closed: date | None, said: Sequence[Told], today: date
) -> Iterator[Expected]:
    """What is owed once the campaign is over: its account, its partners, then the project's own."""
    yield _once("R-22", "account", end, _first(said, "final", end), (30, 7))
    if one.has_partners:
        from_day = max(end, _IN_FORCE)
        yield _once("R-27", "partners", from_day, _first(said, "partners", end), (30, 7))
    if closed is None or closed > end:
        yield from _going_on(one, end, closed, said, today)
    if closed is not None:
        yield _once("R-23", "account", closed, _first(said, "final", closed), (14, 3))
        if one.rest is not None:
            yield _left_over(one.rest, closed)


def _going_on(
    one: Fundraising, end: date, closed: date | None, said: Sequence[Told], today: date
) -> Iterator[Expected]:
    """A project that goes on after its campaign, once it has lasted longer than six months."""
    long_from = months_after(one.start, 6) + DAY
    if (closed or today) >= long_from:
        days = [told.on for told in said if told.kind != "partners"]
        yield from _rolling("R-23", end, closed, days, 14, 3, not_before=long_from)


def expected_of_charity(one: Charity, today: date) -> Iterator[Expected]:
    """民政部令第81号: by 31 May; and our own word about a paper that ends."""
    due = date(today.year, 5, 31)
    for rule in ("R-28", "R-31"):
        done = one.yearly.get(rule)
        told = done if done is not None and done < today else None
        yield Expected(
            rule, str(today.year - 1), date(today.year, 1, 1), due, due + DAY, 45, 14, told,
            by_word=True,
        )  # fmt: skip
    end = one.paper_until
    if end is not None and end - 90 * DAY <= today:
        done = one.renewed if one.renewed is not None and one.renewed < today else None
        yield Expected("H03", f"public_fu {end}", end - 90 * DAY, end, end + DAY, 90, 30, done)


def _rolling(  # noqa: PLR0913 - the parts of a clock that begins again
    rule: str,
    start: date,
    end: date | None,
    published: Sequence[date],
    remind: int,
    escalate: int,
    *,
    not_before: date = date.min,
) -> Iterator[Expected]:
    """Three months from the start, then from each publication; the full account takes the last."""
    counted = [day for day in sorted(set(published)) if end is None or day <= end]
    begins = [start, *(day for day in counted if day > start)]
    for begin in begins:
        due = months_after(begin, 3)
        overdue = overdue_from(due)
        last = overdue - DAY - (_GRACE * DAY if overdue - DAY - due > 13 * DAY else 0 * DAY)
        done = min((day for day in published if day > begin), default=None)
        gone = end + DAY if end is not None and last > end else None
        if gone is not None and done is not None and end is not None and done > end:
            done = None
        yield Expected(
            rule, begin.isoformat(), max(begin, not_before), due, overdue, remind, escalate,
            done, gone,
        )  # fmt: skip


def _five_days(one: Fundraising, end: date, published: Sequence[date]) -> Iterator[Expected]:
    """Art 72: every five days, and no day off moves it."""
    begins = [one.began, *(day for day in sorted(set(published)) if one.began < day <= end)]
    for begin in begins:
        due = begin + 5 * DAY
        done = min((day for day in published if day > begin), default=None)
        gone = end + DAY if due > end else None
        if gone is not None and done is not None and done > end:
            done = None
        yield Expected("R-24", begin.isoformat(), begin, due, due + DAY, 2, 1, done, gone)


def _left_over(rest: Rest, closed: date) -> Expected:
    """令81: what became of a rest is public within three months of the project's end.

    Who used it up in time has no rest to speak of; who did so too late says it with the archive.
    """
    one = _once("R-26", "rest", closed, rest.moved or rest.archived, (30, 7))
    if rest.used is None or rest.used >= one.overdue:
        return one
    return replace(one, fell_away=rest.used + DAY)


def _once(
    rule: str, cycle: str, end: date, done: date | None, told_before: tuple[int, int]
) -> Expected:
    """Art 79, 令81: once, within three months of an end."""
    due = months_after(end, 3)
    return Expected(rule, cycle, end + DAY, due, overdue_from(due), *told_before, done)


def _first(published: Sequence[Told], kind: str, end: date) -> date | None:
    """The first of a kind since an end."""
    return min(
        (told.on for told in published if told.kind == kind and told.on >= end), default=None
    )


def _is_worked(day: date) -> bool:
    if day.year != YEAR:
        return day.weekday() < 5  # noqa: PLR2004 - Monday to Friday, without a notice
    if (day.month, day.day) in _MADE_UP:
        return True
    off = any(first <= (day.month, day.day) <= last for first, last in _OFF)
    return not off and day.weekday() < 5  # noqa: PLR2004
