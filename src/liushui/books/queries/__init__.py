"""What the pages of the books ask."""

from liushui.books.queries.funds import NamedFund, funds_in_console, with_names

__all__ = ["NamedFund", "funds_in_console", "with_names"]
