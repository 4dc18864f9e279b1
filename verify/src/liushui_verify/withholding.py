"""What a log may withhold, and what the rules let by because of it: no more than its licence says.

Only a ``correction`` behind an entry, with its hash, a basis in law and who approved it, lets that
entry be withheld. It excuses one number of its own organisation, and either one account, if it
names a project (with a change of 0), or goods.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from liushui_verify.outcomes import Invalid

Leaf = dict[str, Any]
Account = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that a leaf breaks."""

    rule: str
    index: int


def is_licence(leaf: Leaf) -> bool:
    """Whether a correction lets what it points to be withheld."""
    return bool(leaf.get("basis") and leaf.get("roles") and not leaf.get("delta"))


@dataclass(frozen=True, slots=True)
class Licence:
    """Whose entry it was, and of which account, if it was about money."""

    org: str
    account: Account | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A breach, unless so many entries from ``first`` up to ``end`` are licensed for it."""

    breach: Breach
    first: int
    end: int
    org: str
    account: Account | None = None
    numbers: int = 0  # how many numbers are missing; a number is made up for once


@dataclass(slots=True)
class Withheld:
    """The entries of which only the hash is known, in their order."""

    places: list[int] = field(default_factory=list)
    _licences: dict[int, Licence] = field(default_factory=dict)
    _doubts: list[Doubt] = field(default_factory=list)
    _spent: set[int] = field(default_factory=set)

    def license(self, leaf: Leaf) -> None:
        """Take a correction that points back by a hash, if what it names is withheld on a basis."""
        place = leaf["ref"]
        if self.has(place) and is_licence(leaf):
            account = (leaf["org"], leaf["prj"], leaf.get("cur", "")) if "prj" in leaf else None
            self._licences[place] = Licence(leaf["org"], account)

    def has(self, place: int) -> bool:
        return self.between(place, place + 1) > 0

    def between(self, first: int, end: int) -> int:
        """How many from ``first`` up to ``end``, licensed or not."""
        return bisect_left(self.places, end) - bisect_left(self.places, first)

    def may_excuse(self, doubt: Doubt) -> bool:
        """Whether enough is withheld there; whether it is licensed for that shows at the end."""
        if self.between(doubt.first, doubt.end) < max(1, doubt.numbers):
            return False
        self._doubts.append(doubt)
        return True

    def finish(self) -> list[Breach]:
        """What no licence excuses. Raises where something is withheld without any."""
        if unnamed := [place for place in self.places if place not in self._licences]:
            raise Invalid("withheld_unnamed", index=unnamed[0], count=len(unnamed))
        return [
            doubt.breach
            for doubt in self._doubts
            if not (self._makes_up(doubt) if doubt.numbers else self._excuses(doubt))
        ]

    def _within(self, doubt: Doubt) -> Iterator[tuple[int, Licence]]:
        first, end = bisect_left(self.places, doubt.first), bisect_left(self.places, doubt.end)
        for place in self.places[first:end]:
            licence = self._licences.get(place)
            if licence is not None and licence.org == doubt.org:
                yield place, licence

    def _excuses(self, doubt: Doubt) -> bool:
        return any(one.account == doubt.account for _, one in self._within(doubt))

    def _makes_up(self, doubt: Doubt) -> bool:
        """The doubts come by where they end, so the first free ones are the right ones."""
        free = [place for place, _ in self._within(doubt) if place not in self._spent]
        self._spent.update(free[: doubt.numbers])
        return len(free) >= doubt.numbers
