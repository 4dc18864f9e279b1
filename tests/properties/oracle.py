"""The ledger again, as slowly and plainly as can be: every unit is a thing that is moved by hand.

No intervals, no maps, no counts: a fund is a list of places, each with a unit on it or empty. A
unit knows the gift that it came from and every movement that moved it.
"""

from collections import Counter
from dataclasses import dataclass, field


class Refused(Exception):
    """The oracle declines, as the ledger should."""


@dataclass(slots=True, eq=False)
class Unit:
    """The ``offset``-th unit of a gift; another one stands for it once it was given back spent."""

    gift: str
    offset: int
    path: tuple[int, ...]
    net: tuple[int, ...] = ()
    covered_by: "Unit | None" = None


@dataclass(slots=True)
class Line:
    """One fund: its places in order, and what is promised of it."""

    places: list[Unit | None] = field(default_factory=list)
    reserved: int = 0

    @property
    def free(self) -> list[int]:
        return [place for place, unit in enumerate(self.places) if unit is not None]


class Oracle:
    """Funds by id. Every method does what its namesake in the ledger promises."""

    def __init__(self, fund_ids: list[int]) -> None:
        self.lines = {fund_id: Line() for fund_id in fund_ids}
        self.gifts: dict[str, tuple[int, int]] = {}
        self.paid: dict[str, Counter[tuple[str, tuple[int, ...]]]] = {}

    def give(self, fund: int, amount: int, ref: str) -> None:
        self.gifts[ref] = (fund, amount)
        self.lines[fund].places += [Unit(ref, offset, (fund,)) for offset in range(amount)]

    def first(self, fund: int, amount: int) -> list[int]:
        line = self.lines[fund]
        if len(line.free) - line.reserved < amount:
            raise Refused
        return line.free[:amount]

    def of_gift(self, ref: str, amount: int) -> list[int]:
        home, _ = self.gifts[ref]
        line = self.lines[home]
        return self._last(home, [p for p in line.free if line.places[p].gift == ref], amount)

    def brought_by(self, movement: int, fund: int, amount: int) -> list[int]:
        line = self.lines[fund]
        resting = [p for p in line.free if line.places[p].net[-1:] == (movement,)]
        return self._last(fund, resting, amount)

    def move(self, source: int, target: int, places: list[int], movement: int, ref: str) -> None:
        units = self._lift(source, places)
        for unit in units:
            unit.net += (movement,)
            unit.path += (target,)
        self._land(target, units, ref)

    def reverse(self, source: int, target: int, places: list[int], ref: str) -> None:
        units = self._lift(source, places)
        self.paid[ref] = Counter((unit.gift, (*unit.path, target)) for unit in units)
        for unit in units:
            unit.net, unit.path = unit.net[:-1], unit.path[:-1]
        self.lines[target].places += units

    def ends(self, ref: str) -> Counter[tuple[int, tuple[int, ...], tuple[int, ...]]]:
        return Counter(
            (fund, unit.path, unit.net)
            for fund, line in self.lines.items()
            for unit in line.places
            if unit is not None and unit.gift == ref
        )

    def givers(self, fund: int) -> Counter[tuple[str, tuple[int, ...]]]:
        line = self.lines[fund]
        return Counter((unit.gift, unit.path) for unit in line.places if unit is not None)

    def _last(self, fund: int, resting: list[int], amount: int) -> list[int]:
        line = self.lines[fund]
        if len(resting) < amount or len(line.free) - line.reserved < amount:
            raise Refused
        return resting[-amount:]

    def _lift(self, fund: int, places: list[int]) -> list[Unit]:
        line = self.lines[fund].places
        units = [line[place] for place in sorted(places)]
        for place in places:
            line[place] = None
        return units

    def _land(self, target: int, units: list[Unit], ref: str) -> None:
        self.lines[target].places += units
        self.paid[ref] = Counter((unit.gift, unit.path) for unit in units)
