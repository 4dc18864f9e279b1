"""Writing down what does not agree, and that it agrees after all."""

from collections.abc import Sequence
from datetime import datetime

from liushui.base.states import move_state
from liushui.reconciling.models import Difference, Statement
from liushui.reconciling.reading import Paper, Read
from liushui.reconciling.states import (
    MOVES,
    WAITING,
    Cause,
    DifferenceKind,
    DifferenceState,
)

BY = "system:matching"


def open_statement_findings(
    statement: Statement, paper: Paper, *, fresh: Sequence[Read], at: datetime
) -> None:
    """What is to be said of the statement as a whole: it does not add up; fees were kept."""
    found = []
    if paper.gap is not None:
        found.append(_of_statement(statement, DifferenceKind.SUM, Cause.CUT, paper.in_minor, at=at))
    fees = sum(line.fee_minor for line in fresh)
    if fees > 0:
        found.append(
            _of_statement(statement, DifferenceKind.FEE, Cause.KEPT_BY_PROVIDER, fees, at=at)
        )
    Difference.objects.bulk_create(found)


def clear(differences: Sequence[Difference], *, at: datetime) -> None:
    """What was missing has come: the difference is over by itself."""
    for one in differences:
        if one.state in WAITING:
            move_state(one, to=DifferenceState.CLEARED, moves=MOVES, by=BY, at=at)


def _of_statement(
    statement: Statement, kind: DifferenceKind, cause: Cause, minor: int, *, at: datetime
) -> Difference:
    return Difference(
        account_id=statement.account_id,
        statement=statement,
        day=statement.last_day,
        kind=kind,
        cause=cause,
        theirs_minor=minor,
        found_at=at,
    )
