"""What is asked about papers. Whether one may see a paper is the question of whoever issued it."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from liushui.base.files import open_file, stored_file
from liushui.documents.kinds import KINDS, PaperKind, kind_of
from liushui.documents.looking import MOST_BYTES, Look, look_at
from liushui.documents.models import Document, NumberSeries, Reversal, SpoiledNumber
from liushui.documents.sealing import (
    SealFacts,
    certificate_pem,
    certificates_of_home,
    judge,
    seal_facts,
)

__all__ = [
    "MOST_BYTES",
    "SealFacts",
    "certificate_pem",
    "current_paper",
    "document_for_key",
    "key_of_paper",
    "pdf_of",
    "seal_facts",
]
_NUMBER = re.compile(r"LS-[A-Z]{2}-\d{4}-\d{6,9}", re.ASCII)
MOST_MISSING = 100


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a paper still holds; ``reversal`` says since when and why it does not."""

    document: Document
    kind: PaperKind
    reversal: Reversal | None

    @property
    def holds(self) -> bool:
        return self.reversal is None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an uploaded file is found to be.

    ``standing``: the paper of ours that it is, byte for byte or by its seal. Without one:
    ``is_altered`` says that it carries our seal and was changed since.
    """

    standing: Standing | None = None
    is_redrawn: bool = False
    is_altered: bool = False
    signed_at: datetime | None = None
    stamped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SeriesState:
    """How far a series has come: each number is a paper, waits to be drawn, or is explained."""

    name: str
    kind: PaperKind
    last: int
    papers: int
    waiting: int
    stuck: int
    reversed: int
    spoiled: Sequence[SpoiledNumber]
    missing: Sequence[str]


def document_for_key(key: str) -> Document | None:
    """The paper under this key, if it was issued."""
    return Document.objects.select_related("file").filter(key=key).first()


def current_paper(key: str) -> Document | None:
    """The newest paper under this key, or under it and a further count, that still holds."""
    under = Q(key=key) | Q(key__startswith=f"{key}:")
    holding = Document.objects.filter(under, reversal=None).select_related("file")
    return holding.order_by("-pk").first()


def was_issued(key: str) -> bool:
    """Whether any paper was ever issued under this key or a further count of it."""
    return count_under(key) > 0


def count_under(key: str) -> int:
    """How many papers were ever issued under this key and further counts of it."""
    return Document.objects.filter(Q(key=key) | Q(key__startswith=f"{key}:")).count()


def document_numbered(number: str) -> Document | None:
    """The paper with this number."""
    return Document.objects.select_related("file").filter(number=number).first()


def pdf_of(document: Document) -> bytes:
    """The bytes as they were issued. Raises ``FileDamaged`` if the stored copy is not whole."""
    assert document.file is not None, "what waits to be drawn is asked of services.bytes_of"
    return open_file(document.file)


def key_of_paper(number: str) -> str:
    """The key under which the paper with this number was issued, "" if there is none."""
    return Document.objects.filter(number=number).values_list("key", flat=True).first() or ""


def reversals_of(document_ids: Iterable[int]) -> Mapping[int, Reversal]:
    """Which of these papers hold no more: one query."""
    return Reversal.objects.in_bulk(set(document_ids))


def standing_of(document: Document) -> Standing:
    """Whether the paper holds."""
    kind = kind_of(document.number)
    assert kind is not None, "every number is of a kind"
    return Standing(document, kind, Reversal.objects.filter(document=document).first())


def verdict_on(content: bytes) -> Verdict:
    """Whether these bytes are a paper of ours, unaltered, and whether it still holds.

    The bytes themselves say it, or the seal that stands behind them. A file is read as a PDF only
    once it is known to be ours to the last byte.
    """
    same = _by_content(content)
    look = Look.WHOLE if same is not None else look_at(content, [certificate_pem()])
    if look is not Look.WHOLE:
        return Verdict(is_altered=look is Look.ALTERED)
    found = judge(content, certificate_pem())
    if same is not None:
        return Verdict(same, signed_at=found.signed_at, stamped_at=found.stamped_at)
    if not found.is_sound:
        return Verdict(is_altered=found.fingerprint in certificates_of_home())
    number = _NUMBER.search(found.title)
    document = document_numbered(number[0]) if number else None
    if document is None:
        return Verdict()
    return Verdict(
        standing_of(document),
        is_redrawn=True,
        signed_at=found.signed_at,
        stamped_at=found.stamped_at,
    )


def series_states() -> Sequence[SeriesState]:
    """Every series, the newest year first, with what stands under its numbers."""
    found = []
    for row in NumberSeries.objects.order_by("name"):
        name, _dash, year = row.name.rpartition("-")
        if name in KINDS and year.isdigit():
            found.append(_state(row, KINDS[name], int(year)))
    return sorted(found, key=lambda one: (one.name.rpartition("-")[2], one.name), reverse=True)


def is_missing(number: str) -> bool:
    """Whether the number was given and stands on no paper."""
    kind = kind_of(number)
    if kind is None or not _NUMBER.fullmatch(number):
        return False
    year, serial = number.split("-")[2:]
    last = NumberSeries.objects.filter(name=f"{kind.series}-{year}").values_list("last", flat=True)
    given = 0 < int(serial) <= (last.first() or 0)
    return given and not Document.objects.filter(number=number).exists()


def documents_of_keys(keys: Iterable[str]) -> QuerySet[Document]:
    """The papers under these keys."""
    return Document.objects.filter(key__in=set(keys))


def _by_content(content: bytes) -> Standing | None:
    stored = stored_file(hashlib.sha256(content).hexdigest())
    document = Document.objects.filter(file=stored).first() if stored is not None else None
    return standing_of(document) if document is not None else None


def _state(row: NumberSeries, kind: PaperKind, year: int) -> SeriesState:
    prefix = kind.prefix(year)
    papers = Document.objects.filter(number__startswith=prefix)
    spoiled = list(SpoiledNumber.objects.filter(number__startswith=prefix).order_by("number"))
    count = papers.count()
    missing: list[str] = []
    if count + len(spoiled) < row.last:
        missing = _missing(kind, year, row.last)
    return SeriesState(
        name=row.name,
        kind=kind,
        last=row.last,
        papers=count,
        waiting=papers.filter(file=None).count(),
        stuck=papers.filter(file=None, trouble__isnull=False).count(),
        reversed=papers.filter(reversal__isnull=False).count(),
        spoiled=spoiled,
        missing=missing,
    )


def _missing(kind: PaperKind, year: int, last: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """select n from generate_series(1, %(last)s) n
               where not exists (select from documents_document d
                 where d.number = %(prefix)s || lpad(n::text, greatest(6, length(n::text)), '0'))
               and not exists (select from documents_spoilednumber s
                 where s.number = %(prefix)s || lpad(n::text, greatest(6, length(n::text)), '0'))
               order by n limit %(most)s""",
            {"last": last, "prefix": kind.prefix(year), "most": MOST_MISSING},
        )
        return [kind.number(year, int(serial)) for (serial,) in cursor.fetchall()]


def documents_below(beginning: str) -> QuerySet[Document]:
    """The papers whose keys begin so."""
    return Document.objects.filter(key__startswith=beginning)


def standing_below(beginning: str) -> Sequence[Document]:
    """The same, of those that hold, oldest first."""
    return list(documents_below(beginning).filter(reversal=None).order_by("pk"))
