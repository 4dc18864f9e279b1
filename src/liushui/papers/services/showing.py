"""The papers of a gift for whoever may see it, and what becomes of them when a name changes."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from liushui.documents.queries import documents_of_keys
from liushui.documents.services import bytes_of, redraw_paper
from liushui.giving.queries import gift_for
from liushui.giving.queries.settled import settling_payments
from liushui.giving.services import NoCertificateOfAppeal
from liushui.giving.states import GiftState
from liushui.kernel.errors import DomainError, NotFound, gettext_noop
from liushui.papers import queries
from liushui.papers.models import GiftPaper
from liushui.papers.queries import Shown
from liushui.papers.services.anew import Change, renew
from liushui.papers.services.facts import GiftFacts, facts_of, key_of_red, paper_of
from liushui.papers.services.making import make_for
from liushui.papers.states import GiftPaperKind, WhyReversed
from liushui.parties.actors import Actor
from liushui.projects.states import Lane

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder

_SYSTEM = Actor.system("papers")


class PapersNotReady(DomainError):
    """The gift has no place in the book yet."""

    code = "papers_not_ready"
    status = 409
    message = gettext_noop("The papers are made when the gift has its place in the book.")
    remedy = gettext_noop("That takes seconds after the payment. Please try again then.")


def papers_for(
    actor: Actor, reference: str, *, at: datetime
) -> "tuple[GiftOrder, Sequence[Shown]]":
    """A gift and its papers, for whoever may see the gift; made now if they wait.

    Raises ``NotFound``, ``PapersNotReady`` and ``NoCertificateOfAppeal``.
    """
    order = gift_for(actor, reference)
    return order, papers_of(order, at=at)


def papers_of(order: "GiftOrder", *, at: datetime) -> Sequence[Shown]:
    """The same, where the gift was found by another way."""
    if order.project.lane == Lane.PERSONAL:
        raise NoCertificateOfAppeal
    if order.state != GiftState.PAID:
        raise PapersNotReady
    make_for(order, at=at)
    shown = queries.papers_of_order(order)
    if not shown and queries.is_owed(order):
        raise PapersNotReady
    return shown


def paper_bytes(order: "GiftOrder", kind: str, *, at: datetime) -> bytes:
    """The paper of this kind that holds, as signed PDF. Raises ``NotFound`` if none does."""
    for one in papers_of(order, at=at):
        if one.holds and one.paper.kind == kind:
            return bytes_of(one.paper.document, at=at)
    raise NotFound


@transaction.atomic
def follow_display(order: "GiftOrder", *, as_donor: bool, at: datetime) -> None:
    """A donor is shown otherwise from now on.

    After a correction the papers are reversed and made anew. Where the name must not be told any
    more (``as_donor``), every paper is drawn anew under its number and its old bytes destroyed.
    """
    make_for(order, at=at)
    if not as_donor:
        renew(order, Change(_SYSTEM, WhyReversed.NAME), at=at)
        return
    payment = settling_payments([order.pk]).get(order.pk)
    if payment is None:
        return
    for paper in GiftPaper.objects.filter(order=order).select_related("document"):
        back = order.amount_minor - paper.amount_minor
        _tell_anew(paper, facts_of(order, payment, back_minor=back), at=at)


def _tell_anew(paper: GiftPaper, facts: GiftFacts, *, at: datetime) -> None:
    """The paper, and the red one that took it back, show the donor as today."""
    said = paper_of(paper.kind, facts, paper.version).facts
    changed = {name: said[name] for name in ("donor", "payer", "english_line") if name in said}
    redraw_paper(paper.document, changed, at=at)
    if paper.kind == GiftPaperKind.RECEIPT:
        reference = facts.certificate.gift_reference
        for red in documents_of_keys([key_of_red(reference, paper.version)]):
            redraw_paper(red, changed, at=at)
