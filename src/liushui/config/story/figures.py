"""The figures of the sources, computed from the ledger and set beside what was printed.

Nothing is typed in but the printed figure: sums, counts and growth come from the movements. At a
smaller size what grows with the gifts is held to its share, to the hundredth part.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from liushui.config.story.plan import (
    FEN_OF_WAN,
    LOW_INCOME,
    OFFLINE,
    ONLINE,
    POOL,
    Story,
    purpose_of,
)
from liushui.ledger.queries.months import FundMonth, given_by_month, givers_of

_WHOLE = range(purpose_of(0, 0, 0), purpose_of(90, 0, 0))
_GROUPS = 1_000_000
_YI = 10_000 * FEN_OF_WAN
_SLACK = 10  # at a smaller size a count may be off by so many: each fund has a gift, at least


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed figure: ``said`` as printed, ``value`` from the ledger in its smallest unit."""

    row: str
    what: str
    said: str
    value: int
    unit: int = 1
    scales: bool = True

    @property
    def places(self) -> int:
        _, _, places = self.said.partition(".")
        return len(re.sub(r"\D", "", places))

    @property
    def printed(self) -> str:
        """The value as the source would print it: the same unit, the same places."""
        shown: int = 10**self.places
        rounded = (2 * self.value * shown + self.unit) // (2 * self.unit)
        whole, rest = divmod(rounded, shown)
        return f"{whole}.{rest:0{self.places}}" if self.places else str(whole)

    def agrees(self, gifts: int, full: int) -> bool:
        """At full size the same digits; below it, its share."""
        if gifts == full:
            return self.printed == self.said
        whole, _, rest = self.said.partition(".")
        said: int = int(whole + rest) * self.unit // 10**self.places
        wanted = said * gifts // full if self.scales else said
        within: int = max(wanted // 100, _SLACK)
        return abs(self.value - wanted) <= within


class _Tally:
    """Sums over what one pass read."""

    def __init__(self, story: Story, rows: list[FundMonth]) -> None:
        self.story, self.rows = story, rows

    def of(
        self, programme: str = "", periods: str = "", groups: tuple[int, ...] = (ONLINE, LOW_INCOME)
    ) -> "_Tally":
        """Only one programme, some half-years and some groups; matches are in group ``POOL``."""
        number = self.story.programmes[programme].number if programme else None
        months = {m for name in periods.split() for m in self.story.months_of(name)}

        def wanted(row: FundMonth) -> bool:
            group = POOL if row.kind == "match" else row.purpose_id // _GROUPS % 10
            of_programme = row.purpose_id // (10 * _GROUPS) % 100
            return (
                group in groups
                and (number is None or of_programme == number)
                and (not months or row.month in months)
            )

        return _Tally(self.story, [row for row in self.rows if wanted(row)])

    @property
    def amount(self) -> int:
        return sum(row.amount for row in self.rows)

    @property
    def gifts(self) -> int:
        return sum(row.count for row in self.rows if row.kind == "gift")

    @property
    def funds(self) -> int:
        return len({row.purpose_id for row in self.rows})

    @property
    def holders(self) -> int:
        return len({row.holder_id for row in self.rows})


def figures(story: Story) -> Iterator[Figure]:
    """Every figure of the rows, in their order."""
    tally = _Tally(story, list(given_by_month(_WHOLE, counted=True)))
    for part in (_totals, _counts, _pandemic, _medical, _village, _others):
        yield from part(tally)


def months(story: Story, programme: str, period: str) -> list[tuple[str, int, int]]:
    """Month, fen and gifts of one programme in one half-year (A10)."""
    first = purpose_of(story.programmes[programme].number, 0, 0)
    tally = _Tally(story, list(given_by_month(range(first, first + 10 * _GROUPS))))
    return [
        (f"{month:%Y-%m}", sum(r.amount for r in rows), sum(r.count for r in rows))
        for month in story.months_of(period)
        for rows in [[r for r in tally.of(programme, period).rows if r.month == month]]
    ]


def _totals(all_: _Tally) -> Iterator[Figure]:
    def wan(what: str, said: str, periods: str) -> Figure:
        return Figure("A08", what, said, all_.of("", periods).amount, FEN_OF_WAN)

    yield wan("raised online to the end of 2020, 万元", "116792.87", "")
    yield wan("2020, 万元", "97832.04", "2020H1 2020H2")
    yield wan("first half of 2020, 万元", "68142.07", "2020H1")
    yield wan("second half of 2020, 万元", "29689.97", "2020H2")
    for half, said in (("H1", "1280.44"), ("H2", "257.48")):
        yield _growth("A08", f"growth of {half}, %", said, all_, half, lambda one: one.amount)


def _counts(all_: _Tally) -> Iterator[Figure]:
    for half, said, growth in (("H1", "905.78", "978.31"), ("H2", "81.38", "24.28")):
        gifts = all_.of("", f"2020{half}").gifts
        yield Figure("A09", f"gifts of {half}, 万", said, gifts, 10_000)
        yield _growth("A09", f"growth of {half}, %", growth, all_, half, lambda one: one.gifts)


def _growth(
    row: str, what: str, said: str, all_: _Tally, half: str, of: Callable[[_Tally], int]
) -> Figure:
    now, before = of(all_.of("", f"2020{half}")), of(all_.of("", f"2019{half}"))
    return Figure(row, what, said, 100 * (now - before), before or 1, scales=False)


def _pandemic(all_: _Tally) -> Iterator[Figure]:
    one = all_.of("pandemic", "2020H1")
    yield Figure("B10", "projects", "124", one.funds, scales=False)
    yield Figure("B10", "raised, 亿元", "6.33", one.amount, _YI)
    first = purpose_of(all_.story.programmes["pandemic"].number, 0, 0)
    givers = givers_of(range(first, first + 10 * _GROUPS))
    yield Figure("B10", "givers, 万", "849", givers, 10_000)
    yield Figure("B10", "charities", "87", one.holders, scales=False)


def _medical(all_: _Tally) -> Iterator[Figure]:
    for half, patients, low, wan, gifts in (
        ("H1", "1022", "164", "821.51", "10.37"),
        ("H2", "3233", "1081", "3311.08", "19.04"),
    ):
        one = all_.of("medical", f"2020{half}")
        low_income = all_.of("medical", f"2020{half}", (LOW_INCOME,))
        yield Figure("D07", f"{half} patients", patients, one.funds)
        yield Figure("D07", f"{half} of them on low income", low, low_income.funds)
        yield Figure("D07", f"{half} raised, 万元", wan, one.amount, FEN_OF_WAN)
        yield Figure("D07", f"{half} gifts, 万", gifts, one.gifts, 10_000)


def _village(all_: _Tally) -> Iterator[Figure]:
    yield Figure("D08", "provinces", "17", all_.of("village").holders, scales=False)
    for half, villages, gifts, raised, unit in (
        ("H1", "2630", "1.16", "270.16", FEN_OF_WAN),
        ("H2", "6450", "12.62", "2.34", _YI),
    ):
        one = all_.of("village", f"2020{half}")
        matched = all_.of("village", f"2020{half}", (ONLINE, POOL))
        unit_said = "万元" if unit == FEN_OF_WAN else "亿元"
        yield Figure("D08", f"{half} villages that joined", villages, one.funds)
        yield Figure("D08", f"{half} gifts, 万", gifts, one.gifts, 10_000)
        yield Figure("D08", f"{half} gifts and matches, {unit_said}", raised, matched.amount, unit)


def _others(all_: _Tally) -> Iterator[Figure]:
    whole = all_.of("veterans", "", (ONLINE, OFFLINE, POOL)).amount
    online = all_.of("veterans").amount
    yield Figure("D16", "online, offline and matches, 万元", "9045.25", whole, FEN_OF_WAN)
    yield Figure("D16", "of it online, 万元", "2535.23", online, FEN_OF_WAN)
    campus = all_.of("campus")
    yield Figure("D19", "university foundations", "5", campus.holders, scales=False)
    yield Figure("D19", "projects", "9", campus.funds, scales=False)
    yield Figure("D19", "raised, 万元", "18.06", campus.amount, FEN_OF_WAN)
    yield Figure("D19", "gifts", "126", campus.gifts)
