"""One day of the clocks: duties open, take their steps and end. Safe to run again on the same day.

A missed day is run when the clock comes back, in order, each as its own transaction; what the clock
does to projects is done once, for the day on which it runs (``acting``).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Min

from liushui.base.states import move_state
from liushui.compliance.clocks import Facts, Obligation, Span, obligations_on, standing
from liushui.compliance.clocks.reading import UNREADABLE
from liushui.compliance.clocks.steps import Step, steps_between
from liushui.compliance.models import ClockDay, Duty
from liushui.compliance.queries.calendars import calendar
from liushui.compliance.queries.watching import Hands, facts_of_today, hands_on
from liushui.compliance.rulebook import rule_known
from liushui.compliance.services.acting import act_on_projects
from liushui.compliance.services.day_work import CLOCK, DayWork, keep_day, named
from liushui.compliance.services.troubles import FAULTS, forget_troubles, keep_trouble
from liushui.compliance.states import MOVES, WATCHED, DutyState, StepKind
from liushui.kernel.clock import day_of
from liushui.kernel.days import Calendar

# Only a person's word ends these: no table shows that they were done.
BY_WORD = frozenset(
    {"happening", "annual_report", "annual_report_of_others", "annual_related_parties"}
)
_ENTERED = "happening:"
_DAY = timedelta(days=1)
Key = tuple[str, str, str]


def is_by_word(check: str, subject: str) -> bool:
    """Whether only a person's word ends a duty of this check about this subject."""
    return check in BY_WORD or subject.startswith(_ENTERED)


@dataclass(frozen=True, slots=True)
class DayRun:
    """What one day came to."""

    day: date
    watched: int
    moved: int


def run_clock(*, at: datetime) -> Sequence[DayRun]:
    """Every day since the last one, in order, and today again; then what it means for projects.

    Projects are taken down and put up by what is known, even where a day could not be run. What
    one duty or project could not do is kept for the operators and stops none of the others.
    """
    try:
        runs = _run_days(at)
    finally:
        act_on_projects(CLOCK, on=day_of(at), at=at)
    forget_troubles(at=at)
    return runs


def _run_days(at: datetime) -> Sequence[DayRun]:
    today = day_of(at)
    last = ClockDay.objects.aggregate(last=Max("day"))["last"]
    first = today if last is None else min(last + _DAY, today)
    facts, days = facts_of_today(), calendar()
    hands = hands_on(today, facts)
    runs = []
    while first <= today:
        runs.append(run_day(first, facts, days, hands=hands, at=at))
        first += _DAY
    return runs


@transaction.atomic
def run_day(day: date, facts: Facts, days: Calendar, *, hands: Hands, at: datetime) -> DayRun:
    """Let every duty stand as this day finds it."""
    work = DayWork(day, at)
    watched = _watched()
    began = ClockDay.objects.aggregate(first=Min("day"))["first"] or day
    fresh: dict[Key, Obligation] = {}
    unread: set[str] = set()

    def fault(subject: str, error: Exception) -> None:
        unread.add(subject)
        keep_trouble(subject, error, at=at)

    for one in obligations_on(facts, day, days, fault=fault):
        duty = watched.pop(one.key, None)
        if duty is not None:
            _redate(work, duty, one)
            _advance(work, duty, one)
        elif _is_new(one, day, began):
            fresh[one.key] = one
    for duty in watched.values():
        if duty.subject not in unread:
            _without_facts(work, duty)
    _open(work, fresh)
    keep_day(work, hands)
    count = Duty.objects.filter(state__in=WATCHED).count()
    moved = len({duty.pk for duty, _ in work.steps})
    ClockDay.objects.update_or_create(
        day=day, defaults={"watched": count, "moved": moved, "at": at}
    )
    return DayRun(day, count, moved)


def _watched() -> dict[Key, Duty]:
    rows = Duty.objects.filter(state__in=WATCHED).select_for_update(no_key=True).order_by("pk")
    return {(duty.rule, duty.subject, duty.cycle): duty for duty in rows}


def _is_new(one: Obligation, day: date, began: date) -> bool:
    """Whether a duty begins to be watched: not what was over before anybody looked.

    What only a person's word ends, and was due before the clock began here, is not held against
    anybody: nobody could have said it.
    """
    is_met = one.met_on is not None and one.met_on < day
    is_gone = one.lapsed_on is not None and one.lapsed_on <= day
    if one.appears_on > day or is_met or is_gone:
        return False
    return not is_by_word(one.rule.check, one.subject) or one.span.due >= began


def _without_facts(work: DayWork, duty: Duty) -> None:
    """No fact speaks of it today. One whose rule has left the texts stays as it is."""
    try:
        one = _as_it_stands(duty, work.day)
    except UNREADABLE as error:
        keep_trouble(named(duty), error, at=work.at)
    else:
        _advance(work, duty, one)


