"""The parts in which an agreement is paid, which of them is open, and what was applied for."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from liushui.disbursing import policies
from liushui.disbursing.models import Agreement, Disbursement, PaymentRequest, Tranche
from liushui.disbursing.states import DisbursementState, ReportState
from liushui.kernel.errors import NotFound
from liushui.parties.actors import Actor

_JUDGED = (ReportState.ACCEPTED, ReportState.WAIVED)
_UNPAID = (DisbursementState.DRAFTED, DisbursementState.APPROVED, DisbursementState.ORDERED)
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class TrancheStanding:
    """A tranche, what is left of it, and what it waits for: "", "payment" or "report".

    ``report`` names the payment whose report is not judged yet.
    """

    tranche: Tranche
    left_minor: int
    waits_for: str = ""
    report: str = ""

    @property
    def is_open(self) -> bool:
        return not self.waits_for and self.left_minor > 0


def tranches_of(agreement: Agreement) -> Sequence[TrancheStanding]:
    """How each tranche stands, the first first; empty for an agreement without any."""
    tranches = list(agreement.tranches.order_by("position"))
    drafted = Disbursement.objects.filter(agreement=agreement, tranche__isnull=False)
    live = list(
        drafted.exclude(state=DisbursementState.CANCELLED)
        .select_related("report")
        .prefetch_related("returns")
    )
    standings, waits_for, report = [], "", ""
    for tranche in tranches:
        own = [one for one in live if one.tranche_id == tranche.pk]
        left = tranche.amount_minor - sum(one.net_minor for one in own)
        standings.append(TrancheStanding(tranche, left, waits_for, report))
        if not waits_for:
            waits_for, report = _holds_up(own)
    return standings


def open_tranche(agreement: Agreement) -> TrancheStanding | None:
    """The first tranche under which something can be drafted now."""
    return next((one for one in tranches_of(agreement) if one.is_open), None)


def request_for(actor: Actor, reference: str) -> PaymentRequest:
    """What was applied for, or ``NotFound`` to who may not know of it."""
    found = _loaded(policies.requests_visible_to(actor)).filter(reference=reference).first()
    if found is None:
        raise NotFound
    return found


def request_for_update(actor: Actor, reference: str) -> PaymentRequest:
    """As ``request_for``, locked until the transaction ends."""
    found = _loaded(policies.requests_visible_to(actor)).filter(reference=reference)
    request = found.select_for_update(of=("self",), no_key=True).first()
    if request is None:
        raise NotFound
    return request


def request_behind(reference: str) -> PaymentRequest | None:
    """What was applied for under this reference, locked, if anything was."""
    return PaymentRequest.objects.select_for_update(no_key=True).filter(reference=reference).first()


def requests_to_answer(actor: Actor) -> Sequence[PaymentRequest]:
    """What waits for the actor's draft, oldest first."""
    return list(_loaded(policies.requests_answerable_by(actor)).order_by("pk")[:PAGE_SIZE])


def requests_under(agreement: Agreement) -> Sequence[PaymentRequest]:
    """What was applied for under an agreement, newest first."""
    return list(
        _loaded(PaymentRequest.objects.filter(agreement=agreement)).order_by("-pk")[:PAGE_SIZE]
    )


def _holds_up(own: Sequence[Disbursement]) -> tuple[str, str]:
    """What keeps the next tranche shut: a payment that is not made, or a report not judged."""
    paid = [one for one in own if one.state == DisbursementState.PAID]
    if not paid or any(one.state in _UNPAID for one in own):
        return "payment", ""
    for one in paid:
        report = getattr(one, "report", None)
        if report is None or report.state not in _JUDGED:
            return "report", one.reference
    return "", ""


def _loaded(requests: QuerySet[PaymentRequest]) -> QuerySet[PaymentRequest]:
    return requests.select_related(
        "agreement__from_org", "agreement__to_org", "agreement__project", "budget_line", "paper"
    )
