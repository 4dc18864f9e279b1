"""What the bank paid though it was stopped or not agreed to: two people say so, then it is booked.

Nothing that the bank did stays outside the books, and nothing is booked on one person's word.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from liushui.appeals import policies
from liushui.appeals.errors import (
    NothingProposed,
    OwnMoneyLacks,
    PaidInOrder,
    PayoutWrong,
    ReasonMissing,
    SlipMissing,
)
from liushui.appeals.models import Appeal, LatePayment, Payout
from liushui.appeals.notices import tell_operators
from liushui.appeals.queries.appeals import appeal_for_update
from liushui.appeals.queries.paying import payout_for_update
from liushui.appeals.queries.reasons import sealed_why
from liushui.appeals.services.explaining import SEE_PAGE
from liushui.appeals.services.masking import require_masked
from liushui.appeals.services.paying import Bill
from liushui.appeals.services.publishing import require_two
from liushui.appeals.states import PAYOUT_MOVES, PUBLIC_STATES, PayoutState
from liushui.base.files import store_file
from liushui.base.states import MoveNotAllowed, move_state
from liushui.disbursing.queries import bank_ref_is_used
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotAllowed
from liushui.kernel.ids import new_reference
from liushui.kernel.money import Money, format_yuan
from liushui.ledger.queries import fund as fund_by_id
from liushui.ledger.services import (
    holder_of_organisation,
    lock_funds,
    move,
    open_fund,
    post_reserved,
    release,
    sink,
)
from liushui.ledger.states import GENERAL, Kind, Purpose, SinkUse
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.projects.queries import suspensions_of

NOTING = (Right.MONEY_DRAFT, Right.MONEY_PAY)
_BOOK = (Right.MONEY_APPROVE, Right.MONEY_PAY)
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class LateSlip:
    """What the bank's slip says, and how it came that it left."""

    bank_ref: str
    paid_at: datetime
    why: str


@transaction.atomic
def note_late(actor: Actor, reference: str, slip: LateSlip, *, at: datetime) -> LatePayment:
    """The first of the two: this payment left the bank all the same. The same slip is the same.

    For one that was stopped, that nobody agreed to, or that left after the appeal was stopped.
    Raises ``PaidInOrder`` for any other, ``SlipMissing``, ``ReasonMissing``, ``WordsNamePerson``,
    ``NotAllowed``.
    """
    payout = payout_for_update(actor, reference)
    _require_any(actor, NOTING, payout.appeal)
    if payout.state == PayoutState.PAID:
        raise MoveNotAllowed(state=payout.get_state_display(), to=PayoutState.PAID)
    if _is_in_order(payout, slip.paid_at):
        raise PaidInOrder
    return _noted(actor, payout, slip, at)


@transaction.atomic
def note_unasked(
    actor: Actor, number: str, bill: Bill, slip: LateSlip, *, at: datetime
) -> LatePayment:
    """The same for what left to the provider without anybody having asked for it here.

    ``bill`` holds its sum, what it paid, and the bank's slip as its paper. The same slip again is
    the note that waits. Raises ``PayoutWrong``.
    """
    appeal = appeal_for_update(actor, number)
    _require_any(actor, NOTING, appeal)
    if appeal.state not in PUBLIC_STATES:
        raise MoveNotAllowed(state=appeal.get_state_display(), to=PayoutState.PAID)
    if bill.amount_minor <= 0 or not bill.label.strip():
        raise PayoutWrong
    require_masked(appeal, bill.label)
    waiting = LatePayment.objects.filter(payout__appeal=appeal, is_agreed=None)
    known = waiting.filter(
        bank_ref=_bank_ref(slip), paid_at=slip.paid_at, payout__amount_minor=bill.amount_minor
    ).first()
    if known is not None:
        return known
    payout = Payout.objects.create(
        reference=new_reference(day_of(at)),
        appeal=appeal,
        organisation_id=appeal.organisation_id,
        amount_minor=bill.amount_minor,
        label=bill.label.strip()[:120],
        bill=store_file(bill.paper, at=at),
        drafted_by=actor.name,
        drafted_at=at,
    )
    return _noted(actor, payout, slip, at)


@transaction.atomic
def decide_late(
    actor: Actor, reference: str, *, late: int, agrees: bool, at: datetime
) -> LatePayment:
    """The second of the two: it left, and is booked as it was; or it did not leave.

    ``late`` is the key of what was read. What the appeal's fund does not hold any more, since it
    went back to givers, the organisation bears out of its own. Those who run the site are told.
    A second call changes nothing. Raises ``NothingProposed``, ``ProposedByYou``, ``SameHands``,
    ``SlipMissing``, ``OwnMoneyLacks``, ``NotAllowed``.
    """
    payout = payout_for_update(actor, reference)
    appeal = payout.appeal
    _require_any(actor, _BOOK, appeal)
    noted = payout.late.select_for_update(no_key=True).filter(pk=late).first()
    if noted is None:
        raise NothingProposed
    if noted.decided_at is not None:
        if noted.is_agreed == agrees:
            return noted
        raise NothingProposed
    if agrees:
        require_two(actor, noted.noted_by, appeal, list({*NOTING, *_BOOK}), at=at)
    noted.decided_by, noted.decided_at, noted.is_agreed = actor.name, at, agrees
    noted.save(update_fields=["decided_by", "decided_at", "is_agreed"])
    if agrees:
        _book(actor, payout, noted, at)
        tell_operators(appeal, payout, at=at)
    elif payout.drafted_at == noted.noted_at:  # nobody had asked for it: nothing is left of it
        _undo(actor, payout, at)
    verb = "appeal_payout.late" if agrees else "appeal_payout.not_late"
    record(actor, verb, payout, at=at, reference=payout.reference, bank_ref=noted.bank_ref)
    return noted


