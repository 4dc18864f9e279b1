"""Statements as their keepers write them, understood: no database here."""

from liushui.reconciling.reading.papers import Paper, Read
from liushui.reconciling.reading.recognising import read_statement
from liushui.reconciling.reading.refusals import (
    RowUnreadable,
    StatementForeign,
    StatementOfAnother,
    StatementUnreadable,
)

__all__ = [
    "Paper",
    "Read",
    "RowUnreadable",
    "StatementForeign",
    "StatementOfAnother",
    "StatementUnreadable",
    "read_statement",
]
