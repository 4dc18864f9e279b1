"""What becomes of the story's gifts: money paid on through three levels and used.

The reference of each payment follows from the plan, so a second run finds all of them.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from liushui.config.story.books import Books
from liushui.config.story.giving import KEY, references
from liushui.config.story.plan import FundPlan, Part, Story
from liushui.kernel.clock import CHINA, month_after
from liushui.kernel.money import Money
from liushui.ledger.queries import balance, movement_by_ref
from liushui.ledger.services import move
from liushui.ledger.states import Kind

if TYPE_CHECKING:
    from liushui.ledger.models import Fund

TYPICAL, LARGE = 60, 1_000  # givers behind a use
_WANTED = [LARGE] * 3 + [TYPICAL] * 25
_FUNDS_A_ROUND = 4
_PAYS_OUT = ("pandemic", "other")
_BEHIND = 10**9  # numbers of references behind those of gifts
_STEPS = 64


@dataclass(slots=True)
class Spent:
    """The references of uses, by about how many givers stand behind one."""

    typical: list[str] = field(default_factory=list)
    large: list[str] = field(default_factory=list)
    payments: int = 0


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the story a row of payments stands: its number and its day."""

    number: int
    at: datetime

    def step(self, number: int) -> "_Place":
        return _Place(self.number + number, self.at)

    @property
    def ref(self) -> str:
        return references(self.at.date())(_BEHIND + self.number)


class Spending:
    """Pays on as the story goes on."""

    def __init__(self, story: Story, books: Books) -> None:
        self.story, self.books = story, books
        self.spent = Spent()
        self.adds = False  # only behind gifts that are new: else a second run would pay more

    def after(self, month: date) -> None:
        """What happens at the end of a month."""
        for place, part in enumerate(self.story.parts):
            if part.programme in _PAYS_OUT and part.period != "before" and month in part.months:
                start = (self.story.months.index(month) * 100 + place) * _STEPS**2
                for number, plan in enumerate(part.funds[:_FUNDS_A_ROUND]):
                    self._pay_on(plan, part, _Place(start + number * _STEPS, _noon(month)))

    def _pay_on(self, plan: FundPlan, part: Part, place: _Place) -> None:
        """Two levels down, and there used: the amounts follow from what was first paid."""
        mean = part.fen // part.gifts
        known = movement_by_ref(place.ref)
        fund, chain = self.books.fund(plan), self.books.chain(plan)
        free = balance(fund.pk).free // 2
        amount = known.amount if known else min(free, 2 * mean * sum(_WANTED))
        if amount < mean or not (known or self.adds):
            return
        self._move(Money(amount), fund, chain.partner, Kind.GRANT, place)
        self._move(Money(amount), chain.partner, chain.local, Kind.GRANT, place.step(1))
        self.spent.payments += 2
        for number, givers in enumerate(_WANTED):
            cost = mean * givers
            if cost <= amount:
                amount -= cost
                target, step = chain.uses[number % len(chain.uses)], place.step(number + 2)
                self._move(Money(cost), chain.local, target, Kind.USE, step)
                (self.spent.large if givers == LARGE else self.spent.typical).append(step.ref)

    def _move(
        self, amount: Money, source: "Fund | None", target: "Fund", kind: Kind, place: _Place
    ) -> None:
        move(
            amount,
            source=source,
            target=target,
            kind=kind,
            key=f"{KEY}{place.number}",
            happened_at=place.at,
            ref=place.ref,
        )


def _noon(month: date) -> datetime:
    last = month_after(month) - timedelta(days=1)
    return datetime(last.year, last.month, last.day, 12, 0, tzinfo=CHINA)
