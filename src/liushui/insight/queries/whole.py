"""The balance of the whole installation: what came in equals where it is now."""

from liushui.insight.queries.project_flow import tally_of
from liushui.insight.queries.wording import stage_of
from liushui.kernel.drawing.tally import Tally
from liushui.ledger.queries.flows import received_from_outside, standing_by_kind
from liushui.ledger.states import EndKind


def whole_balance(resource: str = "CNY") -> Tally:
    """Everything ever received and where it is: used, on its way, waiting, returned.

    Two queries: what came in is summed from the movements, where it is from the funds, so
    that ``is_equal`` compares two counts. "On its way" is what is approved or at the bank.
    """
    sums = []
    for row in standing_by_kind(resource):
        if row.sink_use is not None:
            sums.append((stage_of(EndKind(row.sink_use)), row.standing))
            continue
        sums += [("transit", row.reserved), ("wait", row.standing - row.reserved)]
    return tally_of(received_from_outside(resource), sums)
