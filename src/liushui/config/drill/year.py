"""A simulated year of charities and projects, day by day, against the days of the law (A06)."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from liushui.config.drill.year_law import (
    DAY,
    TAKES_DOWN,
    Expected,
    expected_of,
    expected_of_charity,
)
from liushui.config.drill.year_plan import FIRST, YearPlan, plan_year
from liushui.config.figures import Figure

if TYPE_CHECKING:
    from liushui.base.processes import Sink

SUMMARY = "a year of late, wrong and missing reports, day by day, against the days of the law"
SMALL, FULL = (12, 35, 365), (300, 700, 365)
_BEFORE = FIRST - timedelta(days=1)
_SHOWN = 5
_STEPS = ("opened", "warned", "escalated", "breached", "met", "lapsed")
Key = tuple[str, str, str]


def run(*, full: bool, tell: "Sink") -> Iterator[Figure]:
    """In a database of its own, gone afterwards."""
    from liushui.config.attached import attached_database  # noqa: PLC0415 - before set-up
    from liushui.config.bench.figures import scratch_database  # noqa: PLC0415

    charities, projects, days = FULL if full else SMALL
    with ExitStack() as stack:
        stack.enter_context(attached_database())
        stack.enter_context(scratch_database())
        began = time.monotonic()
        outcome = simulate(charities, projects, days, lambda line: tell("up", line))
        took = time.monotonic() - began
    yield Figure("charities", charities, "charities")
    yield Figure("projects", projects, "projects")
    yield Figure("days", days, "days")
    yield from figures_of(outcome)
    yield Figure("took", round(took, 1), "s")


@dataclass(slots=True)
class Outcome:
    """What the year came to, and each thing that was not as the law has it."""

    duties: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    by_rule: Counter[str] = field(default_factory=Counter)
    wrong_days: list[str] = field(default_factory=list)
    wrongly_held: list[str] = field(default_factory=list)
    stayed_up: list[str] = field(default_factory=list)
    taken_down: list[str] = field(default_factory=list)
    down_days: int = 0
    paperless_days: int = 0
    missing: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)


def figures_of(one: Outcome) -> Iterator[Figure]:
    """Each held against nothing at all being wrong."""
    yield Figure("duties", one.duties, "duties")
    for rule in sorted({key.partition(" ")[0] for key in one.by_rule}):
        for step in ("breached", "met"):
            yield Figure(f"{rule} {step}", one.by_rule[f"{rule} {step}"], "duties")
    for step in _STEPS:
        yield Figure(f"steps: {step}", one.steps[step], "steps")
    yield Figure("days on which a project was down", one.down_days, "days")
    yield Figure("days on which one had no paper to raise by", one.paperless_days, "days")
    yield Figure("duties that the law expects and nobody opened", len(one.missing), "duties", 0)
    yield Figure("duties that the law does not know", len(one.unasked), "duties", 0)
    yield Figure("steps on another day than the law says", len(one.wrong_days), "steps", 0)
    yield Figure(
        "days on which other reasons stood than the law's", len(one.wrongly_held), "days", 0
    )
    yield Figure(
        "days on which an overdue project, or one without a paper, stayed up",
        len(one.stayed_up),
        "days",
        0,
    )
    yield Figure("days on which one in order was down", len(one.taken_down), "days", 0)


def simulate(charities: int, projects: int, days: int, tell: Callable[[str], None]) -> Outcome:
    """Run the clock each morning, let people do their part at noon, and compare every morning."""
    from liushui.compliance.services.advancing import run_clock  # noqa: PLC0415 - after set-up
    from liushui.config.drill.year_people import People  # noqa: PLC0415

    plan = plan_year(charities, projects)
    people = People(plan, at=_morning(_BEFORE))
    outcome = Outcome()
    for n in range(days):
        day = FIRST + n * DAY
        run_clock(at=_morning(day))
        expected = _expected(plan, people, day)
        _compare_projects(outcome, plan, people, expected, day)
        people.act(day, at=_morning(day) + timedelta(hours=4))
        if n % 30 == 0:
            tell(f"{day}: {len(outcome.wrong_days) + len(outcome.stayed_up)} wrong so far")
    _compare_steps(outcome, plan, people, FIRST + (days - 1) * DAY)
    for line in _first_wrong(outcome):
        tell(line)
    return outcome


def _morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _expected(plan: YearPlan, people: Any, day: date) -> Mapping[str, Sequence[Expected]]:
    """What the law expects of each project, by the number it has here."""
    return {people.numbers[one.number]: list(expected_of(one.life, day)) for one in plan.projects}


def _compare_projects(
    outcome: Outcome,
    plan: YearPlan,
    people: Any,
    expected: Mapping[str, Sequence[Expected]],
    day: date,
) -> None:
    """No overdue project takes gifts; each one in order does, on each day of its campaign.

    On every day of every project, also after its end, the reasons that hold it are the law's.
    """
    taking, held = people.taking_gifts(day), people.held_by_clocks()
    lawful = {
        (number, duty.rule)
        for number, duties in expected.items()
        for duty in duties
        if duty.rule in TAKES_DOWN and duty.state_on(day) == "breached"
    }
    outcome.wrongly_held += [f"{day} {one}" for one in sorted(lawful ^ held)]
    for one in plan.projects:
        number, life = people.numbers[one.number], one.life
        late = [duty.rule for duty in expected[number] if duty.state_on(day) == "breached"]
        over = life.closed is not None and life.closed < day
        is_open = life.opened is None or life.opened < day
        if not (is_open and life.start <= day <= life.end) or over:
            continue
        if people.paper_is_out(one.charity, day):
            outcome.paperless_days += 1
            if number in taking:
                outcome.stayed_up.append(f"{day} {number} without a paper")
            continue
        outcome.down_days += bool(late)
        if late and number in taking:
            outcome.stayed_up.append(f"{day} {number} {late}")
        if not late and number not in taking:
            outcome.taken_down.append(f"{day} {number}")


def _compare_steps(outcome: Outcome, plan: YearPlan, people: Any, last: date) -> None:
    """Every duty, and the day of each of its steps, against the law's own days."""
    from liushui.compliance.queries.taken import steps_by_duty  # noqa: PLC0415 - after set-up

    found = steps_by_duty()
    outcome.duties = len(found)
    expected = dict(_all_expected(plan, people, last))
    outcome.missing = [str(key) for key in expected.keys() - found.keys()]
    outcome.unasked = [str(key) for key in found.keys() - expected.keys()]
    for key in expected.keys() & found.keys():
        lawful = _lawful_steps(expected[key])
        taken = {kind: on for kind, on in found[key].items() if kind in _STEPS}
        outcome.steps.update(taken.keys())
        outcome.by_rule.update(f"{key[0]} {step}" for step in taken)
        if lawful != taken:
            outcome.wrong_days.append(f"{key}: law {lawful}, here {taken}")


