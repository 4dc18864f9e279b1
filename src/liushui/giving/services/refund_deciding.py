"""Two people let a gift go back: the first proposes, the second books it and sets it on its way."""

from datetime import datetime

from django.db import transaction

from liushui.base.states import move_state
from liushui.giving import refund_policies as rules
from liushui.giving.models import GiftRefund
from liushui.giving.queries import gift_for_update
from liushui.giving.queries import refunds as found
from liushui.giving.queries.consents import refusal_of
from liushui.giving.refund_notices import REFUND_DECLINED, REFUNDED, tell_refund
from liushui.giving.refund_states import (
    REFUND_BOOKED,
    REFUND_MOVES,
    RefundClass,
    RefundState,
)
from liushui.giving.services.deciding import ReasonMissing
from liushui.giving.services.refund_asking import return_what_rests
from liushui.giving.services.refund_refusals import (
    BankNumberMissing,
    RefundOver,
    RefundTooEarly,
    RefundUndecided,
    RefusalStands,
    SameTwoPeople,
)
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.kernel.money import Money
from liushui.ledger.services import refund_gift, return_owed
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.parties.services.two_people import require_another
from liushui.projects.states import PlanState

_WHY = 300


@transaction.atomic
def propose_refund(actor: Actor, reference: str, *, why: str, at: datetime) -> GiftRefund:
    """The first of the two: it should go back. A second call changes nothing.

    Raises ``NotFound``, ``NotAllowed``, ``ReasonMissing``, ``RefundOver``.
    """
    one = found.refund_for_update(actor, reference)
    if not rules.can_propose(actor, one.order.project.organisation_id):
        raise NotAllowed
    if one.state == RefundState.PROPOSED and one.proposed_by == actor.name:
        return one
    if one.state != RefundState.ASKED:
        raise RefundOver
    if not why.strip():
        raise ReasonMissing
    one.proposed_by = actor.name
    one.save(update_fields=["proposed_by"])
    _move(one, RefundState.PROPOSED, actor, at, why)
    record(actor, "refund.proposed", one, at=at, reference=reference)
    return one


@transaction.atomic
def agree_refund(actor: Actor, reference: str, *, at: datetime) -> GiftRefund:
    """The second of the two: it is booked, and the provider is asked. Twice changes nothing.

    Raises ``SameTwoPeople``, ``RefundOver``, ``RefundTooEarly``, ``RefundUndecided`` and what the
    ledger refuses: a gift that was spent goes back only where the law orders it.
    """
    one = found.refund_for_update(actor, reference)
    if not rules.can_agree(actor, one.order.project.organisation_id):
        raise NotAllowed
    if one.state in REFUND_BOOKED and one.agreed_by == actor.name:
        return one
    require_another(actor, one.proposed_by, SameTwoPeople)
    if one.state != RefundState.PROPOSED:
        raise RefundOver
    carry_refund(one, by=actor.name, at=at)
    record(actor, "refund.agreed", one, at=at, reference=reference, amount_minor=one.amount_minor)
    return one


def carry_refund(one: GiftRefund, *, by: str, at: datetime) -> None:
    """Book it in the ledger and let it be sent. Inside the transaction that says who agreed."""
    if found.is_undecided(one):
        raise RefundUndecided
    if found.is_booked_payment(one):
        deed = return_owed if one.is_owed else refund_gift
        try:
            deed(
                one.order.reference,
                Money(one.amount_minor),
                key=f"refund:{one.reference}",
                happened_at=at,
            )
        except NotFound:
            raise RefundTooEarly from None
    one.agreed_by, one.agreed_at = by, at
    one.save(update_fields=["agreed_by", "agreed_at"])
    move_state(one, to=RefundState.AGREED, moves=REFUND_MOVES, by=by, at=at)
    tell_refund(one, REFUNDED, at=at)


@transaction.atomic
def decline_refund(actor: Actor, reference: str, *, why: str, at: datetime) -> GiftRefund:
    """It stays where it is, and the giver reads why. A second call changes nothing.

    Raises ``RefusalStands`` where the giver said no to a change of purpose and the money still lies
    there (慈善法 art 56; R-37). Where something else stood in the way of that, it begins now.
    """
    gift_for_update(found.refund_for(actor, reference).order.reference)
    one = found.refund_for_update(actor, reference)
    if not rules.can_propose(actor, one.order.project.organisation_id):
        raise NotAllowed
    if one.state == RefundState.DECLINED:
        return one
    if one.state not in {RefundState.ASKED, RefundState.PROPOSED}:
        raise RefundOver
    if not why.strip():
        raise ReasonMissing
    giver, refused = f"person:{one.order.donor_id}", refusal_of(one.order)
    if (refused == PlanState.AGREED or (refused and one.asked_by == giver)) and _is_what_rests(one):
        raise RefusalStands
    _move(one, RefundState.DECLINED, actor, at, why)
    if refused == PlanState.AGREED:
        return_what_rests(actor, one.order, by=giver, at=at)
    tell_refund(one, REFUND_DECLINED, at=at)
    record(actor, "refund.declined", one, at=at, reference=reference)
    return one


def _is_what_rests(one: GiftRefund) -> bool:
    """Whether it takes a refused gift back whole; else a new one must, of what is left of it."""
    return one.kind == RefundClass.PURPOSE and one.amount_minor == found.at_home_of(one.order)


@transaction.atomic
def confirm_refund_by_hand(
    actor: Actor, reference: str, *, outside_ref: str, at: datetime
) -> GiftRefund:
    """The bank paid it: what came by hand, or what the provider could not send back.

    Raises ``BankNumberMissing`` and ``RefundOver``. A second call changes nothing.
    """
    one = found.refund_for_update(actor, reference)
    if not rules.can_agree(actor, one.order.project.organisation_id):
        raise NotAllowed
    if not outside_ref.strip():
        raise BankNumberMissing
    if one.state == RefundState.RETURNED and one.outside_ref == outside_ref.strip():
        return one
    if not (one.state == RefundState.STUCK or (one.state == RefundState.AGREED and one.is_by_hand)):
        raise RefundOver
    one.outside_ref, one.ended_at = outside_ref.strip()[:64], at
    one.save(update_fields=["outside_ref", "ended_at"])
    _move(one, RefundState.RETURNED, actor, at)
    record(actor, "refund.paid_by_hand", one, at=at, reference=reference)
    return one


@transaction.atomic
def send_refund_again(actor: Actor, reference: str, *, at: datetime) -> GiftRefund:
    """What did not go through is asked for once more, under the same key."""
    one = found.refund_for_update(actor, reference)
    if not rules.can_agree(actor, one.order.project.organisation_id):
        raise NotAllowed
    if one.state == RefundState.AGREED:
        return one
    if one.state != RefundState.STUCK:
        raise RefundOver
    one.sent_at = None
    one.save(update_fields=["sent_at"])
    _move(one, RefundState.AGREED, actor, at)
    record(actor, "refund.sent_again", one, at=at, reference=reference)
    return one


def _move(one: GiftRefund, state: RefundState, actor: Actor, at: datetime, why: str = "") -> None:
    move_state(one, to=state, moves=REFUND_MOVES, by=actor.name, at=at, why=why.strip()[:_WHY])
