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
from liushui.ledger.queries.books import (
    holder_of_entry,
    holder_of_fund,
    holder_of_gift,
    payee_of_hold,
    recaller_of_hold,
)

__all__ = [
    "NamedFund",
    "endings_of_gift",
    "entries_of",
    "facts_of",
    "funds_in_console",
    "funds_to_choose",
    "holder_of_entry",
    "holder_of_fund",
    "holder_of_gift",
    "instruction_for",
    "instruction_for_update",
    "instructions_in_console",
    "instructions_to_decide",
    "payee_of_hold",
    "recaller_of_hold",
    "with_names",
]
