"""What one day of the clocks comes to: put together duty by duty, written all at once.

Where one duty cannot be written, each is written for itself and the fault is kept for operators.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from liushui.base.states import move_states
from liushui.compliance.models import Duty, DutyStep
from liushui.compliance.queries.watching import Hands
from liushui.compliance.services.telling import tell_of_steps
from liushui.compliance.services.troubles import FAULTS, keep_trouble
from liushui.compliance.states import MOVES, StepKind
from liushui.parties.actors import Actor
from liushui.parties.services import record

CLOCK = Actor.system("clock")


@dataclass(slots=True)
class DayWork:
    """The work of one day as it is put together."""

    day: date
    at: datetime
    steps: list[tuple[Duty, StepKind]] = field(default_factory=list)
    moves: dict[tuple[str, str], list[Duty]] = field(default_factory=lambda: defaultdict(list))
    dated: list[Duty] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Single:
    """What a day does about one duty."""

    duty: Duty
    work: DayWork


def named(duty: Duty) -> str:
    return f"{duty.rule} {duty.subject} {duty.cycle}"


def keep_day(work: DayWork, hands: Hands) -> None:
    """Write everything of the day at once; where one duty cannot be written, each for itself."""
    try:
        with transaction.atomic():
            _write(work, hands)
    except FAULTS:
        for one in _each(work):
            try:
                with transaction.atomic():
                    _write(one.work, hands)
            except FAULTS as error:
                keep_trouble(named(one.duty), error, at=work.at)


def _each(work: DayWork) -> Iterator[_Single]:
    """The same work, duty by duty."""
    touched = {duty.pk: duty for duty in [*work.dated, *(duty for duty, _ in work.steps)]}
    for pk, duty in touched.items():
        moves = {move: [duty] for move, ds in work.moves.items() if any(d.pk == pk for d in ds)}
        steps = [(of, kind) for of, kind in work.steps if of.pk == pk]
        dated = [duty] if any(d.pk == pk for d in work.dated) else []
        yield _Single(duty, DayWork(work.day, work.at, steps, moves, dated))


def _write(work: DayWork, hands: Hands) -> None:
    """Dates, moves with their history, steps, words to people."""
    fields = ["anchor", "due", "latest", "is_certain", "breached_on", "closed_on"]
    Duty.objects.bulk_update({duty.pk: duty for duty in work.dated}.values(), fields)
    for (old, to), duties in work.moves.items():
        moments = {duty.pk: work.at for duty in duties}
        move_states(Duty, moments, old=old, to=to, moves=MOVES, by=CLOCK.name)
    told = tell_of_steps(work.steps, hands, on=work.day, at=work.at)
    rows = [
        DutyStep(duty=duty, kind=kind, on=work.day, told=told.get((duty.pk, kind), 0),
                 by=CLOCK.name, at=work.at)
        for duty, kind in work.steps
    ]  # fmt: skip
    DutyStep.objects.bulk_create(rows, ignore_conflicts=True)
    _record(work)


def _record(work: DayWork) -> None:
    for duty, kind in work.steps:
        record(
            CLOCK, f"duty.{kind}", duty, at=work.at,
            rule=duty.rule, subject=duty.subject, cycle=duty.cycle, day=work.day.isoformat(),
        )  # fmt: skip
