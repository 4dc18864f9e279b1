"""The balance of the whole installation: what came in equals where it is now."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from liushui.insight.queries.project_flow import tally_of
from liushui.insight.queries.wording import stage_of
from liushui.kernel.drawing.tally import Tally
from liushui.ledger.queries.flows import Standing, received_from_outside, standing_by_kind
from liushui.ledger.queries.moments import standing_at
from liushui.ledger.states import EndKind


def whole_balance(resource: str = "CNY") -> Tally:
    """Everything ever received and where it is: used, on its way, waiting, returned.

    Two queries: what came in is summed from the movements, where it is from the funds, so
    that ``is_equal`` compares two counts. "On its way" is what is approved or at the bank.
    """
    return tally_of(received_from_outside(resource), _stages(standing_by_kind(resource)))


def whole_balance_at(moment: datetime, resource: str = "CNY") -> Tally:
    """The same as it was when the moment's second began, from the marks of all funds: one query.

    What came in by then is what lay somewhere: units neither appear nor vanish between funds.
    """
    standing = standing_at(moment, resource)
    return tally_of(sum(row.standing for row in standing), _stages(standing))


def _stages(rows: Iterable[Standing]) -> Sequence[tuple[str, int]]:
    sums = []
    for row in rows:
        if row.sink_use is not None:
            sums.append((stage_of(EndKind(row.sink_use)), row.standing))
            continue
        sums += [("transit", row.reserved), ("wait", row.standing - row.reserved)]
    return sums
