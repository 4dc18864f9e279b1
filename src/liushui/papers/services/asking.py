"""The official numbers of receipts: asked of the fiscal service, one by one, until each has them.

A sample that holds is asked for under a key of its own, so that a question that was cut off is
repeated and not doubled. A gift has one open question at a time, so the service never holds two
receipts of it. The full name of a donor goes to the service alone and is kept nowhere.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING

import structlog
from django.db import transaction

from liushui.base import vault
from liushui.documents.services import lock_key
from liushui.giving.queries.settled import orders_by_id
from liushui.giving.services import giver_of_origin
from liushui.giving.states import Display
from liushui.kernel.errors import NotAllowed
from liushui.papers import queries
from liushui.papers.fiscal import (
    FiscalAnswer,
    FiscalRefused,
    FiscalRequest,
    FiscalService,
    FiscalSilent,
    fiscal_service,
)
from liushui.papers.models import (
    FiscalBackRefusal,
    FiscalQuestion,
    FiscalReceipt,
    FiscalRefusal,
    FiscalReversal,
    GiftPaper,
)
from liushui.papers.services.anew import Change, renew
from liushui.papers.services.facts import key_of
from liushui.papers.states import GiftPaperKind, WhyReversed
from liushui.parties.actors import Actor
from liushui.parties.queries import person_name
from liushui.parties.services import ProcessingStopped

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder

AT_ONCE = 200
# Our own word for an answer that says another sum than was asked: a person looks at it.
OTHER_SUM = "OTHER_SUM"
_SYSTEM = Actor.system("papers")
log = structlog.get_logger(__name__)


def ask_fiscal(*, at: datetime, limit: int = AT_ONCE) -> int:
    """Ask for the numbers of samples, oldest first; how many have theirs now.

    Before them what was asked and never heard of: the service may hold a receipt that stands for
    no paper, and it is taken back before the gift has another. Stops when the service is silent.
    One that it declines stays a sample and holds up nobody.
    """
    service = fiscal_service()
    if not service.is_ready():
        return 0
    unheard = queries.receipts_never_heard_of(limit, at=at)
    done = 0
    for paper in [*unheard, *queries.samples_to_ask_for(limit, at=at)]:
        try:
            done += _ask_for(service, paper, at=at)
        except FiscalRefused as refused:
            _declined(paper, str(refused.facts["reason"]), at=at)
        except FiscalSilent:
            break
    return done


def take_back_fiscal(*, at: datetime, limit: int = AT_ONCE) -> int:
    """Have the service take back receipts for which no paper stands any more; how many."""
    service = fiscal_service()
    if not service.is_ready():
        return 0
    done = 0
    for receipt in queries.receipts_to_take_back(limit, at=at):
        try:
            answer = service.reverse(
                key=f"{receipt.key}:back", code=receipt.code, number=receipt.number, why="returned"
            )
        except FiscalRefused as refused:
            _kept_back(receipt, str(refused.facts["reason"]), at=at)
            continue
        except FiscalSilent:
            break
        _taken_back(receipt, answer, at=at)
        done += 1
    return done


def _ask_for(service: FiscalService, paper: GiftPaper, *, at: datetime) -> bool:
    """Whether the receipt has its numbers now. Raises ``FiscalRefused``, ``FiscalSilent``."""
    order = orders_by_id([paper.order_id])[paper.order_id]
    key = f"receipt:{order.reference}:{paper.version}"
    was_open = _opened(order, paper, key, at=at)
    if was_open is None:
        return False
    try:
        answer = service.issue(_request(order, paper, key))
    except FiscalRefused:
        if not was_open:  # the first time it was asked: there is none
            FiscalQuestion.objects.filter(key=key).update(closed_at=at)
        raise
    if answer.amount_minor != paper.amount_minor:
        raise FiscalRefused(reason=OTHER_SUM)
    with transaction.atomic():
        receipt = _kept(order, paper, key, answer, at=at)
        FiscalRefusal.objects.filter(paper=paper).delete()
        holds = queries.current_papers(order).get(paper.kind)
        if holds is not None and holds.pk == paper.pk:
            renew(order, Change(_SYSTEM, WhyReversed.FISCAL), at=at, fiscal=receipt)
    return True


@transaction.atomic
def _opened(order: "GiftOrder", paper: GiftPaper, key: str, *, at: datetime) -> bool | None:
    """Keep that it is asked, before it is; whether it was asked before and may have been heard.

    None where the service may hold another receipt of the gift: nothing is asked then.
    """
    lock_key(key_of(GiftPaperKind.RECEIPT, order.reference))
    questions = FiscalQuestion.objects.filter(order=order, closed_at=None)
    if questions.exclude(key=key).exists():
        return None
    if questions.exists():
        return True
    FiscalQuestion.objects.update_or_create(
        key=key,
        defaults={"closed_at": None},
        create_defaults={"order": order, "paper": paper, "asked_at": at},
    )
    return False


@transaction.atomic
def _taken_back(receipt: FiscalReceipt, answer: FiscalAnswer, *, at: datetime) -> None:
    FiscalReversal.objects.get_or_create(
        receipt=receipt, defaults={"code": answer.code, "number": answer.number, "at": at}
    )
    FiscalBackRefusal.objects.filter(receipt=receipt).delete()
    FiscalQuestion.objects.filter(key=receipt.key, closed_at=None).update(closed_at=at)


def _kept_back(receipt: FiscalReceipt, reason: str, *, at: datetime) -> None:
    log.warning("fiscal_refused", receipt=receipt.key, reason=reason)
    FiscalBackRefusal.objects.update_or_create(
        receipt=receipt, defaults={"reason": reason, "at": at}
    )


def _declined(paper: GiftPaper, reason: str, *, at: datetime) -> None:
    log.warning("fiscal_refused", paper=paper.document.number, reason=reason)
    FiscalRefusal.objects.update_or_create(paper=paper, defaults={"reason": reason, "at": at})


def _kept(
    order: "GiftOrder", paper: GiftPaper, key: str, answer: FiscalAnswer, *, at: datetime
) -> FiscalReceipt:
    receipt, _is_new = FiscalReceipt.objects.get_or_create(
        key=key,
        defaults={
            "order": order,
            "amount_minor": paper.amount_minor,
            "code": answer.code,
            "number": answer.number,
            "check_code": answer.check,
            "issued_on": answer.issued_on,
            "at": at,
        },
    )
    return receipt


def _request(order: "GiftOrder", paper: GiftPaper, key: str) -> FiscalRequest:
    said = paper.document.facts
    return FiscalRequest(
        key=key,
        organisation_code=order.project.organisation.credit_code,
        payer=_payer(order) or said["payer"],
        payer_code=said["payer_code"],
        project_number=order.project.number,
        project_title=order.project.title,
        amount_minor=paper.amount_minor,
        given_on=date.fromisoformat(said["given_on"]),
        note=said["note"],
    )


def _payer(order: "GiftOrder") -> str:
    """The name in full as the law's form wants it; "" where none is known or may be used.

    Who gave as "a donor" is nobody's name for the service either; what an organisation gave bears
    its own name, which the paper has.
    """
    if giver_of_origin(order) is not None:
        return ""
    if order.display == Display.ANONYMOUS or not order.donor_display:
        return ""
    if order.donor is None or order.donor.restricted_at is not None:
        return ""
    try:
        return person_name(_SYSTEM, order.donor)
    except (NotAllowed, ProcessingStopped, vault.Shredded):
        return ""
