"""Partners tell acts; each counts once, within its person's day and the sponsor's budget.

The budget is a fund of the ledger: the gifts of a telling are one transfer out of it into the
project's fund, in the transaction that writes the acts. The database refuses to overdraw a fund
(``ledger_fund_not_overdrawn``), so a sponsor never gives more than was paid in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import uuid4

from django.db import transaction

from liushui.base import vault
from liushui.items.errors import PartnerUnknown, RuleNotOpen
from liushui.items.models import Act, ActDay, ActRate, ActRule, Partner
from liushui.items.queries.acts import acts_told, days_counted, partner_now, rate_on
from liushui.items.states import ActOutcome, RuleState
from liushui.kernel.clock import day_of
from liushui.kernel.money import Money
from liushui.ledger.services import lock_funds, move
from liushui.ledger.states import Kind
from liushui.projects.services import require_open_for_gifts

MOST_AT_ONCE = 1000
_WHO = "act-who"


@dataclass(frozen=True, slots=True)
class Told:
    """One act: the partner's own key for it, its own word for the person, the day, how many."""

    key: str
    who: str
    day: date
    units: int


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of it: how many units counted, and how many fen they are."""

    key: str
    outcome: ActOutcome
    counted: int = 0
    minor: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of each, in the order in which they were told, and what is left to give."""

    acts: Sequence[Answered]
    left_minor: int

    @property
    def minor(self) -> int:
        """What these acts became, also where they were told before."""
        return sum(act.minor for act in self.acts)


@transaction.atomic
def tell_acts(partner: Partner, acts: Sequence[Told], *, at: datetime) -> Answer:
    """Count what was done, once each. The same acts again answer the same and change nothing.

    An act that no money is left for is not kept: it may be told again when the sponsor paid more
    in. Raises ``PartnerUnknown``, ``RuleNotOpen`` and what makes the project take no gifts today.
    """
    rule = partner.rule
    funds = lock_funds({rule.fund_id, rule.project.fund_id})  # one telling of a rule at a time
    now = partner_now(partner)  # people may have ended it while this waited
    if now is None:
        raise PartnerUnknown
    if now.rule.state != RuleState.OPEN:
        raise RuleNotOpen
    require_open_for_gifts(now.rule.project, day_of(at))
    counting = _Counting(now, funds[rule.fund_id].free, f"acts:{uuid4()}", at)
    answered = counting.answers(acts)
    given = counting.budget - counting.left
    if given:
        move(
            Money(given),
            source=funds[rule.fund_id],
            target=funds[rule.project.fund_id],
            kind=Kind.TRANSFER,
            key=counting.movement_key,
            happened_at=at,
        )
    return Answer(answered, counting.left)


class _Counting:
    """One telling while it is counted."""

    def __init__(self, partner: Partner, budget: int, movement_key: str, at: datetime) -> None:
        self.partner, self.at = partner, at
        self.rule: ActRule = partner.rule
        self.budget = self.left = budget
        self.movement_key = movement_key
        self.known: dict[str, Act] = {}
        self.days: dict[tuple[date, bytes], ActDay] = {}
        self.written: list[Act] = []
        self.touched: dict[tuple[date, bytes], ActDay] = {}
        self._rates: dict[date, ActRate | None] = {}

    def answers(self, acts: Sequence[Told]) -> list[Answered]:
        """Read what stands, count in memory, write: four statements however many acts."""
        named = {act.who: vault.lookup_hash(_WHO, f"{self.partner.pk}\n{act.who}") for act in acts}
        self.known = dict(acts_told(self.partner, [act.key for act in acts]))
        standing = days_counted(self.rule, {act.day for act in acts}, named.values())
        self.days = {(one.day, bytes(one.who)): one for one in standing}
        answered = [self.answer(act, named[act.who]) for act in acts]
        Act.objects.bulk_create(self.written)
        ActDay.objects.bulk_create(
            self.touched.values(),
            update_conflicts=True,
            unique_fields=["rule", "day", "who"],
            update_fields=["counted", "minor"],
        )
        return answered

    def answer(self, told: Told, who: bytes) -> Answered:
        """Count one act after the other, as they were told."""
        known = self.known.get(told.key)
        if known is not None:
            return _again(known, told, who)
        rate = self._rate(told.day)
        if rate is None:
            return Answered(told.key, ActOutcome.OUT_OF_DAYS)
        day = self.days.get((told.day, who)) or ActDay(
            rule=self.rule, day=told.day, who=who, most=rate.most, counted=0, minor=0
        )
        counted = min(told.units, day.most - day.counted)
        if counted <= 0:
            return self._write(told, who, Answered(told.key, ActOutcome.LIMIT))
        # A day is worth its whole: what was left over of one act counts with the next.
        minor = (day.counted + counted) // rate.units * rate.minor - day.minor
        if minor > self.left:
            return Answered(told.key, ActOutcome.BUDGET_SPENT)
        day.counted += counted
        day.minor += minor
        self.days[told.day, who] = self.touched[told.day, who] = day
        self.left -= minor
        return self._write(told, who, Answered(told.key, ActOutcome.COUNTED, counted, minor))

    def _rate(self, day: date) -> ActRate | None:
        if not self.rule.starts_on <= day <= min(self.rule.ends_on, day_of(self.at)):
            return None
        if day not in self._rates:
            self._rates[day] = rate_on(self.rule, day)
        return self._rates[day]

    def _write(self, told: Told, who: bytes, answered: Answered) -> Answered:
        act = Act(
            partner=self.partner,
            key=told.key,
            who=who,
            day=told.day,
            units=told.units,
            counted=answered.counted,
            minor=answered.minor,
            movement_key=self.movement_key if answered.minor else "",
            told_at=self.at,
        )
        self.known[told.key] = act
        self.written.append(act)
        return answered


def _again(known: Act, told: Told, who: bytes) -> Answered:
    answered = Answered(told.key, ActOutcome.KNOWN, known.counted, known.minor)
    if (bytes(known.who), known.day, known.units) != (who, told.day, told.units):
        return replace(answered, outcome=ActOutcome.KEY_REUSED, counted=0, minor=0)
    return answered
