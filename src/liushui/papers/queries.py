"""What is asked about the papers of gifts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from liushui.documents.queries import Standing, standing_of
from liushui.giving.queries import readable_organisations
from liushui.kernel.errors import NotFound
from liushui.papers import policies
from liushui.papers.models import (
    FiscalBackRefusal,
    FiscalQuestion,
    FiscalReceipt,
    FiscalRefusal,
    GiftPaper,
    PaperOwed,
)
from liushui.papers.states import NEWER, GiftPaperKind, WhyReversed
from liushui.parties.actors import Actor

if TYPE_CHECKING:
    from liushui.documents.models import Document, Reversal
    from liushui.giving.models import GiftOrder

AGAIN_AFTER = timedelta(days=1)
_WITH = ("document__reversal", "document__file", "fiscal")
DONORS_ORDER = {
    GiftPaperKind.THANKS: 0, GiftPaperKind.CERTIFICATE: 1, GiftPaperKind.RECEIPT: 2,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A paper of a gift as its donor sees it."""

    paper: GiftPaper
    reversal: "Reversal | None"

    @property
    def number(self) -> str:
        return self.paper.document.number

    @property
    def holds(self) -> bool:
        return self.reversal is None

    @property
    def why(self) -> str:
        """Why it holds no more, in words."""
        return why_word(self.reversal.why) if self.reversal is not None else ""

    @property
    def is_sample(self) -> bool:
        return self.paper.kind == GiftPaperKind.RECEIPT and self.paper.fiscal_id is None


def why_word(why: str) -> str:
    """A reason of a reversal in the reader's language; "" for none of ours."""
    if why == NEWER:
        return _("More has happened since; a newer statement says it")
    return str(WhyReversed(why).label) if why in WhyReversed.values else ""


def papers_of_order(order: "GiftOrder") -> Sequence[Shown]:
    """All papers of a gift, those that hold first, then the reversed, newest first: one query."""
    papers = GiftPaper.objects.filter(order=order).select_related(*_WITH)
    shown = [Shown(one, getattr(one.document, "reversal", None)) for one in papers]
    return sorted(
        shown,
        key=lambda one: (not one.holds, DONORS_ORDER[GiftPaperKind(one.paper.kind)],
                         -one.paper.version),
    )  # fmt: skip


def current_papers(order: "GiftOrder") -> Mapping[str, GiftPaper]:
    """The papers of a gift that hold, by kind: one query."""
    papers = GiftPaper.objects.filter(order=order, document__reversal=None)
    return {one.kind: one for one in papers.select_related(*_WITH)}


def last_versions(order_ids: Sequence[int]) -> Mapping[tuple[int, str], int]:
    """How many versions each paper of these gifts has had: one query."""
    rows = GiftPaper.objects.filter(order_id__in=order_ids).values_list("order_id", "kind")
    return {(order, kind): count for order, kind, count in rows.annotate(Count("pk")).order_by()}


def papers_in_console(actor: Actor) -> QuerySet[GiftPaper]:
    """Papers of the organisations whose gifts the actor reads. The table bounds them."""
    return policies.papers_visible_to(actor).select_related(
        "order__project__organisation", "document__reversal", "fiscal"
    )


def paper_for(actor: Actor, number: str) -> GiftPaper:
    """The paper with this number, for those who read the charity's; else ``NotFound``."""
    found = papers_in_console(actor).filter(document__number=number).first()
    if found is None:
        raise NotFound
    return found


def paper_behind(document: "Document") -> GiftPaper | None:
    """The gift's paper that this document is; none for reports and statements."""
    found = GiftPaper.objects.filter(document=document)
    return found.select_related("order__project__organisation", "fiscal").first()


def standing(paper: GiftPaper) -> Standing:
    """Whether the paper holds."""
    return standing_of(paper.document)


