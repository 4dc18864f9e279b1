"""Disbursements: one by reference, many at once, and each actor's queue."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F, QuerySet

from liushui.disbursing import policies
from liushui.disbursing.models import (
    Agreement,
    Disbursement,
    Expenditure,
    PaymentReturn,
    ReturnNote,
)
from liushui.disbursing.states import DisbursementState, UseState
from liushui.kernel.errors import NotFound
from liushui.parties.actors import Actor

if TYPE_CHECKING:
    from liushui.disbursing.models import Approval
    from liushui.ledger.models import Reservation
    from liushui.projects.models import BudgetLine

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the actor."""

    to_approve: Sequence[Disbursement]
    to_pay: Sequence[Disbursement]


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for the actor, and the newest of the rest that the actor may see."""

    to_approve: Sequence[Disbursement]
    to_pay: Sequence[Disbursement]
    others: Sequence[Disbursement]


def disbursement_for(actor: Actor, reference: str) -> Disbursement:
    """The disbursement with this reference, or ``NotFound`` if the actor may not know of it."""
    visible = policies.disbursements_visible_to(actor).filter(reference=reference)
    disbursement = _loaded(visible).first()
    if disbursement is None:
        raise NotFound
    return disbursement


def disbursement_for_update(actor: Actor, reference: str) -> Disbursement:
    """As ``disbursement_for``, locked until the transaction ends."""
    visible = policies.disbursements_visible_to(actor).filter(reference=reference)
    disbursement = _loaded(visible).select_for_update(of=("self",), no_key=True).first()
    if disbursement is None:
        raise NotFound
    return disbursement


def payments_waiting_for(actor: Actor) -> Waiting:
    """What waits for the actor by the step to take, oldest first: two queries."""
    return Waiting(
        _first(policies.disbursements_approvable_by(actor), "pk"),
        _first(policies.disbursements_payable_by(actor), "pk"),
    )


def desk_of(actor: Actor) -> Desk:
    """The actor's queue of payments by the step that waits for them: three queries."""
    to_approve = _first(policies.disbursements_approvable_by(actor), "pk")
    to_pay = _first(policies.disbursements_payable_by(actor), "pk")
    waiting = [d.pk for d in (*to_approve, *to_pay)]
    others = policies.disbursements_visible_to(actor).exclude(pk__in=waiting)
    return Desk(to_approve, to_pay, _first(others, "-pk"))


def disbursements_in_console(actor: Actor) -> QuerySet[Disbursement]:
    """The payments that the actor may see: the console's table bounds them."""
    return _loaded(policies.disbursements_visible_to(actor))


def disbursement_by_ref(reference: str) -> Disbursement | None:
    """The disbursement behind a movement's reference: its facts are public once it is paid."""
    return _loaded(Disbursement.objects.filter(reference=reference)).first()


def disbursements_by_ref(references: Iterable[str]) -> Mapping[str, Disbursement]:
    """Many at once, by reference: one query."""
    found = _loaded(Disbursement.objects.filter(reference__in=set(references)))
    return {disbursement.reference: disbursement for disbursement in found}


def paid_for_project(project_id: int, limit: int) -> Sequence[Disbursement]:
    """The newest payments of a project that the bank has made."""
    paid = Disbursement.objects.filter(
        agreement__project_id=project_id, state=DisbursementState.PAID
    ).prefetch_related("returns")
    return list(_loaded(paid).order_by("-paid_at", "-pk")[:limit])


def disbursements_under(agreement: Agreement) -> Sequence[Disbursement]:
    """The newest disbursements under an agreement, at most ``PAGE_SIZE``."""
    return _first(Disbursement.objects.filter(agreement=agreement), "-pk")


def approvals_of(disbursement: Disbursement) -> "Sequence[Approval]":
    """The steps of approval that were taken, the first first."""
    return list(disbursement.approvals.order_by("step"))


def returns_of(disbursement: Disbursement) -> "Sequence[PaymentReturn]":
    """What the bank sent back of a payment, in the order in which it was recorded."""
    return list(disbursement.returns.order_by("pk"))


