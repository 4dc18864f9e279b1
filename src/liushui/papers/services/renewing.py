"""Papers that say something else than is so hold no more, and new ones stand in their place (红冲).

What holds always says what of the gift has not gone back, and shows the donor as today.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction

from liushui.documents.services import NewPaper, lock_key, number_papers, reverse_paper
from liushui.giving.queries import gift_order_by_ref
from liushui.giving.queries.settled import settling_payments
from liushui.kernel.errors import DomainError, NotFound, gettext_noop
from liushui.ledger.queries.given_back import given_back_after, given_back_of, won_back
from liushui.papers import policies, queries
from liushui.papers.models import FiscalReceipt, GiftPaper, ReturnMark
from liushui.papers.services.facts import GiftFacts, facts_of, key_of, paper_of, red_receipt
from liushui.papers.services.making import make_for
from liushui.papers.states import GiftPaperKind, WhyReversed
from liushui.parties.actors import Actor
from liushui.parties.services import record

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder

_LOCK = 0x70617065
BATCH = 1_000
REASON_LIMIT = 300
_SYSTEM = Actor.system("papers")


class ReissueReasonMissing(DomainError):
    """A paper is made anew only for a reason that is written down."""

    code = "reissue_reason_missing"
    message = gettext_noop("Say in up to %(limit)s characters why the papers are made anew.")
    remedy = gettext_noop("The reason stays with the papers; write no personal data.")


class NothingToPaper(DomainError):
    """The gift stands in no book, or all of it went back."""

    code = "nothing_to_paper"
    status = 409
    message = gettext_noop("There is nothing to make a paper of: all of the gift went back.")
    remedy = gettext_noop("Its reversed papers stay where they are.")


@dataclass(frozen=True, slots=True)
class Change:
    """Why papers are made anew: by whom, in a word, and in the charity's own words."""

    actor: Actor
    why: WhyReversed
    reason: str = ""


@transaction.atomic
def reissue(actor: Actor, reference: str, *, reason: str, at: datetime) -> list[GiftPaper]:
    """Reverse a gift's papers and make them anew, for a reason; for who approves money.

    Raises ``NotFound``, ``NotAllowed``, ``ReissueReasonMissing``, ``NothingToPaper``.
    """
    order = gift_order_by_ref(reference)
    if order is None or order.project.organisation_id not in policies.readable_organisations(actor):
        raise NotFound
    policies.require_reissue(actor, order.project.organisation_id)
    if not reason.strip() or len(reason) > REASON_LIMIT:
        raise ReissueReasonMissing(limit=REASON_LIMIT)
    make_for(order, at=at)
    change = Change(actor, WhyReversed.MISTAKE, reason.strip())
    made = renew(order, change, at=at, kinds=tuple(GiftPaperKind))
    if not made:
        raise NothingToPaper
    record(actor, "papers.reissued", order, at=at, gift=reference, count=len(made))
    return made


@transaction.atomic
def follow_returns(*, at: datetime) -> int:
    """Renew the papers of gifts of which money went back, or came again, since the last time.

    The ledger's sinks of returns are lines without gaps, so nothing in them can be passed over.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    marks = dict(ReturnMark.objects.values_list("fund_id", "read_to"))
    found = given_back_after(marks, limit=BATCH)
    ReturnMark.objects.bulk_create(
        [
            ReturnMark(fund_id=fund_id, read_to=to)
            for fund_id, to in {one.fund_id: one.read_to for one in found}.items()
        ],
        update_conflicts=True,
        unique_fields=["fund"],
        update_fields=["read_to"],
    )
    changed = dict.fromkeys(one.ref for one in [*found, *won_back()] if one.ref)
    orders = [order for ref in changed if (order := gift_order_by_ref(ref)) is not None]
    change = Change(_SYSTEM, WhyReversed.RETURNED)
    return sum(bool(renew(order, change, at=at)) for order in orders)


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
