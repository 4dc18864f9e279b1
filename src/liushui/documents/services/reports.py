"""Reports of tables: numbered, dated, PDF/A, with the digest of what they say; and signed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liushui.documents import queries
from liushui.documents.kinds import REPORT
from liushui.documents.models import Document
from liushui.documents.services.certificates import DocumentKeyReused
from liushui.documents.services.papers import NewPaper, lock_key, number_papers

# Its number is added to the title; the digest of what it says is among the other facts.
_HEADS = frozenset({"title", "name"})


@dataclass(frozen=True, slots=True)
class ReportTable:
    """One table: heads, rows of text, and which columns are figures (by their place)."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    figures: Sequence[int] = ()
    wide: int = 1


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What a report says, in one language. ``digest`` is that of the facts behind it, as hex."""

    language: str
    title: str
    publisher: str
    lead: Sequence[str]
    tables: Sequence[ReportTable]
    digest: str
    page_url: str
    note: str


@transaction.atomic
def issue_report(key: str, facts: ReportFacts, at: datetime) -> Document:
    """The report under this key, numbered when it is first asked for; drawn when it is read.

    Raises ``DocumentKeyReused`` when the key stands for other facts.
    """
    printed = _printed(facts)
    lock_key(key)
    found = queries.document_for_key(key)
    if found is None:
        [found] = number_papers([NewPaper(REPORT, key, printed)], at=at)
    elif any(found.facts.get(name) != printed[name] for name in printed.keys() - _HEADS):
        raise DocumentKeyReused(key=key)
    return found


def _printed(facts: ReportFacts) -> dict[str, str]:
    tables = [
        {
            "title": table.title,
            "heads": list(table.heads),
            "rows": [list(row) for row in table.rows],
            "figures": list(table.figures),
            "wide": table.wide,
        }
        for table in facts.tables
    ]
    return {
        "language": facts.language,
        "title": facts.title,
        "name": facts.title,
        "publisher": facts.publisher,
        "lead": json.dumps(list(facts.lead), ensure_ascii=False),
        "tables": json.dumps(tables, ensure_ascii=False),
        "content_digest": facts.digest,
        "page_url": facts.page_url,
        "note": facts.note,
    }
