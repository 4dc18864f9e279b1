"""Asking for a gift back: by its giver, or by the charity itself. Nothing is booked yet."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from liushui.base.states import move_state
from liushui.giving import queries
from liushui.giving import refund_policies as rules
from liushui.giving.models import GiftOrder, GiftRefund, Payment
from liushui.giving.queries import refunds as found
from liushui.giving.refund_states import REFUND_MOVES, RefundClass, RefundState
from liushui.giving.services.refund_refusals import (
    NothingToReturn,
    RefundNotOffered,
    RefundOver,
    RefundTooLate,
    RefundTooMuch,
    RefundUnderWay,
)
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.kernel.ids import new_reference
from liushui.kernel.money import AmountOutOfRange, Money
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.payments.provider import ALIPAY, WECHAT

GUEST = "guest"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: a class, and how much; None: all that can go back."""

    kind: RefundClass
    amount: Money | None = None


@transaction.atomic
def ask_for_refund(actor: Actor, reference: str, asked: Asked, *, at: datetime) -> GiftRefund:
    """The giver asks. The same again while it is open answers the same.

    Raises ``NotFound``, ``RefundNotOffered``, ``RefundTooLate``, ``RefundTooMuch``,
    ``RefundUnderWay`` and ``NothingToReturn``. A gift of somebody else is ``NotAllowed``.
    """
    queries.gift_for(actor, reference)
    order = _locked(reference)
    if not may_ask(actor, order):
        raise NotAllowed
    rule = rules.rule_for(order, asked.kind, at)
    if not rule.is_offered:
        raise RefundNotOffered
    by = actor.name if actor.person_id is not None else GUEST
    return _begun(order, asked, by=by, at=at, actor=actor)


@transaction.atomic
def begin_refund(actor: Actor, reference: str, asked: Asked, *, at: datetime) -> GiftRefund:
    """The charity begins one by itself; who begins it is the first of the two.

    Refuses as ``ask_for_refund`` does, but for the window: it is the giver's.
    """
    order = _locked(reference)
    organisation = order.project.organisation_id
    if not (actor.is_system or organisation in rules.organisations_refunding(actor)):
        raise NotFound
    if not rules.can_propose(actor, organisation):
        raise NotAllowed
    one = _begun(order, asked, by=actor.name, at=at, actor=actor, is_charity=True)
    if one.state == RefundState.ASKED:
        one.proposed_by = actor.name
        one.save(update_fields=["proposed_by"])
        move_state(one, to=RefundState.PROPOSED, moves=REFUND_MOVES, by=actor.name, at=at)
    return one


@transaction.atomic
def return_for_purpose(actor: Actor, reference: str, *, at: datetime) -> GiftRefund | None:
    """A giver does not agree to a change of purpose: what still lies there begins to go back.

    Source: 慈善法 art 56; R-37. Two people of the charity carry it as any other; None where nothing
    is left or something is under way. Raises ``NotAllowed`` for another's gift.
    """
    order = _locked(reference)
    if not may_ask(actor, order):
        raise NotAllowed
    return return_what_rests(actor, order, by=actor.name, at=at)


def return_what_rests(
    actor: Actor, order: GiftOrder, *, by: str, at: datetime
) -> GiftRefund | None:
    """The same for a locked order, whoever made it due; ``by``: the giver who said no."""
    if found.open_refund_of(order) is not None:
        return None
    amount = found.at_home_of(order)
    if amount <= 0:
        return None
    asked = Asked(RefundClass.PURPOSE, Money(amount))
    return _begun(order, asked, by=by, at=at, actor=actor, is_charity=True)


@transaction.atomic
def withdraw_refund(actor: Actor, reference: str, *, at: datetime) -> GiftRefund | None:
    """The giver asks no more, as long as nothing is booked. A second call changes nothing.

    What the charity began by itself is not the giver's to end: ``RefundOver``.
    """
    queries.gift_for(actor, reference)
    order = _locked(reference)
    if not may_ask(actor, order):
        raise NotAllowed
    one = found.open_refund_of(order)
    if one is None:
        return None
    if not found.can_take_back(one):
        raise RefundOver
    by = actor.name if actor.person_id is not None else GUEST
    move_state(one, to=RefundState.WITHDRAWN, moves=REFUND_MOVES, by=by, at=at)
    record(actor, "refund.withdrawn", one, at=at, reference=one.reference)
    return one


def may_ask(actor: Actor, order: GiftOrder) -> bool:
    """Who gave it; of a guest's gift whoever has its reference: it goes back to its payer alone."""
    is_own = actor.person_id is not None and order.donor_id == actor.person_id
    return order.by_guest or is_own


def _locked(reference: str) -> GiftOrder:
    order = queries.gift_for_update(reference)
    if order is None:
        raise NotFound
    return order


def _begun(
    order: GiftOrder,
    asked: Asked,
    *,
    by: str,
    at: datetime,
    actor: Actor,
    is_charity: bool = False,
) -> GiftRefund:
    before = found.open_refund_of(order)
    if before is not None:
        if before.kind == asked.kind and before.asked_by == by:
            return before
        raise RefundUnderWay
    payment, left = _what_is_left(order, asked.kind)
    rule = rules.rule_for(order, asked.kind, at)
    if not is_charity and not rule.is_open(payment.paid_at, at):
        raise RefundTooLate(day_of(payment.paid_at + timedelta(days=rule.window_days or 0)))
    amount = left if asked.amount is None else asked.amount
    if amount.minor <= 0:
        raise AmountOutOfRange
    if amount.minor > left.minor:
        raise RefundTooMuch(left)
    one = GiftRefund.objects.create(
        reference=new_reference(day_of(at)),
        order=order,
        payment=payment,
        kind=asked.kind,
        amount_minor=amount.minor,
        is_owed=rule.is_owed,
        is_by_hand=is_by_hand(payment),
        asked_by=by,
        asked_at=at,
    )
    record(actor, "refund.asked", one, at=at, reference=one.reference, kind=one.kind)
    return one


def _what_is_left(order: GiftOrder, kind: str) -> tuple[Payment, Money]:
    """Of a duplicate the second payment, which never became a gift; else the gift's own."""
    left = found.left_of(order)
    if not left:
        raise NothingToReturn
    one = left[0] if kind == RefundClass.DUPLICATE else left[-1]
    return one.payment, one.amount


def is_by_hand(payment: Payment) -> bool:
    """Whether no provider can send it back: it came by a bank, in cash, or in a list."""
    return payment.provider not in {WECHAT, ALIPAY}
