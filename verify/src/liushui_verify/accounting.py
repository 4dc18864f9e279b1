"""Whether a log adds up: rules R1 to R7, from what its leaves say in clear and nothing else.

R7 has two halves: a day after the signatures is a breach; one more than three days before its
neighbours is only counted, since transfers and lists come late.

A sum that a leaf hides (``amt_hidden``) cannot be added: its project is then let by in R1, and
summaries add up what stands in clear. What is withheld must be named by a leaf behind it, and
makes up for no more gaps than it left.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from liushui_verify.outcomes import Invalid

Leaf = dict[str, Any]

_NUMBERS = frozenset(("amt", "delta", "qty", "min", "cnt", "in", "out", "first", "last", "ref"))
_TEXTS = frozenset(
    ("prj", "cur", "item", "batch", "from", "to", "ref_hash", "to_org", "to_prj", "basis")
)
IN = frozenset({"donation", "income"})
OUT = frozenset({"expense", "disburse", "transfer"})
HASH = 32
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


@dataclass(slots=True)
class Accounts:
    """Takes the leaves in their order and says what does not add up."""

    projects: dict[tuple[str, str, str], _Project] = field(default_factory=dict)
    numbers: dict[tuple[str, int], int] = field(default_factory=dict)
    hashes: bytearray = field(default_factory=bytearray)
    corrected: set[int] = field(default_factory=set)
    stock: dict[tuple[str, str, str], int] = field(default_factory=dict)
    sent: dict[int, Leaf] = field(default_factory=dict)
    newest: str = ""
    withheld: set[int] = field(default_factory=set)
    named: set[int] = field(default_factory=set)
    gaps: int = 0
    late: int = 0

    def take(self, index: int, leaf: Leaf | None, its_hash: bytes) -> Iterator[Breach]:
        """One leaf, or a withheld one, of which only the hash is known."""
        self.hashes += its_hash
        if leaf is None:
            self.withheld.add(index)
            return
        _require_countable(index, leaf)
        self._name(leaf)
        for rule in (self._money, self._number, self._reference, self._of_kind, self._day):
            if broken := rule(index, leaf):
                yield Breach(broken, index)

    def finish(self, today: str) -> Iterator[Breach]:
        """What was sent must be acknowledged in fifteen days; no day lies after today."""
        if self.newest > today:
            yield Breach("R7", len(self.hashes) // HASH - 1)
        last = _day(today) - timedelta(days=ACK_DAYS)
        for index, leaf in self.sent.items():
            if _day(leaf["d"]) < last:
                yield Breach("R4", index)
        if unnamed := self.withheld - self.named:
            raise Invalid("withheld_unnamed", index=min(unnamed), count=len(unnamed))

    def _name(self, leaf: Leaf) -> None:
        """Which entries were withheld, and that there is a basis for it: an erasure, a mistake."""
        if leaf["k"] == "erasure" and isinstance(leaf.get("idx"), list):
            self.named |= self.withheld & set(leaf["idx"])
        if leaf["k"] == "correction" and leaf.get("basis") and leaf.get("roles"):
            self.named |= self.withheld & {leaf.get("ref")}

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
            project.hides = True
        if leaf["k"] == "transfer":
            self._arrive(leaf, went)
        return "R1" if project.balance < 0 and not (project.hides or self.withheld) else ""

    def _arrive(self, leaf: Leaf, amount: int) -> None:
        """What one project passes on comes to another, of the same body or not."""
        key = (leaf.get("to_org", ""), leaf.get("to_prj", ""), leaf.get("cur", ""))
        target = self.projects.setdefault(key, _Project())
        target.balance += amount
        target.came += amount

    def _number(self, _index: int, leaf: Leaf) -> str:
        of_year = (leaf["org"], int(leaf["d"][:4]))
        before = self.numbers.get(of_year, 0)
        self.numbers[of_year] = max(before, leaf["no"])
        missing = leaf["no"] - before - 1
        if missing == 0:
            return ""
        self.gaps += max(missing, 0)
        return "" if missing > 0 and self.gaps <= len(self.withheld) else "R2"

    def _reference(self, index: int, leaf: Leaf) -> str:
        """It points back at the leaf that it names by its hash; a leaf is corrected once."""
        if "ref" not in leaf:
            return ""
        target = leaf["ref"]
        known = isinstance(target, int) and 0 <= target < index
        if not known or self._hash(target) != leaf.get("ref_hash"):
            return "R3"
        if leaf["k"] == "correction":
            if target in self.corrected:
                return "R3"
            self.corrected.add(target)
        return ""

    def _of_kind(self, index: int, leaf: Leaf) -> str:
        kind = leaf["k"]
        if kind == "summary":
            return self._summary(index, leaf)
        if kind == "hours":
            return self._hours(leaf)
        return self._goods(index, leaf) if kind.startswith("goods_") else ""

    def _hash(self, index: int) -> str:
        return self.hashes[HASH * index : HASH * (index + 1)].hex()

    def _goods(self, index: int, leaf: Leaf) -> str:
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
            return "" if self.withheld else "R4"
        return ""

    def _stock(self, leaf: Leaf, end: str, quantity: int) -> int:
        key = (leaf.get("item", ""), leaf.get("batch", ""), leaf.get(end, ""))
        self.stock[key] = self.stock.get(key, 0) + quantity
        return self.stock[key]

    def _hours(self, leaf: Leaf) -> str:
        """No record of one volunteer is longer than a day."""
        return "" if 0 < leaf.get("min", 0) <= MINUTES_OF_DAY else "R5"

    def _summary(self, index: int, leaf: Leaf) -> str:
        """It covers all since the last one of its project, and says what that comes to."""
        project = self._project(leaf)
        counted = (project.upto, index - 1, project.count)
        said = (leaf.get("first"), leaf.get("last"), leaf.get("cnt"))
        holds = counted == said and (project.came, project.went) == (
            leaf.get("in"),
            leaf.get("out"),
        )
        project.upto, project.count, project.came, project.went = index, 0, 0, 0
        return "" if holds or self.withheld else "R6"

    def _day(self, _index: int, leaf: Leaf) -> str:
        """A day far before those that stand in front of it was written late: that is counted."""
        if leaf["d"] >= self.newest:
            self.newest = leaf["d"]
            return ""
        self.late += _day(self.newest) - _day(leaf["d"]) > timedelta(days=LATE_DAYS)
        return ""

    def _project(self, leaf: Leaf) -> _Project:
        key = (leaf["org"], leaf["prj"], leaf.get("cur", ""))
        return self.projects.setdefault(key, _Project())


def _require_countable(index: int, leaf: Leaf) -> None:
    """What the rules add and compare is a number or a text, whatever wrote the leaf."""
    for name, value in leaf.items():
        if (name in _NUMBERS and type(value) is not int) or (
            name in _TEXTS and not isinstance(value, str)
        ):
            raise Invalid("bad_leaf_at", index=index)


def _flows(leaf: Leaf) -> tuple[int, int]:
    """What a leaf brings to its project and takes from it."""
    amount: int = leaf["delta"] if "delta" in leaf else leaf.get("amt", 0)
    if leaf["k"] in OUT:
        return 0, amount
    if leaf["k"] in IN:
        return amount, 0
    if leaf["k"] in {"refund", "correction"}:
        return (amount, 0) if amount > 0 else (0, -amount)
    return 0, 0


def _acknowledges(leaf: Leaf, sent: Leaf) -> bool:
    same = all(leaf.get(name) == sent.get(name) for name in ("item", "batch", "qty", "to"))
    on_time = _day(leaf["d"]) - _day(sent["d"]) <= timedelta(days=ACK_DAYS)
    return same and leaf["org"] == sent.get("to") and on_time


@lru_cache(1024)
def _day(text: str) -> date:
    return date.fromisoformat(text)
