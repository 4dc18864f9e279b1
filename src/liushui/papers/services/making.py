"""The three papers of every settled gift, made once: numbered by chunks, then drawn and signed.

A process that ends anywhere leaves gifts that wait and papers that wait to be drawn; the next run
goes on there. ``PaperOwed`` and the keys of papers see to it that none is made twice.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from liushui.documents.queries import documents_of_keys
from liushui.documents.services import draw_or_note, lock_key, number_papers, undrawn
from liushui.giving.queries.settled import orders_by_id, settling_payments
from liushui.ledger.queries import amounts_by_ref
from liushui.ledger.queries.given_back import given_back_of
from liushui.papers.models import GiftPaper, PaperOwed
from liushui.papers.services.facts import GiftFacts, facts_of, key_of, paper_of
from liushui.papers.states import GiftPaperKind

if TYPE_CHECKING:
    from liushui.documents.models import Document
    from liushui.giving.models import GiftOrder

CHUNK = 50
Reach = Callable[[int], object]


def make_owed(
    *, at: datetime, limit: int, organisation_id: int | None = None, reach: Reach | None = None
) -> int:
    """Make the papers of gifts that wait, oldest first; for how many gifts.

    Of all organisations those given here; of one organisation those of its lists too. First what
    an earlier run numbered and did not draw. Memory does not grow with ``limit``.
    """
    draw_waiting(at=at)
    done, after = 0, 0
    while done < limit:
        order_ids, documents, after = _number_chunk(
            at=at, limit=min(CHUNK, limit - done), after=after, organisation_id=organisation_id
        )
        for document in documents:
            draw_or_note(document, at=at)
        done += len(order_ids)
        if reach is not None:
            reach(done)
        if not after:
            break
    return done


def make_for(order: "GiftOrder", *, at: datetime) -> None:
    """Number the first papers of one gift now, if they wait; they are drawn when asked for."""
    with transaction.atomic():
        owed = list(PaperOwed.objects.select_for_update().filter(order=order))
        if owed:
            _number([order.pk], at=at)


def draw_waiting(*, at: datetime, limit: int = 3 * CHUNK) -> int:
    """Draw papers that were numbered before and have no bytes yet; how many.

    One that cannot be drawn is noted and left for its next turn.
    """
    return sum(draw_or_note(document, at=at) for document in undrawn(limit, at=at))


@transaction.atomic
def _number_chunk(
    *, at: datetime, limit: int, after: int, organisation_id: int | None
) -> tuple[Sequence[int], "Sequence[Document]", int]:
    """Number one chunk: for which gifts, which papers, and where the next begins (0: nowhere)."""
    owed = PaperOwed.objects.select_for_update(skip_locked=True, of=("self",))
    if organisation_id is None:
        owed = owed.filter(is_brought=False)
    else:
        owed = owed.filter(order__project__organisation_id=organisation_id)
    order_ids = [one.order_id for one in owed.filter(pk__gt=after).order_by("pk")[:limit]]
    if not order_ids:
        return [], [], 0
    made, documents = _number(order_ids, at=at)
    return made, documents, order_ids[-1]


def _number(order_ids: Sequence[int], *, at: datetime) -> tuple[list[int], "list[Document]"]:
    """Number the papers of those gifts that stand in the book; the rest goes on waiting."""
    orders = orders_by_id(order_ids)
    booked = amounts_by_ref(order.reference for order in orders.values())
    back = given_back_of(booked)
    payments = settling_payments(order_ids)
    ready = [
        order
        for pk, order in sorted(orders.items())
        if order.reference in booked and pk in payments
    ]
    told = {
        order.pk: facts_of(order, payments[order.pk], back_minor=back.get(order.reference, 0))
        for order in ready
    }
    whole = [order for order in ready if told[order.pk].minor > 0]
    documents = _documents(whole, told, at=at)
    GiftPaper.objects.bulk_create(
        GiftPaper(
            order=order,
            kind=kind,
            version=1,
            document=documents[key_of(kind, order.reference)],
            amount_minor=told[order.pk].minor,
            made_at=at,
        )
        for order in whole
        for kind in GiftPaperKind
    )
    PaperOwed.objects.filter(order__in=ready).delete()
    return [order.pk for order in ready], list(documents.values())


def _documents(
    orders: "Sequence[GiftOrder]", told: dict[int, GiftFacts], *, at: datetime
) -> "dict[str, Document]":
    """The papers by their keys: a certificate that was asked for earlier is the gift's."""
    for order in orders:  # whoever asks for its certificate right now is waited for
        lock_key(key_of(GiftPaperKind.CERTIFICATE, order.reference))
    keys = [key_of(kind, order.reference) for order in orders for kind in GiftPaperKind]
    known = {document.key: document for document in documents_of_keys(keys)}
    fresh = [
        paper_of(kind, told[order.pk], 1)
        for order in orders
        for kind in GiftPaperKind
        if key_of(kind, order.reference) not in known
    ]
    return known | {document.key: document for document in number_papers(fresh, at=at)}
