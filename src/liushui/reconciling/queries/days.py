"""A month of an account, day by day: green, or why not; and one day with all of its lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, Sum

from liushui.kernel.clock import day_of, month_after
from liushui.reconciling.models import Account, Difference, Line, Statement
from liushui.reconciling.states import FLOWS, MOVEMENTS, WAITING, DayState

MOST_LINES = 300


@dataclass(frozen=True, slots=True)
class Day:
    """One day: what its keeper told, what of it found its own, what is open."""

    day: date
    state: DayState
    lines: int = 0
    in_minor: int = 0
    out_minor: int = 0
    matched: int = 0
    open: int = 0

    @property
    def word(self) -> str:
        return str(self.state.label)


def days_of_month(account: Account, month: date, today: date) -> Sequence[Day]:
    """Every day of a month on which the account is compared: a few queries for all of them."""
    end = month_after(month)
    if account.until is not None:
        end = min(end, account.until + timedelta(days=1))
    first = max(month, account.since)
    days = [first + timedelta(days=n) for n in range(max(0, (end - first).days))]
    told = _Told(account, month, end)
    lines = _sums_by_day(account, month, end)
    waiting = _open_by_day(account, month, end)
    return [_day(one, lines.get(one, {}), waiting.get(one, 0), told, today) for one in days]


def state_of_day(account: Account, day: date, today: date) -> Day:
    """One day alone, as its month shows it."""
    end = day + timedelta(days=1)
    lines = _sums_by_day(account, day, end).get(day, {})
    told = _Told(account, day, end)
    return _day(day, lines, _open_by_day(account, day, end).get(day, 0), told, today)


def lines_of_day(account: Account, day: date) -> Sequence[Line]:
    """The lines of a day in the keeper's order, those without a match first."""
    own = account.lines.filter(day=day).select_related(
        "match__payment__order", "match__disbursement", "match__count", "match__other",
        "match__payment_return__disbursement", "match__batch", "difference",
    ).defer("match__batch__sealed")  # fmt: skip
    return list(own.order_by("match__id", "happened_at", "id")[:MOST_LINES])


def statements_of_month(account: Account, month: date) -> Sequence[Statement]:
    """What was read for days of this month, the newest first."""
    about = Q(first_day__lt=month_after(month), last_day__gte=month)
    return list(account.statements.filter(about).order_by("-id")[:MOST_LINES])


def told_until(statement: Statement) -> date:
    """The last day that it tells in full: a day on which it was read went on after it."""
    return min(statement.last_day, day_of(statement.read_at) - timedelta(days=1))


def days_told(account: Account, first: date, end: date, *, moved: bool = False) -> set[date]:
    """The days before ``end`` that statements tell in full; ``moved``: that movements do."""
    spans = account.statements.filter(first_day__lt=end, last_day__gte=first)
    spans = spans.filter(form__in=MOVEMENTS) if moved else spans.exclude(form__in=MOVEMENTS)
    told: set[date] = set()
    for one in spans:
        begin = max(one.first_day, first)
        length = (min(told_until(one), end - timedelta(days=1)) - begin).days
        told |= {begin + timedelta(days=n) for n in range(length + 1)}
    return told


def open_by_account(accounts: Sequence[Account]) -> Mapping[int, int]:
    """How many differences wait in each account: one query."""
    waiting = Difference.objects.filter(account__in=accounts, state__in=WAITING)
    rows = waiting.values("account_id").annotate(count=Count("id"))
    return {row["account_id"]: row["count"] for row in rows}


class _Told:
    """Of which days in a span the keeper has told: in a bill or a list, and in movements.

    Once the movements of an account were read, no day after that is green without them.
    """

    def __init__(self, account: Account, first: date, end: date) -> None:
        self.days = days_told(account, first, end)
        self._moved = days_told(account, first, end, moved=True)
        about = account.statements.filter(form__in=MOVEMENTS)
        self._since = about.order_by("first_day").values_list("first_day", flat=True).first()

    def lacks_movements(self, day: date) -> bool:
        return self._since is not None and day >= self._since and day not in self._moved


def _day(day: date, sums: Mapping[str, Any], waiting: int, told: _Told, today: date) -> Day:
    count, matched = sums.get("count", 0), sums.get("matched", 0)
    if day >= today and day not in told.days:
        state = DayState.AHEAD
    elif day not in told.days:
        state = DayState.ABSENT
    elif waiting:
        state = DayState.OPEN
    elif told.lacks_movements(day):
        state = DayState.UNMOVED
    else:
        state = DayState.GREEN if count else DayState.QUIET
    if waiting and state in {DayState.AHEAD, DayState.ABSENT}:
        state = DayState.OPEN
    came, left = sums.get("came") or 0, sums.get("left") or 0
    return Day(day, state, count, came, -left, matched, waiting)


def _sums_by_day(account: Account, first: date, end: date) -> Mapping[date, Mapping[str, Any]]:
    """How many lines, and the sums of those that tell it first: a movement tells it again."""
    moved = Q(kind__in=FLOWS)
    rows = (
        account.lines.filter(day__gte=first, day__lt=end)
        .values("day")
        .annotate(
            count=Count("id"),
            matched=Count("match"),
            came=Sum("amount_minor", filter=Q(amount_minor__gt=0) & ~moved),
            left=Sum("amount_minor", filter=Q(amount_minor__lt=0) & ~moved),
        )
    )
    return {row["day"]: row for row in rows}


def _open_by_day(account: Account, first: date, end: date) -> Mapping[date, int]:
    waiting = account.differences.filter(day__gte=first, day__lt=end, state__in=WAITING)
    return {row["day"]: row["count"] for row in waiting.values("day").annotate(count=Count("id"))}
