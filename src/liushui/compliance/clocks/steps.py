"""Which steps a duty takes between how it stood and how a day finds it. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from liushui.compliance.clocks.obligations import Obligation
from liushui.compliance.states import WATCHED, DutyState, StepKind

# After the last day people are reminded again, then silence is their answer.
REMINDED_AFTER = (7, 30)
_OF_STATE = {
    DutyState.WARNED: StepKind.WARNED,
    DutyState.ESCALATED: StepKind.ESCALATED,
    DutyState.BREACHED: StepKind.BREACHED,
    DutyState.MET: StepKind.MET,
    DutyState.LAPSED: StepKind.LAPSED,
    DutyState.WAIVED: StepKind.WAIVED,
}
_ORDER = (*WATCHED, DutyState.MET, DutyState.LAPSED, DutyState.WAIVED)


@dataclass(frozen=True, slots=True)
class Step:
    """How a duty stood when the day began."""

    state: DutyState
    breached_on: date | None = None


def steps_between(before: Step, one: Obligation, wanted: DutyState, day: date) -> list[StepKind]:
    """The step of a new state; in the same state what a day of waiting brings."""
    if wanted != before.state:
        forward = _ORDER.index(wanted) > _ORDER.index(before.state)
        return [_OF_STATE[wanted]] if forward and wanted in _OF_STATE else []
    if wanted == DutyState.BREACHED and before.breached_on is not None:
        return [StepKind.REMINDED] if (day - before.breached_on).days in REMINDED_AFTER else []
    moved = one.span.latest > one.span.due
    if wanted in WATCHED and moved and day == one.span.due + timedelta(days=1):
        return [StepKind.EXTENDED]
    return []
