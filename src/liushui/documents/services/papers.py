"""Papers in two steps: numbered with their facts in one transaction, drawn and signed later.

Whoever numbers many at once holds the lock of a series for moments, not while they are drawn; a
process that ends between the steps leaves numbers that wait, and no gap.
"""

import base64
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from liushui.base import vault
from liushui.base.files import destroy_file, open_file, store_file
from liushui.documents.drawing import PaperNotDrawn, draw, with_codes
from liushui.documents.kinds import PaperKind, kind_of
from liushui.documents.models import Document, DrawingTrouble, Reversal, SpoiledNumber
from liushui.documents.queries import is_missing
from liushui.documents.sealing import sealed
from liushui.documents.services.numbers import next_numbers
from liushui.kernel.clock import day_of
from liushui.kernel.digests import content_digest
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.parties.actors import Actor
from liushui.parties.services import record

CHECK_PAGE = "/papers/check/"
AGAIN_AFTER = timedelta(hours=1)
_CODE_BYTES = 10
log = structlog.get_logger(__name__)


class NumberWrong(DomainError):
    """The number is of no series, beyond what was given, or stands on a paper."""

    code = "paper_number_wrong"
    message = gettext_noop("The number %(number)s cannot be explained away.")
    remedy = gettext_noop("Only a number of a series that was given and stands on no paper can.")


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A paper to be: its kind, the key under which it is found, and the text on it."""

    kind: PaperKind
    key: str
    facts: Mapping[str, str]


@transaction.atomic
def number_papers(papers: Sequence[NewPaper], *, at: datetime) -> list[Document]:
    """Give each its number, in order; they wait to be drawn. None may have a key that is known.

    A kind's numbers follow each other; a roll-back gives them all back.
    """
    year = day_of(at).year
    kinds = sorted({one.kind for one in papers}, key=lambda kind: kind.series)
    counts = {kind: sum(one.kind == kind for one in papers) for kind in kinds}
    serials = {kind: iter(next_numbers(f"{kind.series}-{year}", counts[kind])) for kind in kinds}
    rows = [_numbered(one, one.kind.number(year, next(serials[one.kind])), at) for one in papers]
    return Document.objects.bulk_create(rows)


def draw_paper(document: Document, *, at: datetime) -> Document:
    """Draw, sign and keep a numbered paper; one that has its bytes stays as it is.

    Two who draw the same paper at once end with one file.
    """
    if document.file_id is not None:
        return document
    content = paper_content(document)
    with transaction.atomic():
        found = Document.objects.select_for_update().get(pk=document.pk)
        if found.file_id is None and bytes(found.digest) == bytes(document.digest):
            found.file = store_file(content, at=at)
            found.save(update_fields=["file"])
        DrawingTrouble.objects.filter(document=found).delete()
    return found


def draw_or_note(document: Document, *, at: datetime) -> bool:
    """Draw the paper; one that cannot be drawn is noted for whoever mends it, and stops nobody."""
    try:
        draw_paper(document, at=at)
    except PaperNotDrawn:
        log.warning("paper_not_drawn", paper=document.number)
        DrawingTrouble.objects.update_or_create(
            document=document,
            defaults={"tries": F("tries") + 1, "at": at},
            create_defaults={"tries": 1, "since": at, "at": at},
        )
        return False
    return True


def bytes_of(document: Document, *, at: datetime) -> bytes:
    """The signed PDF, drawn now if it waited. Raises ``FileDamaged``, ``FileDestroyed``."""
    drawn = draw_paper(document, at=at)
    assert drawn.file is not None, "drawn above"
    return open_file(drawn.file)


def undrawn(limit: int, *, at: datetime) -> Sequence[Document]:
    """Numbered papers that wait for their bytes, oldest first.

    Those that could not be drawn within the last hour are left out.
    """
    waiting = Document.objects.filter(file=None).exclude(trouble__at__gt=at - AGAIN_AFTER)
    return list(waiting.order_by("pk")[:limit])


@transaction.atomic
def reverse_paper(actor: Actor, document: Document, *, why: str, at: datetime) -> bool:
    """From now on the paper holds no more; whether it held before. Safe to call twice."""
    _reversal, is_new = Reversal.objects.get_or_create(
        document=document, defaults={"why": why, "by": actor.name, "at": at}
    )
    if is_new:
        record(actor, "paper.reversed", document, at=at, number=document.number, why=why)
    return is_new


@transaction.atomic
def redraw_paper(document: Document, changed: Mapping[str, str], *, at: datetime) -> None:
    """Have an issued paper drawn anew where it must not say what it said.

    The bytes before are destroyed now, the new ones are drawn when they are asked for; the number
    and the day of issue stay.
    """
    found = (
        Document.objects.select_for_update(of=("self",)).select_related("file").get(pk=document.pk)
    )
    facts = {**found.facts, **changed}
    if facts == found.facts:
        return
    before, found.facts = found.file, facts
    found.digest = content_digest(facts)
    found.redrawn_at = at
    found.file = None
    found.save(update_fields=["facts", "digest", "redrawn_at", "file"])
    if before is not None:
        destroy_file(before, at=at)


@transaction.atomic
def spoil_number(actor: Actor, number: str, *, why: str, at: datetime) -> SpoiledNumber:
    """Say why no paper stands under a number that was given. Raises ``NumberWrong``."""
    found = SpoiledNumber.objects.filter(number=number).first()
    if found is not None:
        return found
    if not why.strip() or not is_missing(number):
        raise NumberWrong(number=number[:40])
    spoiled = SpoiledNumber.objects.create(number=number, why=why.strip(), by=actor.name, at=at)
    record(actor, "paper.number_explained", spoiled, at=at, number=number)
    return spoiled


def lock_key(key: str) -> None:
    """Hold the key until the transaction ends: who asks for the same paper waits."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def says_the_same(document: Document, paper: NewPaper) -> bool:
    """Whether the issued paper says what this one would."""
    said = {**paper.facts, "title": f"{paper.facts['title']} {document.number}"}
    return all(document.facts.get(name, "") == text for name, text in said.items())


def check_code(number: str) -> str:
    """What stands with the number in a QR code, so that nobody walks through the numbers."""
    code = vault.lookup_hash("paper", number)[:_CODE_BYTES]
    return base64.b32encode(code).decode().lower()


def is_check_code(number: str, code: str) -> bool:
    """Whether the code belongs to the number."""
    return hmac.compare_digest(check_code(number).encode(), code.lower().encode())


def check_url(number: str) -> str:
    """Where the QR code leads: whether the paper is ours, and whether it still holds."""
    return f"{settings.ORIGIN}{CHECK_PAGE}{number}/{check_code(number)}/"


def paper_content(document: Document) -> bytes:
    """The paper as its facts say, signed."""
    kind = kind_of(document.number)
    assert kind is not None, "every number is of a kind"
    return sealed(draw(kind.template, with_codes(document.facts)))


def _numbered(paper: NewPaper, number: str, at: datetime) -> Document:
    facts = {
        **paper.facts,
        "title": f"{paper.facts['title']} {number}",
        "number": number,
        "issued_on": day_of(at).isoformat(),
        "check_url": check_url(number),
    }
    return Document(
        number=number, key=paper.key, digest=content_digest(facts), facts=facts, issued_at=at
    )
