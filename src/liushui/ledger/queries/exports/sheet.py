"""The journal as comma-separated values, for spreadsheets and databases of columns."""

import csv
from collections.abc import Iterator
from io import StringIO

from liushui.ledger.queries.exports.rows import Entry, entries

_LINES_AT_ONCE = 1_000


def comma_separated() -> Iterator[str]:
    """A heading, then one movement a line; amounts in whole units of the resource."""
    lines = StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(Entry._fields)
    for number, entry in enumerate(entries(), 1):
        writer.writerow(entry)
        if number % _LINES_AT_ONCE == 0:
            yield lines.getvalue()
            lines.seek(0)
            lines.truncate()
    yield lines.getvalue()