def _noted(actor: Actor, payout: Payout, slip: LateSlip, at: datetime) -> LatePayment:
    bank_ref, why = _bank_ref(slip), slip.why.strip()[:_LONGEST]
    if not why:
        raise ReasonMissing
    require_masked(payout.appeal, why)
    if not bank_ref or slip.paid_at > at or _is_used(payout, bank_ref):
        raise SlipMissing
    known = payout.late.filter(is_agreed=None).first()
    if known is not None and (known.bank_ref, known.paid_at) == (bank_ref, slip.paid_at):
        return known
    try:
        with transaction.atomic():
            made = LatePayment.objects.create(
                payout=payout,
                bank_ref=bank_ref,
                paid_at=slip.paid_at,
                why_sealed=sealed_why(payout.appeal, why),
                noted_by=actor.name,
                noted_at=at,
            )
    except IntegrityError:
        raise SlipMissing from None
    record(actor, "appeal_payout.late_noted", payout, at=at, reference=payout.reference)
    return made


def _undo(actor: Actor, payout: Payout, at: datetime) -> None:
    """What was held back for it is free; one that was stopped meanwhile stays stopped."""
    to = PayoutState.CANCELLED
    if to not in PAYOUT_MOVES[payout.state]:
        return
    if payout.reservation is not None:
        release(payout.reservation, at=at, why=SEE_PAGE)
    move_state(payout, to=to, moves=PAYOUT_MOVES, by=actor.name, at=at)


def _book(actor: Actor, payout: Payout, noted: LatePayment, at: datetime) -> None:
    payout.bank_ref, payout.paid_at, payout.is_late = noted.bank_ref, noted.paid_at, True
    payout.organisation_id = payout.appeal.organisation_id
    payout.own_minor = _moved(payout, noted.paid_at)
    fields = ["bank_ref", "paid_at", "is_late", "organisation", "own_minor"]
    try:
        with transaction.atomic():
            payout.save(update_fields=fields)
    except IntegrityError:
        raise SlipMissing from None
    move_state(payout, to=PayoutState.PAID, moves=PAYOUT_MOVES, by=actor.name, at=at)


def _moved(payout: Payout, paid_at: datetime) -> int:
    """Out of what is held back, else out of what is free; how much the organisation bore itself."""
    appeal = payout.appeal
    assert appeal.project is not None, f"{appeal.number} has no account"
    holder, ref = holder_of_organisation(appeal.organisation_id), payout.reference
    target = sink(holder, SinkUse.USED, purpose=Purpose("case", appeal.purpose_id or 0))
    kind = Kind.PROVIDER_PAYMENT
    if payout.reservation is not None and payout.state == PayoutState.APPROVED:
        key = f"appeal:{ref}"
        post_reserved(
            payout.reservation, target=target, key=key, happened_at=paid_at, ref=ref, kind=kind
        )
        return 0
    own_fund = open_fund(holder, purpose=GENERAL)
    funds = lock_funds([appeal.project.fund_id, own_fund.pk, target.pk])
    there = min(max(0, funds[appeal.project.fund_id].free), payout.amount_minor)
    own, free = payout.amount_minor - there, max(0, funds[own_fund.pk].free)
    if own > free:
        raise OwnMoneyLacks(own=format_yuan(own), free=format_yuan(free))
    sources = ((fund_by_id(appeal.project.fund_id), there, "late"), (own_fund, own, "own"))
    for source, minor, way in sources:
        if minor:
            key = f"appeal:{ref}:{way}"
            move(
                Money(minor), source=source, target=target, key=key, happened_at=paid_at, ref=ref,
                kind=kind,
            )  # fmt: skip
    return own


def _bank_ref(slip: LateSlip) -> str:
    return slip.bank_ref.strip()[:60]


def _is_in_order(payout: Payout, paid_at: datetime) -> bool:
    """Whether one person may enter it as ever: agreed to before it left, and not stopped."""
    if payout.state != PayoutState.APPROVED or payout.approved_at is None:
        return False
    project = payout.appeal.project
    stops = suspensions_of(project) if project is not None else []
    agreed = payout.approved_at.replace(second=0, microsecond=0)
    return agreed <= paid_at and not any(stop.at <= paid_at for stop in stops)


def _is_used(payout: Payout, bank_ref: str) -> bool:
    """Whether the slip stands on another payment of the organisation."""
    body = payout.appeal.organisation_id
    others = Payout.objects.filter(organisation_id=body, bank_ref=bank_ref).exclude(pk=payout.pk)
    return others.exists() or bank_ref_is_used(body, bank_ref)


def _require_any(actor: Actor, rights: tuple[Right, ...], appeal: Appeal) -> None:
    held = next((one for one in rights if actor.holds(one, appeal.organisation_id)), None)
    if held is None and not actor.is_system:
        raise NotAllowed
    policies.require(actor, held or rights[0], appeal)
