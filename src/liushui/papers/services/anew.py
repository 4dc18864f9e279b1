"""Papers that say something else than is so hold no more, and new ones stand in their place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from liushui.documents.services import NewPaper, lock_key, number_papers, reverse_paper
from liushui.giving.queries.settled import settling_payments
from liushui.ledger.queries.given_back import given_back_of
from liushui.papers import queries
from liushui.papers.models import FiscalReceipt, GiftPaper
from liushui.papers.services.facts import GiftFacts, facts_of, key_of, paper_of, red_receipt
from liushui.papers.states import GiftPaperKind, WhyReversed
from liushui.parties.actors import Actor

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder


@dataclass(frozen=True, slots=True)
class Change:
    """Why papers are made anew: by whom, in a word, and in the charity's own words."""

    actor: Actor
    why: WhyReversed
    reason: str = ""


@transaction.atomic
def renew(
    order: "GiftOrder",
    change: Change,
    *,
    at: datetime,
    kinds: Sequence[str] = (),
    fiscal: FiscalReceipt | None = None,
) -> list[GiftPaper]:
    """Reverse what is not so any more and number what is; the papers that are new.

    ``kinds`` are renewed even where nothing changed. Nothing happens to a gift whose first papers
    are still to come. Safe to call twice.
    """
    lock_key(key_of(GiftPaperKind.CERTIFICATE, order.reference))
    versions = queries.last_versions([order.pk])
    payment = settling_payments([order.pk]).get(order.pk)
    if payment is None or not versions:
        return []
    back = given_back_of([order.reference]).get(order.reference, 0)
    facts = facts_of(order, payment, back_minor=back)
    if fiscal is not None and fiscal.amount_minor != facts.minor:
        # A part went back meanwhile: the numbers are of another sum.
        fiscal, change = None, replace(change, why=WhyReversed.RETURNED)
    current = queries.current_papers(order)
    wanted = [
        kind
        for kind in GiftPaperKind
        if kind in kinds
        or _differs(current.get(kind), facts, fiscal if kind == "receipt" else None)
    ]
    for kind in wanted:
        if kind in current:
            _reverse(current[kind], facts, change, at=at)
    if facts.minor <= 0:
        return []
    new = [
        (kind, versions.get((order.pk, kind), 0) + 1, fiscal if kind == "receipt" else None)
        for kind in wanted
    ]
    documents = number_papers(
        [paper_of(kind, facts, version, fiscal=given) for kind, version, given in new], at=at
    )
    return GiftPaper.objects.bulk_create(
        GiftPaper(
            order=order, kind=kind, version=version, document=document, fiscal=given,
            amount_minor=facts.minor, why=change.why if version > 1 else "",
            reason=change.reason if version > 1 else "", made_at=at,
        )
        for (kind, version, given), document in zip(new, documents, strict=True)
    )  # fmt: skip


def _differs(paper: GiftPaper | None, facts: GiftFacts, fiscal: FiscalReceipt | None) -> bool:
    if paper is None:
        return True
    said: Mapping[str, str] = paper.document.facts
    shown = said.get("donor") or said.get("payer")
    return (
        paper.amount_minor != facts.minor
        or shown != facts.certificate.donor
        or (fiscal is not None and paper.fiscal_id != fiscal.pk)
    )


def _reverse(paper: GiftPaper, facts: GiftFacts, change: Change, *, at: datetime) -> None:
    """The paper holds no more; a receipt is taken back by a red one."""
    if not reverse_paper(change.actor, paper.document, why=change.why, at=at):
        return
    if paper.kind == GiftPaperKind.RECEIPT:
        red: NewPaper = red_receipt(
            facts, paper.version, paper.amount_minor, number=paper.document.number,
            why=str(_WORDS[change.why]), fiscal=paper.fiscal,
        )  # fmt: skip
        number_papers([red], at=at)


# As they stand on the paper, which is in 中文 whoever asks.
_WORDS: Mapping[str, str] = {
    WhyReversed.RETURNED: "捐款有退回或恢复",
    WhyReversed.NAME: "交款人名称更正",
    WhyReversed.FISCAL: "换开财政电子票据",
    WhyReversed.MISTAKE: "收款组织重新开具",
}