def _all_expected(
    plan: YearPlan, people: Any, last: date
) -> Iterator[tuple[Key, list[tuple[date, Expected]]]]:
    """Each duty as every morning saw it: what falls due may change while the year goes on."""
    seen: dict[Key, list[tuple[date, Expected]]] = defaultdict(list)
    day = FIRST
    while day <= last:
        for one in plan.projects:
            for duty in expected_of(one.life, day):
                key = (duty.rule, f"project:{people.numbers[one.number]}", duty.cycle)
                seen[key].append((day, duty))
        for number, body in enumerate(plan.charities):
            for duty in expected_of_charity(body, day):
                key = (duty.rule, f"organisation:{people.bodies[number].pk}", duty.cycle)
                seen[key].append((day, duty))
        day += DAY
    for key, mornings in seen.items():
        kept = [(day, duty) for day, duty in mornings if duty.arises <= day]
        if kept and kept[0][1].state_on(kept[0][0]) not in {"met", "lapsed"}:
            yield key, kept


def _lawful_steps(mornings: Sequence[tuple[date, Expected]]) -> dict[str, date]:
    """The first morning of each state; what is over says nothing more."""
    steps: dict[str, date] = {"opened": mornings[0][0]}
    for day, duty in mornings:
        state = duty.state_on(day)
        if state != "open":
            said = duty.done if state == "met" and duty.by_word else None
            steps.setdefault(state, said or day)
        if state in {"met", "lapsed"}:
            break
    return steps


def _first_wrong(outcome: Outcome) -> Iterator[str]:
    wrong = (
        outcome.missing, outcome.unasked, outcome.wrong_days, outcome.wrongly_held,
        outcome.stayed_up, outcome.taken_down,
    )  # fmt: skip
    for lines in wrong:
        yield from lines[:_SHOWN]
