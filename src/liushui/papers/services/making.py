"""The three papers of every settled gift, made once: numbered by chunks, then drawn and signed.

A process that ends anywhere leaves gifts that wait and papers that wait to be drawn; the next run
goes on there. ``PaperOwed`` and the keys of papers see to it that none is made twice.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from liushui.documents.queries import documents_of_keys
from liushui.documents.services import draw_or_note, lock_key, number_papers, undrawn
from liushui.giving.queries.settled import orders_by_id, settling_payments
from liushui.kernel.money import parse_yuan
from liushui.ledger.queries import amounts_by_ref
from liushui.ledger.queries.given_back import given_back_of
from liushui.papers.models import GiftPaper, PaperOwed
from liushui.papers.services.anew import Change, renew
from liushui.papers.services.facts import GiftFacts, facts_of, key_of, paper_of
from liushui.papers.states import GiftPaperKind, WhyReversed
from liushui.parties.actors import Actor

if TYPE_CHECKING:
    from liushui.documents.models import Document
    from liushui.giving.models import GiftOrder

CHUNK = 50
_SYSTEM = Actor.system("papers")
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
    """Number the papers of those gifts that stand in the book; the rest goes on waiting.

    Nothing is read before the gifts' papers are held: what goes back meanwhile waits, and finds
    them. A certificate that was asked for earlier is the gift's, as long as it says what is so.
    """
    orders = dict(sorted(orders_by_id(order_ids).items()))
    for order in orders.values():
        lock_key(key_of(GiftPaperKind.CERTIFICATE, order.reference))
    ready, told = _told(orders)
    early = _early(ready)
    fresh = {
        (order, kind): paper_of(kind, told[order.pk], 1)
        for order in ready
        for kind in GiftPaperKind
        if told[order.pk].minor > 0 and (order.pk not in early or kind != GiftPaperKind.CERTIFICATE)
    }
    documents = number_papers(list(fresh.values()), at=at)
    GiftPaper.objects.bulk_create(
        [
            *(_first(order, kind, document, told[order.pk].minor, at)
              for (order, kind), document in zip(fresh, documents, strict=True)),
            *(_first(order, GiftPaperKind.CERTIFICATE, early[order.pk], _said(early[order.pk]), at)
              for order in ready if order.pk in early),
        ]
    )  # fmt: skip
    PaperOwed.objects.filter(order__in=ready).delete()
    for order in ready:
        if order.pk in early:
            went_back = _said(early[order.pk]) != told[order.pk].minor
            why = WhyReversed.RETURNED if went_back else WhyReversed.NAME
            renew(order, Change(_SYSTEM, why), at=at)
    return [order.pk for order in ready], [*documents, *early.values()]


def _told(orders: "Mapping[int, GiftOrder]") -> "tuple[list[GiftOrder], dict[int, GiftFacts]]":
    """The gifts that stand in the book, and what their papers say today."""
    booked = amounts_by_ref(order.reference for order in orders.values())
    back = given_back_of(booked)
    payments = settling_payments(orders)
    ready = [one for one in orders.values() if one.reference in booked and one.pk in payments]
    return ready, {
        one.pk: facts_of(one, payments[one.pk], back_minor=back.get(one.reference, 0))
        for one in ready
    }


def _early(orders: "Sequence[GiftOrder]") -> "dict[int, Document]":
    """Certificates that were asked for before the gift's papers were made, by gift."""
    keys = {key_of(GiftPaperKind.CERTIFICATE, one.reference): one.pk for one in orders}
    return {keys[document.key]: document for document in documents_of_keys(keys)}


def _said(certificate: "Document") -> int:
    return parse_yuan(certificate.facts["amount_figures"]).minor


def _first(
    order: "GiftOrder", kind: str, document: "Document", minor: int, at: datetime
) -> GiftPaper:
    return GiftPaper(
        order=order, kind=kind, version=1, document=document, amount_minor=minor, made_at=at
    )