def notes_of(disbursement: Disbursement) -> "Sequence[ReturnNote]":
    """What people noted that the bank sent back, booked or not, in that order."""
    return list(disbursement.return_notes.order_by("pk"))


def note_for_update(disbursement: Disbursement, key: int) -> ReturnNote:
    """One of a payment's notes, locked until the transaction ends; ``NotFound`` for others."""
    note = disbursement.return_notes.select_for_update(no_key=True).filter(pk=key).first()
    if note is None:
        raise NotFound
    return note


def return_under(payer_id: int, bank_ref: str) -> PaymentReturn | ReturnNote | None:
    """What an organisation booked, or noted and did not refuse, under this number of the bank."""
    booked = PaymentReturn.objects.filter(payer_id=payer_id, bank_ref=bank_ref).first()
    notes = ReturnNote.objects.filter(payer_id=payer_id, bank_ref=bank_ref)
    return booked or notes.exclude(is_agreed=False).first()


def returns_to_book(actor: Actor) -> "Sequence[ReturnNote]":
    """What waits for the actor as the second person, oldest first."""
    waiting = policies.returns_bookable_by(actor).select_related("disbursement__agreement__to_org")
    return list(waiting.order_by("pk")[:PAGE_SIZE])


def returned_between(payer_id: int, first: datetime, before: datetime) -> "Sequence[PaymentReturn]":
    """What banks sent back to an organisation in a time, oldest first."""
    found = PaymentReturn.objects.filter(
        payer_id=payer_id, returned_at__gte=first, returned_at__lt=before
    )
    return list(found.select_related("disbursement").order_by("returned_at", "pk"))


def left_on_line(line: "BudgetLine") -> int:
    """What a budget line has left beside what was paid on, or drafted to be, by the project itself.

    What a receiver passes on further is the same money and not counted again.
    """
    own = Disbursement.objects.filter(
        budget_line=line, agreement__source_fund=F("agreement__project__fund")
    ).exclude(state=DisbursementState.CANCELLED)
    return line.amount_minor - sum(one.net_minor for one in own.prefetch_related("returns"))


def reservations_of(disbursement: Disbursement) -> "Sequence[Reservation]":
    """What is held back for a payment: of one for a wish, a reservation in each fund that pays."""
    parts = disbursement.parts.select_related("reservation").order_by("place")
    own = [disbursement.reservation] if disbursement.reservation else []
    return [part.reservation for part in parts] or own


def paid_between(payer_id: int, first: datetime, before: datetime) -> Sequence[Disbursement]:
    """What an organisation has recorded as paid by its bank in a time, oldest first."""
    paid = Disbursement.objects.filter(
        payer_id=payer_id,
        state__in=[DisbursementState.PAID, DisbursementState.RETURNED],
        paid_at__gte=first,
        paid_at__lt=before,
    )
    return list(_loaded(paid).order_by("paid_at", "pk"))


def bank_ref_is_used(payer_id: int, bank_ref: str) -> bool:
    """Whether the payer has booked a payment or a use under this number of the bank."""
    uses = Expenditure.objects.filter(organisation_id=payer_id, bank_ref=bank_ref)
    return (
        Disbursement.objects.filter(payer_id=payer_id, bank_ref=bank_ref).exists()
        or uses.filter(state__in=[UseState.REPORTED, UseState.CONFIRMED]).exists()
    )


def _first(disbursements: QuerySet[Disbursement], order: str) -> Sequence[Disbursement]:
    return list(_loaded(disbursements).order_by(order)[:PAGE_SIZE])


def _loaded(disbursements: QuerySet[Disbursement]) -> QuerySet[Disbursement]:
    return disbursements.select_related(
        "agreement__from_org",
        "agreement__to_org",
        "agreement__project",
        "agreement__source_fund",
        "agreement__fund",
        "reservation",
        "tranche",
        "budget_line",
    )
