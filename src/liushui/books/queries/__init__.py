"""What the pages of the books ask."""

from liushui.books.queries.funds import (
    NamedFund,
    funds_in_console,
    funds_to_choose,
    with_names,
)
from liushui.books.queries.instructions import (
    endings_of_gift,
    entries_of,
    facts_of,
    instruction_for,
    instruction_for_update,
    instructions_in_console,
    instructions_to_decide,
)
from liushui.books.queries.months import (
    BalanceLine,
    MonthPage,
    bodies_and_months,
    body_with_books,
    month_page,
    report_bytes,
)
from liushui.books.queries.needed import still_needed
from liushui.books.queries.owed import Hop, Owed, hops_waiting, owed_by
from liushui.books.queries.statements import (
    StatementLine,
    StatementPage,
    all_lines,
    fund_for,
    statement_page,
)
from liushui.ledger.queries.books import (
    holder_of_entry,
    holder_of_fund,
    holder_of_gift,
    payee_of_hold,
    recaller_of_hold,
)

__all__ = [
    "BalanceLine",
    "Hop",
    "MonthPage",
    "NamedFund",
    "Owed",
    "StatementLine",
    "StatementPage",
    "all_lines",
    "bodies_and_months",
    "body_with_books",
    "endings_of_gift",
    "entries_of",
    "facts_of",
    "fund_for",
    "funds_in_console",
    "funds_to_choose",
    "holder_of_entry",
    "holder_of_fund",
    "holder_of_gift",
    "hops_waiting",
    "instruction_for",
    "instruction_for_update",
    "instructions_in_console",
    "instructions_to_decide",
    "month_page",
    "owed_by",
    "payee_of_hold",
    "recaller_of_hold",
    "report_bytes",
    "statement_page",
    "still_needed",
    "with_names",
]
