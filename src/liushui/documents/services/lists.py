"""Papers for one donor that list things: the statement of a month, the gifts of a year."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liushui.documents import queries
from liushui.documents.kinds import PaperKind
from liushui.documents.models import Document
from liushui.documents.services.papers import NewPaper, lock_key, number_papers


@dataclass(frozen=True, slots=True)
class ListedLine:
    """One row: its cells, and the address of what proves it ("" for none)."""

    cells: Sequence[str]
    proof: str = ""


@dataclass(frozen=True, slots=True)
class ListTable:
    """A table with its heads, its rows and its sum; the last column is an amount."""

    title: str
    heads: Sequence[str]
    lines: Sequence[ListedLine]
    total: str
    empty: str


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What the paper says: whose it is as shown, over which time, lines of facts, and tables."""

    title: str
    title_en: str
    donor: str
    period: str
    lead: Sequence[tuple[str, str]]
    tables: Sequence[ListTable]
    note: str
    page_url: str


@transaction.atomic
def number_list(kind: PaperKind, key: str, facts: ListFacts, *, at: datetime) -> Document:
    """The paper under this key that holds, numbered when it is first asked for and drawn later.

    The key names what it says: other facts need another key. Where the one before was reversed, a
    further one stands under the key and a count.
    """
    lock_key(key)
    found = queries.current_paper(key)
    if found is None:
        before = queries.count_under(key)
        further = f"{key}:{before + 1}" if before else key
        [found] = number_papers([NewPaper(kind, further, _printed(facts))], at=at)
    return found


def _printed(facts: ListFacts) -> dict[str, str]:
    tables = [
        {
            "title": table.title,
            "heads": list(table.heads),
            "rows": [[*line.cells, line.proof] for line in table.lines],
            "total": table.total,
            "empty": table.empty,
        }
        for table in facts.tables
    ]
    return {
        "title": facts.title,
        "name": facts.title,
        "name_en": facts.title_en,
        "donor": facts.donor,
        "period": facts.period,
        "lead": json.dumps([list(pair) for pair in facts.lead], ensure_ascii=False),
        "tables": json.dumps(tables, ensure_ascii=False),
        "note": facts.note,
        "page_url": facts.page_url,
    }
