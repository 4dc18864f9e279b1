"""Who does what in the simulated year: reports in time, late, wrong and never. Seeded."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from liushui.config.drill.year_law import (
    DAY,
    YEAR,
    Charity,
    Fundraising,
    Told,
    months_after,
)

FIRST = date(YEAR, 1, 1)
HABITS = ("in time", "in time", "in time", "late", "never", "corrects only", "other kind")


@dataclass(frozen=True, slots=True)
class PlannedProject:
    """One project: of which charity, its habit, and its life."""

    number: int
    charity: int
    habit: str
    life: Fundraising


@dataclass(frozen=True, slots=True)
class YearPlan:
    """Everything that will happen."""

    charities: Sequence[Charity]
    projects: Sequence[PlannedProject]


def plan_year(charities: int, projects: int, seed: int = 2026) -> YearPlan:
    """The same plan for the same seed."""
    draw = random.Random(seed)  # noqa: S311 - a plan, no secret
    bodies = [_charity(draw) for _ in range(charities)]
    made = []
    for number in range(projects):
        habit = HABITS[number % len(HABITS)]
        made.append(PlannedProject(number, number % charities, habit, _life(draw, habit)))
    return YearPlan(bodies, made)


def _charity(draw: random.Random) -> Charity:
    yearly = {
        rule: date(YEAR, 5, 31) + draw.choice((-60, -20, -1, 0, 1, 9, 40)) * DAY
        for rule in ("R-28", "R-31")
        if draw.random() > 0.2  # noqa: PLR2004 - a fifth says nothing at all
    }
    until = date(YEAR, 12, 31) if draw.random() > 0.8 else None  # noqa: PLR2004
    return Charity(until, yearly)


def _life(draw: random.Random, habit: str) -> Fundraising:
    start = date(YEAR - 1, 10, 1) + draw.randrange(330) * DAY
    length = draw.choice((40, 90, 150, 181, 184, 230, 300, 400))
    end = start + length * DAY
    emergency = start > FIRST and draw.random() < 0.15  # noqa: PLR2004
    if emergency:
        end = start + draw.choice((20, 35, 60)) * DAY
    closed = _closed(draw, start, end)
    filed = start + draw.choice((-15, 3, 10, 11, 20)) * DAY if emergency else None
    if filed is not None and closed is not None and closed <= filed:
        closed = None  # who has closed files nothing more
    reports = _reports(draw, habit, start, closed or end + 240 * DAY, end, is_emergency=emergency)
    return Fundraising(start, end, reports, closed, emergency, filed)


def _closed(draw: random.Random, start: date, end: date) -> date | None:
    """Some close early, some after the end, some never; none before the year begins."""
    day = draw.choice((None, None, end - 15 * DAY, end + 50 * DAY, end + 170 * DAY))
    return day if day is not None and day > max(start, FIRST) else None


def _reports(
    draw: random.Random, habit: str, start: date, stop: date, end: date, *, is_emergency: bool
) -> list[Told]:
    """One report for each stretch, as the habit has it; the account after each end."""
    if habit == "never":
        return []
    found: list[Told] = []
    day, kind = start, "emergency" if is_emergency else "periodic"
    if habit == "other kind":
        kind = "periodic"
    while True:
        due = day + 5 * DAY if is_emergency and day < end else months_after(day, 3)
        late = draw.choice((1, 4, 12, 45)) if habit == "late" else -draw.choice((0, 1, 3, 25))
        near = max(late, -3) if is_emergency and day < end else late
        day = max(due + near * DAY, day + DAY)
        if day > min(stop, date(YEAR, 12, 31)):
            break
        found.append(Told(day, kind))
    for ended in {end, stop if stop < end + 200 * DAY else end}:
        told = months_after(ended, 3) + (draw.choice((2, 20)) if habit == "late" else -5) * DAY
        if habit not in {"other kind", "corrects only"}:
            found.append(Told(told, "final"))
    seen = sorted((t for t in found if t.on >= FIRST), key=lambda told: (told.on, told.kind))
    if habit == "corrects only":
        return [replace(told, is_correction=n > 0) for n, told in enumerate(seen)]
    return seen
