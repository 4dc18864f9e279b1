"""A person decides about money that arrived and could not be booked by itself."""

from datetime import datetime

from django.db import transaction

from liushui.base.states import MoveNotAllowed, move_state
from liushui.giving import policies, queries
from liushui.giving.models import GiftOrder
from liushui.giving.notices import RECEIVED, RETURNED, tell_donor
from liushui.giving.services.origins import require_bookable, tell_closed
from liushui.giving.services.settling import book
from liushui.giving.states import MOVES, GiftState
from liushui.kernel.errors import DomainError, NotFound, gettext_noop
from liushui.parties.actors import Actor
from liushui.parties.services import record


class ReasonMissing(DomainError):
    """A decision about somebody's money says why."""

    code = "reason_missing"
    message = gettext_noop("A decision needs its reason.")
    remedy = gettext_noop("Write one sentence: the donor and the auditors will read it.")


@transaction.atomic
def decide_gift(actor: Actor, reference: str, *, keep: bool, why: str, at: datetime) -> GiftOrder:
    """Book the payment for its project, or mark it to be returned. A second call changes nothing.

    Raises ``NotFound``, ``NotAllowed``, ``ReasonMissing``, and ``MoveNotAllowed`` when another
    decision was taken first. What led to the gift may refuse that it is booked: a cap stands.
    """
    queries.gift_for(actor, reference)
    order = queries.gift_for_update(reference)
    if order is None:
        raise NotFound
    policies.require_decide(actor, order)
    if not why.strip():
        raise ReasonMissing
    wanted = GiftState.PAID if keep else GiftState.RETURN_DUE
    if order.state == wanted:
        return order
    if order.state != GiftState.NEEDS_DECISION:  # what was not paid is nobody's to book
        raise MoveNotAllowed(state=order.state, to=wanted)
    if keep:
        require_bookable(order, at=at)
    move_state(order, to=wanted, moves=MOVES, by=actor.name, at=at, why=why.strip())
    if keep:
        payment = queries.payment_of(order)
        if payment is None:
            raise LookupError(f"{reference} was decided without a payment")
        book(order, payment, at=at)
    else:
        tell_closed([order], at=at)
    tell_donor(order, RECEIVED if keep else RETURNED, at=at)
    record(actor, "gift.decided", order, at=at, keep=keep, reference=reference)
    return order
