"""What is owed, by which day, and how it stands on a day. Decisions 0073 and 0074."""

from dataclasses import dataclass
from datetime import date, timedelta

from liushui.compliance.rulebook import Rule, rule_on
from liushui.compliance.states import DutyState
from liushui.kernel.days import (
    Calendar,
    Counted,
    add_days,
    add_months,
    add_working_days,
    latest_for,
)

# No run of days off that the State Council ever listed is longer: whoever waits this long after a
# day that no list confirms has waited long enough.
UNCERTAIN_DAYS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Span:
    """The nominal last day, the one to which days off moved it, and whether lists confirm it."""

    due: date
    latest: date
    is_certain: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """One duty as the facts of a day tell it. ``cycle`` is its name among those of its subject."""

    rule: Rule
    subject: str
    organisation_id: int | None
    cycle: str
    about: str
    anchor: date
    span: Span
    appears_on: date
    met_on: date | None = None
    lapsed_on: date | None = None
    waived_on: date | None = None
    named_id: int | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.rule.id, self.subject, self.cycle)


def span_of(rule: Rule, anchor: date, calendar: Calendar) -> Span:
    """The last day of a rule's span that began on a day: day nought is not counted."""
    if rule.has("working_days"):
        counted = add_working_days(anchor, rule.number("working_days"), calendar)
        return Span(counted.day, counted.day, counted.is_certain)
    if rule.has("months"):
        due = add_months(anchor, rule.number("months"))
    else:
        due = add_days(anchor, rule.number("days"))
    moved = Counted(due) if rule.is_fixed else latest_for(due, calendar)
    return Span(due, moved.day, moved.is_certain)


def version_for(key: str, anchor: date) -> tuple[Rule, date] | None:
    """The version of a rule that a trigger day fixes, and its day nought.

    A duty that the law brought later begins with the law: max(start, first day in force).
    """
    rule = rule_on(key, anchor)
    if rule is not None:
        return rule, anchor
    later = rule_on(key, date.max)
    return (later, later.first) if later is not None and later.first > anchor else None


def breached_from(span: Span) -> date:
    """The first day on which the duty is overdue: never by a day that no list confirms."""
    return span.latest + (timedelta(0) if span.is_certain else UNCERTAIN_DAYS) + timedelta(days=1)


def warned_from(one: Obligation) -> date:
    """The day on which who is in charge is reminded."""
    return max(one.span.due - timedelta(days=one.rule.warn[0]), one.appears_on)


def escalated_from(one: Obligation) -> date:
    """The day on which who leads is told."""
    return max(one.span.due - timedelta(days=one.rule.warn[1]), one.appears_on)


def standing(one: Obligation, day: date) -> DutyState:
    """How it stands when a day begins; what happens on the day itself counts for it."""
    if one.met_on is not None and one.met_on <= day:
        return DutyState.MET
    if one.waived_on is not None and one.waived_on <= day:
        return DutyState.WAIVED
    if one.lapsed_on is not None and one.lapsed_on <= day:
        return DutyState.LAPSED
    if day >= breached_from(one.span):
        return DutyState.BREACHED
    if day >= escalated_from(one):
        return DutyState.ESCALATED
    return DutyState.WARNED if day >= warned_from(one) else DutyState.OPEN
