"""The journal in the forms of others' programs, each streamed in constant memory."""

from collections.abc import Callable, Iterator, Mapping

from liushui.ledger.queries.exports.beancount import beancount
from liushui.ledger.queries.exports.hledger import hledger
from liushui.ledger.queries.exports.jsonl import jsonl
from liushui.ledger.queries.exports.rows import left_out, one_moment
from liushui.ledger.queries.exports.sheet import comma_separated

FORMATS: Mapping[str, Callable[[], Iterator[str]]] = {
    "jsonl": jsonl,
    "csv": comma_separated,
    "hledger": hledger,
    "beancount": beancount,
}

__all__ = ["FORMATS", "left_out", "one_moment"]
