"""What two people agreed to goes back by the provider, to where it came from, under one key."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from liushui.base.states import move_state
from liushui.giving.models import GiftRefund
from liushui.giving.queries.refunds import refunds_to_send
from liushui.giving.refund_states import REFUND_MOVES, RefundState
from liushui.giving.services.merchants import conversation_back
from liushui.kernel.errors import DomainError
from liushui.payments.provider import ProviderRefused, RefundOrder, RefundWord
from liushui.payments.services import PaymentNotSetUp
from liushui.payments.states import RefundState as Sent

log = structlog.get_logger(__name__)

AT_ONCE = 50
_ASK_EVERY = timedelta(seconds=50)
_BY = "system:payment"
_REASON = "捐赠退回"
_ENDS = {
    Sent.DONE: RefundState.RETURNED,
    Sent.REFUSED: RefundState.STUCK,
    Sent.ABNORMAL: RefundState.STUCK,
}


def send_refunds(*, at: datetime, limit: int = AT_ONCE) -> int:
    """The clock's part: ask the providers for what is agreed and not returned; how many ended.

    Safe to be killed anywhere: the same key is the same refund there.
    """
    return sum(_send(one, at=at) for one in refunds_to_send(at - _ASK_EVERY, limit))


def _send(one: GiftRefund, *, at: datetime) -> bool:
    try:
        word = _ask(one, at)
    except ProviderRefused as error:
        return _end(one, RefundState.STUCK, str(error.facts.get("reason", ""))[:60], at=at)
    except PaymentNotSetUp:
        return _end(one, RefundState.STUCK, "not set up", at=at)
    except DomainError as error:
        log.warning(error.code, refund=one.reference)
        GiftRefund.objects.filter(pk=one.pk).update(sent_at=at)
        return False
    state = _ENDS.get(word.state)
    if state is None:
        GiftRefund.objects.filter(pk=one.pk).update(sent_at=at)
        return False
    return _end(one, state, word.state.value, at=word.done_at or at)


def _ask(one: GiftRefund, at: datetime) -> RefundWord:
    """Always the request itself: an answer that was lost would else never be asked for again."""
    return conversation_back(one, at=at).refund(
        RefundOrder(
            key=one.reference,
            order=one.order.reference,
            transaction_id=one.payment.transaction_id,
            amount_minor=one.amount_minor,
            total_minor=one.payment.amount_minor,
            reason=_REASON,
        ),
        at=at,
    )


@transaction.atomic
def _end(one: GiftRefund, state: RefundState, why: str, *, at: datetime) -> bool:
    locked = GiftRefund.objects.select_for_update(no_key=True).get(pk=one.pk)
    if locked.state != RefundState.AGREED:  # another worker heard it first
        return False
    locked.sent_at = at
    locked.ended_at = at if state == RefundState.RETURNED else None
    locked.save(update_fields=["sent_at", "ended_at"])
    move_state(locked, to=state, moves=REFUND_MOVES, by=_BY, at=at, why=why)
    return True
