"""What other modules may ask the ledger."""

from liushui.ledger.queries.funds import (
    Balance,
    Given,
    balance,
    balances,
    fund,
    funds_of,
    given_to,
    movement_by_ref,
    movements_by_ref,
    movements_of,
    used_of,
)
from liushui.ledger.queries.reports import (
    MonthEnd,
    TrialBalance,
    gifts_that_wait,
    holder_of,
    month_ends,
    sealed_report,
    trial_balance,
)
from liushui.ledger.queries.sequencing import Lag, is_waiting, sequencer_lag
from liushui.ledger.queries.trace_pages import (
    Page,
    trace_backward_of_fund_page,
    trace_backward_page,
    trace_forward_page,
)
from liushui.ledger.queries.tracing import (
    End,
    Source,
    resting_spans,
    trace_backward,
    trace_backward_of_fund,
    trace_forward,
)

__all__ = [
    "Balance",
    "End",
    "Given",
    "Lag",
    "MonthEnd",
    "Page",
    "Source",
    "TrialBalance",
    "balance",
    "balances",
    "fund",
    "funds_of",
    "gifts_that_wait",
    "given_to",
    "holder_of",
    "is_waiting",
    "month_ends",
    "movement_by_ref",
    "movements_by_ref",
    "movements_of",
    "resting_spans",
    "sealed_report",
    "sequencer_lag",
    "trace_backward",
    "trace_backward_of_fund",
    "trace_backward_of_fund_page",
    "trace_backward_page",
    "trace_forward",
    "trace_forward_page",
    "trial_balance",
    "used_of",
]
