"""Papers for one donor that list things: the statement of a month, the gifts of a year."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liushui.documents import queries
from liushui.documents.kinds import PaperKind
from liushui.documents.models import Document
from liushui.documents.services.papers import NewPaper, draw_paper, lock_key, number_papers


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
def issue_list(kind: PaperKind, key: str, facts: ListFacts, *, at: datetime) -> Document:
    """The paper under this key, numbered and drawn when it is first asked for.

    The key names what it says: other facts need another key.
    """
    found = queries.document_for_key(key)
    if found is None:
        lock_key(key)
        found = queries.document_for_key(key)
    if found is None:
        [found] = number_papers([NewPaper(kind, key, _printed(facts))], at=at)
    return draw_paper(found, at=at)


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
