"""Console tables: one definition gives a list, its filters, its verbs and its exports."""

from liushui.desk.tables.asking import Asked, asked_of
from liushui.desk.tables.definitions import (
    Cell,
    Choice,
    Column,
    Days,
    Search,
    Table,
    Verb,
    register_table,
    table_named,
    tables,
)
from liushui.desk.tables.listing import Listing, all_rows, count_rows, listing_of, rows_by_key

__all__ = [
    "Asked",
    "Cell",
    "Choice",
    "Column",
    "Days",
    "Listing",
    "Search",
    "Table",
    "Verb",
    "all_rows",
    "asked_of",
    "count_rows",
    "listing_of",
    "register_table",
    "rows_by_key",
    "table_named",
    "tables",
]