def owed_by_organisation(actor: Actor) -> Sequence[tuple[int, int, int]]:
    """Of each organisation that the actor reads: how many gifts wait, and how many of a list."""
    bodies = readable_organisations(actor)
    waiting = PaperOwed.objects.filter(order__project__organisation_id__in=bodies)
    rows = waiting.values_list("order__project__organisation_id").annotate(
        count=Count("pk"), brought=Count("pk", filter=Q(is_brought=True))
    )
    return list(rows.order_by("order__project__organisation_id"))


def owed_of(organisation_id: int) -> int:
    """How many gifts of the organisation wait for their papers."""
    return PaperOwed.objects.filter(order__project__organisation_id=organisation_id).count()


def is_owed(order: "GiftOrder") -> bool:
    """Whether the gift waits for its first papers."""
    return PaperOwed.objects.filter(order=order).exists()


def samples_to_ask_for(limit: int, *, at: datetime) -> Sequence[GiftPaper]:
    """Receipts that hold and have no numbers of the fiscal service yet, oldest first.

    Those that it declined within a day are left out, and gifts of which it may hold another.
    """
    other = FiscalQuestion.objects.filter(order=OuterRef("order_id"), closed_at=None)
    samples = GiftPaper.objects.filter(
        ~Exists(other.exclude(paper=OuterRef("pk"))),
        kind=GiftPaperKind.RECEIPT,
        fiscal=None,
        document__reversal=None,
    ).exclude(pk__in=_declined_since(at))
    return list(samples.select_related("order", "document").order_by("pk")[:limit])


def receipts_never_heard_of(limit: int, *, at: datetime) -> Sequence[GiftPaper]:
    """Receipts that were asked for, never answered, and hold no more: what did the service do?"""
    known = FiscalReceipt.objects.values("key")
    open_ones = FiscalQuestion.objects.filter(closed_at=None).exclude(key__in=known)
    papers = GiftPaper.objects.filter(
        question__in=open_ones, document__reversal__isnull=False
    ).exclude(pk__in=_declined_since(at))
    return list(papers.select_related("order", "document").order_by("pk")[:limit])


def declined_receipts(actor: Actor) -> Sequence[FiscalRefusal]:
    """Receipts that the fiscal service declined and that are still wanted, newest first."""
    theirs = policies.papers_visible_to(actor).filter(
        Q(document__reversal=None) | Q(question__closed_at=None, question__isnull=False)
    )
    refused = FiscalRefusal.objects.filter(paper__in=theirs)
    return list(refused.select_related("paper__document", "paper__order").order_by("-at")[:50])


def receipts_kept_back(actor: Actor) -> Sequence[FiscalBackRefusal]:
    """Receipts that the fiscal service declined to take back, newest first."""
    theirs = policies.papers_visible_to(actor).values("order_id")
    refused = FiscalBackRefusal.objects.filter(receipt__order__in=theirs, receipt__reversal=None)
    return list(refused.select_related("receipt__order").order_by("-at")[:50])


def receipts_to_take_back(limit: int, *, at: datetime) -> Sequence[FiscalReceipt]:
    """Receipts of the fiscal service that no paper that holds stands for, and that still hold.

    Those that it declined to take back within a day are left out.
    """
    holding = GiftPaper.objects.filter(document__reversal=None, fiscal__isnull=False)
    left = FiscalReceipt.objects.filter(reversal=None).exclude(pk__in=holding.values("fiscal_id"))
    left = left.exclude(back_refusal__at__gt=at - AGAIN_AFTER)
    return list(left.order_by("pk")[:limit])


def _declined_since(at: datetime) -> "QuerySet[FiscalRefusal, Any]":
    return FiscalRefusal.objects.filter(at__gt=at - AGAIN_AFTER).values("paper_id")


def papers_in_trouble(actor: Actor) -> Sequence[GiftPaper]:
    """Papers that hold and cannot be drawn, longest first: each needs a hand."""
    theirs = policies.papers_visible_to(actor).filter(document__reversal=None)
    stuck = theirs.filter(document__trouble__isnull=False, document__file=None)
    return list(stuck.select_related("document__trouble").order_by("document__trouble__since")[:50])
