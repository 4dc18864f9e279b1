"""Where the story's money goes: payments under agreements and uses, round by round. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from liushui.config.demo.gifts import Gift, moment
from liushui.config.demo.script import Script, Words

YUAN = 100
# What a body passes on of each hundred yuan that it has, and in how many uses it spends its part.
PASSED_ON = {"bus": 95, "medical": 94, "clinic": 93, "coats": 100}
USES_IN_A_ROUND = {"bus-partner": 3, "bus-school": 5, "medical-partner": 2, "medical-hospital": 6,
                   "clinic-partner": 1, "clinic-village": 6, "coats-partner": 3}  # fmt: skip
HANDED_DOWN = {"bus-partner": 47, "medical-partner": 90, "clinic-partner": 93}
# The days on which each project passes money on, counted back from the story's day.
ROUND_DAYS = {
    "coats": (-330, -255),
    "bus": (-335, -305, -275, -245, -215, -185, -155, -125, -95, -65),
    "medical": (-300, -268, -236, -204, -172, -140, -108, -76, -44),
    "clinic": (-118, -88, -52),
}
GUIDE_GIFT_DAY, GUIDE_DAY = -58, -48
GUIDE_MINOR = 100_00


@dataclass(frozen=True, slots=True)
class Payment:
    """Money passed on under an agreement: drafted, approved and paid by three people."""

    agreement: str
    amount_minor: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Use:
    """Money used out of a project's own fund (``fund`` is its key) or an agreement's."""

    fund: str
    project: str
    amount_minor: int
    words: Words
    at: datetime
    for_case: bool = False


Step = Payment | Use


@dataclass
class Spending:
    """Plans the steps; ``rest`` is what each fund holds when the plan has come so far."""

    script: Script
    day: date
    gifts: Sequence[Gift]
    random: Random
    rounds: int
    steps: list[Step] = field(default_factory=list)
    rest: dict[str, int] = field(default_factory=dict)

    def all_steps(self) -> list[Step]:
        """Every payment and use, in the order of time."""
        for project, days in ROUND_DAYS.items():
            chosen = days[-self.rounds :]
            for number, offset in enumerate(chosen):
                ends = number == len(chosen) - 1
                last = self._last_round_day(project, offset, ends=ends)
                self._round(project, last, clear=ends and project in {"coats", "bus"})
        self._guide()
        self.steps.sort(key=lambda step: step.at)
        return self.steps

    def _last_round_day(self, project: str, offset: int, *, ends: bool) -> int:
        """The last round of the guide's project comes just after the guide's gift."""
        return GUIDE_GIFT_DAY + 1 if project == "bus" and ends else offset

    def _round(self, project: str, offset: int, *, clear: bool) -> None:
        at = moment(self.day + timedelta(days=offset), 600 + self.random.randint(0, 90))
        self._receive(project, at)
        for words in self.script.uses.get(project, ())[:1]:
            self._use(project, project, words, self.rest[project] * 3 // 100, at)
        agreement = next(
            row.key for row in self.script.agreements.values()
            if row.project == project and not row.source
        )  # fmt: skip
        share = 100 if clear else PASSED_ON[project]
        self._pay(project, agreement, share, at + timedelta(days=1), clear=clear)
        self._spend(project, agreement, at + timedelta(days=2), clear=clear)

    def _receive(self, project: str, at: datetime) -> None:
        """What was given since the last round; the guide's gift and those after it stay."""
        seen = self.rest.get(f"seen {project}", 0)
        mine = [gift for gift in self.gifts if gift.project == project and gift.at < at]
        if project == "bus":
            mine = [gift for gift in mine if gift.at < guide_moment(self.day)]
        given = sum(gift.amount_minor for gift in mine)
        self.rest[f"seen {project}"] = given
        self.rest[project] = self.rest.get(project, 0) + given - seen

    def _pay(
        self, source: str, agreement: str, share: int, at: datetime, *, clear: bool = False
    ) -> None:
        amount = self.rest[source] * share // 100
        if not clear and amount > 10 * YUAN:
            amount -= amount % (10 * YUAN)
        if amount <= 0:
            return
        self.rest[source] -= amount
        self.rest[agreement] = self.rest.get(agreement, 0) + amount
        self.steps.append(Payment(agreement, amount, at))

    def _spend(self, project: str, fund: str, at: datetime, *, clear: bool) -> None:
        """Hand a part down, then use what is kept; ``clear`` leaves nothing."""
        below = [a.key for a in self.script.agreements.values() if a.source == fund]
        kept_minor = self.rest.get(fund, 0) * (100 - HANDED_DOWN.get(fund, 0)) // 100
        uses = self._pieces(fund, kept_minor if below else self.rest.get(fund, 0), clear=clear)
        for number, (words, amount) in enumerate(uses):
            self._use(project, fund, words, amount, at + timedelta(days=1 + 3 * number))
        for agreement in below:
            late = at + timedelta(days=2 + 3 * len(uses) if clear else 4)
            self._pay(fund, agreement, 100 if clear else 90, late, clear=clear)
            self._spend(project, agreement, late + timedelta(hours=6), clear=clear)

    def _pieces(self, fund: str, total: int, *, clear: bool) -> list[tuple[Words, int]]:
        count = min(USES_IN_A_ROUND[fund], max(1, total // (20 * YUAN)))
        words = self.script.uses[fund]
        spent = total if clear else total * self.random.randint(88, 97) // 100
        chosen = [words[n % len(words)] for n in range(count)]
        pieces = _split(spent, [one.weight for one in chosen], self.random)
        return list(zip(chosen, pieces, strict=True))

    def _use(self, project: str, fund: str, words: Words, amount: int, at: datetime) -> None:
        if amount <= 0 or amount > self.rest[fund]:
            return
        self.rest[fund] -= amount
        for_case = fund == "medical-hospital"
        self.steps.append(Use(fund, project, amount, words, at, for_case))

    def _guide(self) -> None:
        """One gift of 100.00: used, passed on and resting at three levels, to the fen."""
        fees, post, bus, lunch = self.script.guide
        at = moment(self.day + timedelta(days=GUIDE_DAY + 30), 615)
        days = [at + timedelta(days=n) for n in range(6)]
        self.rest["bus"] += GUIDE_MINOR
        self._use("bus", "bus", fees, 1_20, days[0])
        self._use("bus", "bus", post, 8_80, days[1])
        for source, agreement, words, passed, used in (
            ("bus", "bus-partner", bus, 68_00, 27_30),
            ("bus-partner", "bus-school", lunch, 40_70, 25_00),
        ):
            when = days[2] if source == "bus" else days[4]
            self.rest[source] -= passed
            self.rest[agreement] = self.rest.get(agreement, 0) + passed
            self.steps.append(Payment(agreement, passed, when))
            self._use("bus", agreement, words, used, when + timedelta(days=1))


def guide_moment(day: date) -> datetime:
    """When the guide's gift was paid."""
    return moment(day + timedelta(days=GUIDE_GIFT_DAY), 21 * 60 + 4)


def _split(total: int, weights: Sequence[int], random: Random) -> list[int]:
    """Uneven parts that sum to the total, large where the weight is."""
    drawn = [weight * random.randint(70, 130) for weight in weights]
    parts = [total * one // sum(drawn) for one in drawn]
    parts[-1] += total - sum(parts)
    return parts
