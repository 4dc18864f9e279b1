"""Whether a log adds up: rules R1 to R7, from what its leaves say in clear and nothing else.

R7 has two halves: a day after the signatures is a breach; one more than three days before its
neighbours is only counted, since transfers and lists come late.

A sum that a leaf hides (``amt_hidden``) cannot be added: its project is then let by in R1, and
summaries add up what stands in clear. What is withheld excuses what its licence names
(``withholding``), until the next summary of that account says what it came to.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from liushui_verify.outcomes import Invalid
from liushui_verify.withholding import Account, Breach, Doubt, Leaf, Withheld, is_licence

_NUMBERS = frozenset(("amt", "delta", "qty", "min", "cnt", "in", "out", "first", "last", "ref"))
_TEXTS = frozenset(
    ("prj", "cur", "item", "batch", "from", "to", "ref_hash", "to_org", "to_prj", "basis")
)
_TYPES = dict.fromkeys(_NUMBERS, int) | dict.fromkeys(_TEXTS, str)
IN = frozenset({"donation", "income"})
OUT = frozenset({"expense", "disburse", "transfer"})
HASH = 32
ACK_DAYS = 15
LATE_DAYS = 3
MINUTES_OF_DAY = 24 * 60


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

    projects: dict[Account, _Project] = field(default_factory=dict)
    numbers: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict)
    hashes: bytearray = field(default_factory=bytearray)
    corrected: set[int] = field(default_factory=set)
    stock: dict[tuple[str, str, str], int] = field(default_factory=dict)
    sent: dict[int, Leaf] = field(default_factory=dict)
    newest: str = ""
    withheld: Withheld = field(default_factory=Withheld)
    breaches: list[Breach] = field(default_factory=list)
    late: int = 0

    def take(self, index: int, leaf: Leaf | None, its_hash: bytes) -> None:
        """One leaf, or a withheld one, of which only the hash is known."""
        self.hashes += its_hash
        if leaf is None:
            self.withheld.places.append(index)
            return
        _require_countable(index, leaf)
        if "prj" in leaf:
            self._money(index, leaf)
        self._number(index, leaf)
        if "ref" in leaf and not self._points_back(index, leaf):
            self._break("R3", index)
        self._of_kind(index, leaf)
        self._day(leaf["d"])

    def finish(self, today: str) -> list[Breach]:
        """What was sent must be acknowledged in fifteen days; no day lies after today."""
        if self.newest > today:
            self._break("R7", len(self.hashes) // HASH - 1)
        last, size = _day(today) - timedelta(days=ACK_DAYS), len(self.hashes) // HASH
        for index, leaf in self.sent.items():
            if _day(leaf["d"]) < last:
                doubt = Doubt(Breach("R4", index), index, size, str(leaf.get("to")))
                self._doubt(doubt)
        return self.breaches + self.withheld.finish()

    def _break(self, rule: str, index: int) -> None:
        self.breaches.append(Breach(rule, index))

    def _doubt(self, doubt: Doubt) -> None:
        if not self.withheld.may_excuse(doubt):
            self.breaches.append(doubt.breach)

    def _money(self, index: int, leaf: Leaf) -> None:
        if leaf["k"] == "summary":
            return
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
        if project.balance < 0 and not project.hides:
            self._doubt(_of_account("R1", index, leaf, project.upto))

    def _arrive(self, leaf: Leaf, amount: int) -> None:
        """What one project passes on comes to another, of the same body or not."""
        key = (leaf.get("to_org", ""), leaf.get("to_prj", ""), leaf.get("cur", ""))
        target = self.projects.setdefault(key, _Project())
        target.balance += amount
        target.came += amount

    def _number(self, index: int, leaf: Leaf) -> None:
        of_year = (leaf["org"], int(leaf["d"][:4]))
        before, place = self.numbers.get(of_year, (0, -1))
        missing = leaf["no"] - before - 1
        if missing >= 0:
            self.numbers[of_year] = leaf["no"], index
        if missing < 0:
            self._break("R2", index)
        elif missing > 0:
            doubt = Doubt(Breach("R2", index), place + 1, index, leaf["org"], numbers=missing)
            self._doubt(doubt)

    def _points_back(self, index: int, leaf: Leaf) -> bool:
        """At the leaf that it names by its hash; a leaf is corrected once."""
        target = leaf["ref"]
        if not 0 <= target < index or self._hash(target) != leaf.get("ref_hash"):
            return False
        if leaf["k"] == "correction":
            self.withheld.license(leaf)
            if is_licence(leaf):  # it changes nothing, so it takes no correction's place
                return True
            if target in self.corrected:
                return False
            self.corrected.add(target)
        return True

    def _of_kind(self, index: int, leaf: Leaf) -> None:
        kind = leaf["k"]
        if kind == "summary" and "prj" in leaf:
            self._summary(index, leaf)
        elif kind == "hours" and not 0 < leaf.get("min", 0) <= MINUTES_OF_DAY:
            self._break("R5", index)  # no record of one volunteer is longer than a day
        elif kind.startswith("goods_"):
            self._goods(index, leaf)

    def _hash(self, index: int) -> str:
        return self.hashes[HASH * index : HASH * (index + 1)].hex()

    def _goods(self, index: int, leaf: Leaf) -> None:
        quantity = leaf.get("qty", 0)
        if leaf["k"] == "goods_ack":
            self._acknowledged(index, leaf)
        if leaf["k"] == "goods_out":
            self.sent[index] = leaf
        if leaf["k"] in {"goods_in", "goods_move"}:
            self._stock(leaf, "to", quantity)
        if leaf["k"] in {"goods_move", "goods_out"} and self._stock(leaf, "from", -quantity) < 0:
            self._doubt(Doubt(Breach("R4", index), 0, index, leaf["org"]))

    def _acknowledged(self, index: int, leaf: Leaf) -> None:
        target = leaf.get("ref", -1)
        sent = self.sent.get(target)
        if sent is not None and _acknowledges(leaf, sent):
            del self.sent[target]
        elif sent is not None or not self.withheld.has(target):
            self._break("R4", index)

    def _stock(self, leaf: Leaf, end: str, quantity: int) -> int:
        key = (leaf.get("item", ""), leaf.get("batch", ""), leaf.get(end, ""))
        self.stock[key] = self.stock.get(key, 0) + quantity
        return self.stock[key]

    def _summary(self, index: int, leaf: Leaf) -> None:
        """It covers all since the last one of its project, and says what that comes to.

        Of what is withheld it may say more than can be seen, and is then taken at its word.
        """
        project = self._project(leaf)
        before = project.upto
        gifts = leaf.get("cnt", 0) - project.count
        came, went = leaf.get("in", 0) - project.came, leaf.get("out", 0) - project.went
        project.upto, project.count, project.came, project.went = index, 0, 0, 0
        covers = (leaf.get("first"), leaf.get("last")) == (before, index - 1)
        if covers and (gifts, came, went) == (0, 0, 0):
            return
        unseen = self.withheld.between(before, index)
        if covers and 0 <= gifts <= unseen and came >= 0 and went >= 0:
            project.balance += came - went
            self._doubt(_of_account("R6", index, leaf, before))
        else:
            self._break("R6", index)

    def _day(self, day: str) -> None:
        """One far before those that stand in front of it was written late: that is counted."""
        if day >= self.newest:
            self.newest = day
        else:
            self.late += _day(self.newest) - _day(day) > timedelta(days=LATE_DAYS)

    def _project(self, leaf: Leaf) -> _Project:
        return self.projects.setdefault(_account(leaf), _Project())


def _account(leaf: Leaf) -> Account:
    return leaf["org"], leaf["prj"], leaf.get("cur", "")


def _of_account(rule: str, index: int, leaf: Leaf, first: int) -> Doubt:
    """A breach, unless an entry of the same account is withheld since its last summary."""
    return Doubt(Breach(rule, index), first, index, leaf["org"], _account(leaf))


def _require_countable(index: int, leaf: Leaf) -> None:
    """What the rules add and compare is a number or a text, whatever wrote the leaf."""
    for name, kind in _typed(tuple(leaf)):
        if type(leaf[name]) is not kind:
            raise Invalid("bad_leaf_at", index=index)


@lru_cache(1024)  # leaves of one kind have the same members
def _typed(names: tuple[str, ...]) -> list[tuple[str, type]]:
    return [(name, _TYPES[name]) for name in names if name in _TYPES]


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
