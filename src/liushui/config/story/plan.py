"""The year in parts: so many gifts of so much into so many funds, in these months.

Exact to the fen and the gift at full size. Below it, each half-year has the same share of its gifts
and of its money, and what its programmes lose by rounding is in the programme of the rest.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from liushui.kernel.clock import month_after

YEAR = Path(__file__).with_name("year2020.toml")
FEN_OF_WAN = 1_000_000
ONLINE, OFFLINE, POOL, LOW_INCOME = range(4)  # groups of a programme's funds
_PROGRAMME, _GROUP = 10_000_000, 1_000_000


@dataclass(frozen=True, slots=True)
class FundPlan:
    """A fund of the story; its purpose says of which programme and group it is."""

    purpose_kind: str
    purpose_id: int
    programme: int
    holder: int


@dataclass(frozen=True, slots=True)
class Part:
    """Gifts of one programme in one half-year by one way, into these funds."""

    programme: str
    period: str
    group: int
    gifts: int
    fen: int
    funds: tuple[FundPlan, ...]
    months: tuple[date, ...]
    weights: tuple[int, ...]
    first: int = 0  # how many gifts of the story come before
    match_fen: int = 0

    def of_month(self, month: date) -> range:
        """Which of its gifts fall into this month."""
        if month not in self.months:
            return range(0)
        at, whole = self.months.index(month), sum(self.weights)
        before = sum(self.weights[:at])
        return range(
            self.gifts * before // whole, self.gifts * (before + self.weights[at]) // whole
        )


@dataclass(frozen=True, slots=True)
class Programme:
    """One of the platform's lines of work, and the purpose ids of its funds."""

    number: int
    name: str
    title: str
    holders: int
    purpose_kind: str = "load"

    def purposes(self, group: int, last_group: int | None = None) -> tuple[int, int]:
        """The first purpose id of a group of funds, and the first behind the last group."""
        first = purpose_of(self.number, group, 0)
        last = purpose_of(self.number, group if last_group is None else last_group, 0)
        return first, last + _GROUP


def purpose_of(programme: int, group: int, number: int) -> int:
    """The purpose id of a fund of the story: apart from every id that a real thing has."""
    return 2020 * 10**9 + programme * _PROGRAMME + group * _GROUP + number


def fen(wan: str) -> int:
    """The fen of so many 万元, two places."""
    whole, _, places = wan.partition(".")
    return int(whole + places.ljust(2, "0")) * (FEN_OF_WAN // 100)


class Story:
    """The whole year at a size: ``gifts`` are those of the first half of 2020."""

    def __init__(self, gifts: int | None = None, year: Path = YEAR) -> None:
        self.told: dict[str, Any] = tomllib.loads(year.read_text("utf-8"))
        self.full: int = self.told["gifts"]
        self.gifts = gifts or self.full
        self.givers = max(1, self.share(self.told["givers"]))
        self.programmes = {
            one["name"]: Programme(
                one["number"], one["name"], one["title"], one["holders"], one.get("purpose", "load")
            )
            for one in self.told["programme"]
        }

    def share(self, count: int) -> int:
        """So much of it as the story's size is of the full one."""
        return count * self.gifts // self.full

    @cached_property
    def parts(self) -> Sequence[Part]:
        """Every part in the order of its half-year; ``first`` numbers the gifts of all."""
        found: list[Part] = []
        for period in self.told["period"]:
            named = [part for part in self._named(period) if part.gifts]
            online = [part for part in named if part.group == ONLINE]
            rest = self._rest(period, online)
            for part in [*named, rest]:
                before = found[-1].first + found[-1].gifts if found else 0
                found.append(_at(part, before))
        return found

    @property
    def all_gifts(self) -> int:
        """The gifts of all half-years."""
        return self.parts[-1].first + self.parts[-1].gifts

    @cached_property
    def months(self) -> Sequence[date]:
        """Every month of the story."""
        return sorted({month for part in self.parts for month in part.months})

    @cached_property
    def funds(self) -> Sequence[FundPlan]:
        """Every fund that gifts go to, once."""
        return list(dict.fromkeys(fund for part in self.parts for fund in part.funds))

    def _named(self, period: dict[str, Any]) -> list[Part]:
        found = []
        for told in self.told["programme"]:
            behind: dict[int, int] = {}
            for part in told.get("part", ()):
                mine = self._one(told, part, behind)
                if part["period"] == period["name"]:
                    found += mine
        return found

    def _one(
        self, told: dict[str, Any], part: dict[str, Any], behind: dict[int, int]
    ) -> list[Part]:
        """The part online and, where there is one, offline; ``behind`` counts funds opened."""
        scales = told.get("each_once", False)
        funds = max(1, self.share(part["funds"])) if scales else part["funds"]
        gifts = max(funds, self.share(part["gifts"]))
        low = self.share(part.get("low_income", 0))
        numbered = [(ONLINE, funds - low), (LOW_INCOME, low)]
        lines = [
            self._fund(told, group, (behind.get(group, 0) if scales else 0) + number)
            for group, many in numbered
            for number in range(many)
        ]
        for group, many in numbered:
            behind[group] = behind.get(group, 0) + many
        match = self.share(fen(part.get("match_wan", "0")))
        online = (gifts, max(gifts, self.share(fen(part["wan"]))), lines)
        found = [self._part(told, part["period"], ONLINE, online, match)]
        if "offline_gifts" in part:
            many = max(1, self.share(part["offline_gifts"]))
            worth = max(many, self.share(fen(part["offline_wan"])))
            line = [self._fund(told, OFFLINE, 0)]
            found.append(self._part(told, part["period"], OFFLINE, (many, worth, line), 0))
        return found

    def _rest(self, period: dict[str, Any], named: list[Part]) -> Part:
        """What the named programmes leave of the half-year's sums."""
        told = next(one for one in self.told["programme"] if "rest_funds" in one)
        gifts = self.share(period["gifts"]) - sum(part.gifts for part in named)
        worth = self.share(fen(period["wan"])) - sum(part.fen for part in named)
        assert 0 < gifts <= worth, (period["name"], gifts, worth)
        lines = [self._fund(told, ONLINE, n) for n in range(min(gifts, told["rest_funds"]))]
        return self._part(told, period["name"], ONLINE, (gifts, worth, lines), 0)

    def _fund(self, told: dict[str, Any], group: int, number: int) -> FundPlan:
        purpose = purpose_of(told["number"], group, number)
        holder = number % told["holders"]
        return FundPlan(told.get("purpose", "load"), purpose, told["number"], holder)

    def _part(
        self,
        told: dict[str, Any],
        period: str,
        group: int,
        sums: tuple[int, int, list[FundPlan]],
        match: int,
    ) -> Part:
        gifts, worth, funds = sums
        months = self.months_of(period)
        weights = tuple(told.get("by_month", [1] * len(months)))
        return Part(
            told["name"], period, group, gifts, worth, tuple(funds), months, weights, 0, match
        )

    def months_of(self, period: str) -> tuple[date, ...]:
        """The months of a half-year, or of the time before."""
        said = next(one for one in self.told["period"] if one["name"] == period)["months"]
        month, last = (date.fromisoformat(f"{text}-01") for text in said)
        months = [month]
        while month < last:
            month = month_after(month)
            months.append(month)
        return tuple(months)


def _at(part: Part, first: int) -> Part:
    return replace(part, first=first)
