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
    Rest,
    Told,
    months_after,
    overdue_from,
)

FIRST = date(YEAR, 1, 1)
HALF = 0.5
# Until when a charity's public paper holds, and how many days after that a new one does.
PAPERS: Sequence[tuple[date | None, int | None]] = (
    (date(YEAR, 6, 30), 20), (None, None), (date(YEAR, 9, 15), -30), (None, None),
    (date(YEAR, 4, 12), None), (None, None), (date(YEAR, 12, 31), None), (date(YEAR, 10, 3), 1),
)  # fmt: skip
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
    bodies = [_charity(draw, number) for number in range(charities)]
    made = []
    for number in range(projects):
        habit = HABITS[number % len(HABITS)]
        life = _life(draw, habit)
        if number < charities:
            life = _steady(draw)
        if bodies[number % charities].lapses and life.is_filed_late:
            life = replace(life, filed=life.start - 15 * DAY)  # nobody begins without a paper
        if number >= charities:
            life = _late(draw, life, bodies[number % charities])
        if life.start < FIRST:
            life = replace(life, opened=FIRST - DAY)  # it was taken over on the eve
        with_others = draw.random() < HALF and not life.is_filed_late
        life = replace(life, rest=_rest(draw, life), has_partners=with_others)
        told = _told_of_partners(draw, life)
        life = replace(life, reports=sorted([*life.reports, *told], key=lambda one: one.on))
        made.append(PlannedProject(number, number % charities, habit, life))
    return YearPlan(bodies, made)


def _charity(draw: random.Random, number: int) -> Charity:
    yearly = {
        rule: date(YEAR, 5, 31) + draw.choice((-60, -20, -1, 0, 1, 9, 40)) * DAY
        for rule in ("R-28", "R-31")
        if draw.random() > 0.2  # noqa: PLR2004 - a fifth says nothing at all
    }
    until, after = PAPERS[number % len(PAPERS)]
    renewed = until + after * DAY if until is not None and after is not None else None
    return Charity(until, renewed, yearly)


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


def _steady(draw: random.Random) -> Fundraising:
    """In order all year: what others of its charity leave over goes there."""
    start = date(YEAR - 1, 10, 1) + draw.randrange(90) * DAY
    end = start + 600 * DAY
    return Fundraising(start, end, _reports(draw, "in time", start, end, end, is_emergency=False))


def _late(draw: random.Random, life: Fundraising, body: Charity) -> Fundraising:
    """Most open before their first day; some begin here long after it, with no report before."""
    day = life.start + draw.choice((0, 0, 0, 6, 30, 95)) * DAY
    is_over = day >= life.end or (life.closed is not None and day >= life.closed)
    is_over = is_over or body.is_out(day)
    if life.is_filed_late or day <= FIRST or day == life.start or is_over:
        return life
    told = [one for one in life.reports if one.on > day]
    if told:  # there is none before it that it could correct
        told[0] = replace(told[0], is_correction=False)
    return replace(life, opened=day, reports=told)


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


def _rest(draw: random.Random, life: Fundraising) -> Rest | None:
    """What becomes of what is left: moved in time, late, never, refused, or used up."""
    if life.closed is None:
        return None
    late = overdue_from(months_after(life.closed, 3))
    in_time = life.closed + draw.choice((1, 20, 80)) * DAY
    too_late = late + draw.choice((0, 3, 30)) * DAY
    return draw.choice(
        (
            None,
            Rest(),
            Rest(moved=in_time),
            Rest(moved=late - DAY),
            Rest(moved=too_late),
            Rest(refused=in_time),
            Rest(refused=in_time, moved=too_late),
            Rest(used=in_time),
            Rest(used=late - DAY),
            Rest(used=too_late, archived=_archived(life, too_late)),
        )
    )


def _archived(life: Fundraising, used: date) -> date | None:
    """A project is ended for good once its full account is there."""
    has_account = any(told.kind == "final" and told.on <= used for told in life.reports)
    return used + 5 * DAY if has_account else None


def _told_of_partners(draw: random.Random, life: Fundraising) -> list[Told]:
    """How partners did: too early to count, on the last days, late, never."""
    end = life.end if life.closed is None else min(life.end, life.closed)
    late = overdue_from(months_after(end, 3))
    days = draw.choice(
        ((), (end - 20 * DAY,), (end,), (late - DAY,), (late,), (end - DAY, late + 12 * DAY))
    )
    if not life.has_partners:
        return []
    return [Told(day, "partners") for day in days if max(FIRST, life.began) < day]
