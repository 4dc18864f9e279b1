"""Reports of tables: numbered, dated, PDF/A, with the digest of what they say; and signed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from liushui.base.files import store_file
from liushui.documents import queries
from liushui.documents.drawing import draw, qr_drawing
from liushui.documents.models import Document
from liushui.documents.sealing import sealed
from liushui.documents.services.certificates import DocumentKeyReused
from liushui.documents.services.numbers import next_number
from liushui.kernel.clock import day_of
from liushui.kernel.digests import content_digest


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
    """The report under this key, numbered, drawn and signed when it is first asked for.

    Raises ``DocumentKeyReused`` when the key stands for other facts.
    """
    printed = _printed(facts)
    digest = content_digest({**printed})
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    found = queries.document_for_key(key)
    if found is not None:
        if bytes(found.digest) != digest:
            raise DocumentKeyReused(key=key)
        return found
    year = day_of(at).year
    number = f"LS-BG-{year}-{next_number(f'report-{year}'):06d}"
    whole = {**printed, "number": number, "issued_on": day_of(at).isoformat()}
    drawn = draw("report", {**whole, "qr": qr_drawing(facts.page_url)})
    return Document.objects.create(
        number=number,
        key=key,
        digest=digest,
        facts=whole,
        file=store_file(sealed(drawn), at=at),
        issued_at=at,
    )


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
        "publisher": facts.publisher,
        "lead": json.dumps(list(facts.lead), ensure_ascii=False),
        "tables": json.dumps(tables, ensure_ascii=False),
        "content_digest": facts.digest,
        "page_url": facts.page_url,
        "note": facts.note,
    }