def _as_it_stands(duty: Duty, day: date) -> Obligation:
    """A duty whose facts are gone falls away; one that waits for a word keeps its own dates."""
    rule = rule_known(duty.rule, duty.rule_from) or rule_known(duty.rule)
    if rule is None:
        raise LookupError(duty.rule)
    return Obligation(
        rule=rule,
        subject=duty.subject,
        organisation_id=duty.organisation_id,
        cycle=duty.cycle,
        about=duty.about,
        anchor=duty.anchor,
        span=Span(duty.due, duty.latest, duty.is_certain),
        appears_on=duty.opened_on,
        lapsed_on=None if is_by_word(rule.check, duty.subject) else day,
    )


def _redate(work: DayWork, duty: Duty, one: Obligation) -> None:
    """Dates follow the facts (a plan that was extended, a list that was loaded) until a breach."""
    told = (one.anchor, one.span.due, one.span.latest, one.span.is_certain)
    if duty.state != DutyState.BREACHED and told != (
        duty.anchor, duty.due, duty.latest, duty.is_certain,
    ):  # fmt: skip
        duty.anchor, duty.due, duty.latest, duty.is_certain = told
        work.dated.append(duty)


def _advance(work: DayWork, duty: Duty, one: Obligation) -> None:
    """Put down the steps between how a duty stands in the table and how the day finds it."""
    wanted = standing(one, work.day)
    if duty.state == DutyState.BREACHED and wanted not in MOVES[DutyState.BREACHED]:
        wanted = DutyState.BREACHED
    now = Step(DutyState(duty.state), duty.breached_on)
    for kind in steps_between(now, one, wanted, work.day):
        work.steps.append((duty, kind))
    if wanted not in MOVES[duty.state]:
        return
    if wanted == DutyState.BREACHED:
        duty.breached_on = work.day
    elif wanted not in WATCHED:
        duty.closed_on = {
            DutyState.MET: one.met_on, DutyState.WAIVED: one.waived_on
        }.get(wanted, one.lapsed_on)  # fmt: skip
    work.dated.append(duty)
    work.moves[duty.state, wanted].append(duty)


def _open(work: DayWork, fresh: Mapping[Key, Obligation]) -> None:
    """Begin to watch what no row knows yet, and again what fell away and now stands again."""
    rows = Duty.objects.filter(subject__in={one.subject for one in fresh.values()})
    known = {(duty.rule, duty.subject, duty.cycle): duty for duty in rows}
    wanted = [one for key, one in fresh.items() if key not in known]
    for duty, one in _created(work, wanted):
        work.steps.append((duty, StepKind.OPENED))
        _advance(work, duty, one)
    for key, one in fresh.items():
        if key in known and _stands_again(known[key], one, work.day):
            _reopen(work, known[key], one)


def _created(work: DayWork, wanted: Sequence[Obligation]) -> Iterator[tuple[Duty, Obligation]]:
    """All at once; where one of them cannot be, each for itself."""
    try:
        with transaction.atomic():
            made = Duty.objects.bulk_create(_row(one, work.day) for one in wanted)
    except FAULTS:
        for one in wanted:
            try:
                with transaction.atomic():
                    duty = Duty.objects.create(**_columns(one, work.day))
            except FAULTS as error:
                keep_trouble(" ".join(one.key), error, at=work.at)
            else:
                yield duty, one
    else:
        yield from zip(made, wanted, strict=True)


def _stands_again(duty: Duty, one: Obligation, day: date) -> bool:
    """It had ended, and the facts ask for it again: extended, sent back, revoked.

    What a person ended (a word, a waiver) stays ended.
    """
    if duty.state not in {DutyState.LAPSED, DutyState.MET}:
        return False
    if is_by_word(one.rule.check, one.subject):
        return False
    is_past = duty.closed_on is not None and duty.closed_on < day
    return is_past and standing(one, day) in WATCHED


def _reopen(work: DayWork, duty: Duty, one: Obligation) -> None:
    """Its old steps stay; it is open from today, by today's dates."""
    try:
        with transaction.atomic():
            move_state(duty, to=DutyState.OPEN, moves=MOVES, by=CLOCK.name, at=work.at)
    except FAULTS as error:
        keep_trouble(named(duty), error, at=work.at)
        return
    duty.closed_on = duty.breached_on = None
    work.dated.append(duty)
    work.steps.append((duty, StepKind.OPENED))
    _redate(work, duty, one)
    _advance(work, duty, one)


def _row(one: Obligation, day: date) -> Duty:
    return Duty(**_columns(one, day))


def _columns(one: Obligation, day: date) -> dict[str, Any]:
    return {
        "rule": one.rule.id,
        "rule_from": one.rule.first,
        "organisation_id": one.organisation_id,
        "subject": one.subject,
        "cycle": one.cycle,
        "about": one.about[:200],
        "anchor": one.anchor,
        "due": one.span.due,
        "latest": one.span.latest,
        "is_certain": one.span.is_certain,
        "opened_on": day,
    }
