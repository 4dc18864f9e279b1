"""Whether a log adds up: rules R1 to R7, from what its leaves say in clear and nothing else.

R7 has two halves: a day after the signatures is a breach; one more than three days before its
neighbours is only counted, since transfers and lists come late.

A sum that a leaf hides (``amt_hidden``) cannot be added: its project is then let by in R1, and its
summaries are held to the counts alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from liushui_verify.outcomes import Invalid

Leaf = dict[str, Any]

_NUMBERS = ("amt", "delta", "qty", "min", "cnt", "in", "out", "first", "last", "ref")
_TEXTS = ("prj", "cur", "item", "batch", "from", "to", "ref_hash")
OUT = frozenset({"expense", "disburse"})
ACK_DAYS = 15
LATE_DAYS = 3
MINUTES_OF_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that a leaf breaks."""

    rule: str
    index: int


@dataclass(slots=True)
class _Project:
    """What one project came to so far, and since its last summary."""

    balance: int = 0
    hides: bool = False
    upto: int = 0
    count: int = 0
    came: int = 0
    went: int = 0
    since_hides: bool = False


@dataclass(slots=True)
class Accounts:
    """Takes the leaves in their order and says what does not add up."""

    projects: dict[tuple[str, str, str], _Project] = field(default_factory=dict)
    numbers: dict[tuple[str, int], int] = field(default_factory=dict)
    hashes: list[str] = field(default_factory=list)
    corrected: set[int] = field(default_factory=set)
    stock: dict[tuple[str, str, str], int] = field(default_factory=dict)
    sent: dict[int, Leaf] = field(default_factory=dict)
    newest: str = ""
    has_withheld: bool = False
    late: int = 0

    def take(self, index: int, leaf: Leaf | None, its_hash: bytes) -> Iterator[Breach]:
        """One leaf, or a withheld one, of which only the hash is known."""
        self.hashes.append(its_hash.hex())
        if leaf is None:
            self.has_withheld = True
            return
        _require_countable(index, leaf)
        rules = (self._money, self._number, self._reference, self._goods, self._hours,
                 self._summary, self._day)  # fmt: skip
        for rule in rules:
            if broken := rule(index, leaf):
                yield Breach(broken, index)

    def finish(self, today: str) -> Iterator[Breach]:
        """What was sent must be acknowledged in fifteen days; no day lies after today."""
        if self.newest > today:
            yield Breach("R7", len(self.hashes) - 1)
        last = _day(today) - timedelta(days=ACK_DAYS)
        for index, leaf in self.sent.items():
            if _day(leaf["d"]) < last:
                yield Breach("R4", index)

    def _money(self, _index: int, leaf: Leaf) -> str:
        if "prj" not in leaf or leaf["k"] == "summary":
            return ""
        project = self._project(leaf)
        came, went = _flows(leaf)
        project.balance += came - went
        project.came += came
        project.went += went
        project.count += leaf["k"] == "donation"
        if leaf.get("amt_hidden"):
            project.hides = project.since_hides = True
        return "R1" if project.balance < 0 and not (project.hides or self.has_withheld) else ""

    def _number(self, _index: int, leaf: Leaf) -> str:
        of_year = (leaf["org"], int(leaf["d"][:4]))
        before = self.numbers.get(of_year, 0)
        self.numbers[of_year] = max(before, leaf["no"])
        is_next = leaf["no"] == before + 1
        return "" if is_next or (self.has_withheld and leaf["no"] > before) else "R2"

    def _reference(self, index: int, leaf: Leaf) -> str:
        """It points back at the leaf that it names by its hash; a leaf is corrected once."""
        if "ref" not in leaf:
            return ""
        target = leaf["ref"]
        known = isinstance(target, int) and 0 <= target < index
        if not known or self.hashes[target] != leaf.get("ref_hash"):
            return "R3"
        if leaf["k"] == "correction":
            if target in self.corrected:
                return "R3"
            self.corrected.add(target)
        return ""

    def _goods(self, index: int, leaf: Leaf) -> str:
        if not leaf["k"].startswith("goods_"):
            return ""
        quantity = leaf.get("qty", 0)
        if leaf["k"] == "goods_ack":
            sent = self.sent.get(leaf.get("ref", -1))
            if sent is None or not _acknowledges(leaf, sent):
                return "R4"
            del self.sent[leaf["ref"]]
            return ""
        if leaf["k"] == "goods_out":
            self.sent[index] = leaf
        if leaf["k"] in {"goods_in", "goods_move"}:
            self._stock(leaf, "to", quantity)
        if leaf["k"] in {"goods_move", "goods_out"} and self._stock(leaf, "from", -quantity) < 0:
            return "" if self.has_withheld else "R4"
        return ""

    def _stock(self, leaf: Leaf, end: str, quantity: int) -> int:
        key = (leaf.get("item", ""), leaf.get("batch", ""), leaf.get(end, ""))
        self.stock[key] = self.stock.get(key, 0) + quantity
        return self.stock[key]

    def _hours(self, _index: int, leaf: Leaf) -> str:
        """No record of one volunteer is longer than a day."""
        if leaf["k"] != "hours":
            return ""
        return "" if 0 < leaf.get("min", 0) <= MINUTES_OF_DAY else "R5"

    def _summary(self, index: int, leaf: Leaf) -> str:
        """It covers all since the last one of its project, and says what that comes to."""
        if leaf["k"] != "summary":
            return ""
        project = self._project(leaf)
        counted = (project.upto, index - 1, project.count)
        said = (leaf.get("first"), leaf.get("last"), leaf.get("cnt"))
        sums = (project.came, project.went) == (leaf.get("in"), leaf.get("out"))
        holds = counted == said and (sums or project.since_hides)
        project.upto, project.count, project.came, project.went = index, 0, 0, 0
        project.since_hides = False
        return "" if holds or self.has_withheld else "R6"

    def _day(self, _index: int, leaf: Leaf) -> str:
        """A day far before those that stand in front of it was written late: that is counted."""
        self.newest = max(self.newest, leaf["d"])
        self.late += _day(self.newest) - _day(leaf["d"]) > timedelta(days=LATE_DAYS)
        return ""

    def _project(self, leaf: Leaf) -> _Project:
        key = (leaf["org"], leaf["prj"], leaf.get("cur", ""))
        return self.projects.setdefault(key, _Project())


def _require_countable(index: int, leaf: Leaf) -> None:
    """What the rules add and compare is a number or a text, whatever wrote the leaf."""
    numbers = all(type(leaf.get(name, 0)) is int for name in _NUMBERS)
    if not (numbers and all(isinstance(leaf.get(name, ""), str) for name in _TEXTS)):
        raise Invalid("bad_leaf_at", index=index)


def _flows(leaf: Leaf) -> tuple[int, int]:
    """What a leaf brings to its project and takes from it."""
    amount: int = leaf["delta"] if "delta" in leaf else leaf.get("amt", 0)
    if leaf["k"] in OUT:
        return 0, amount
    if leaf["k"] == "donation":
        return amount, 0
    if leaf["k"] in {"refund", "correction"}:
        return (amount, 0) if amount > 0 else (0, -amount)
    return 0, 0


def _acknowledges(leaf: Leaf, sent: Leaf) -> bool:
    same = all(leaf.get(name) == sent.get(name) for name in ("item", "batch", "qty", "to"))
    on_time = _day(leaf["d"]) - _day(sent["d"]) <= timedelta(days=ACK_DAYS)
    return same and leaf["org"] == sent.get("to") and on_time


def _day(text: str) -> date:
    return date.fromisoformat(text)
