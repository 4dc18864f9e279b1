"""What two people agreed to goes back by the provider, to where it came from, under one key."""

from datetime import datetime, timedelta
from time import monotonic

import structlog
from django.db import transaction
from django.utils.timezone import now

from liushui.base.states import move_state
from liushui.giving.models import GiftRefund
from liushui.giving.queries.refunds import refunds_to_send
from liushui.giving.refund_states import REFUND_MOVES, RefundState
from liushui.giving.services.merchants import conversation_back
from liushui.kernel.errors import DomainError
from liushui.payments.provider import (
    ProviderRefused,
    ProviderSilent,
    RefundOrder,
    RefundWord,
    Unrecognised,
)
from liushui.payments.services import PaymentNotSetUp, Turns
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
    return _round(at, limit)[1]


def keep_sending(*, seconds: int, at_once: int = AT_ONCE) -> int:
    """Send until nothing is left or the time is over: a whole project's take minutes, not a day."""
    until, ended = monotonic() + seconds, 0
    while True:
        tried, fresh = _round(now(), at_once)
        ended += fresh
        if tried < at_once or monotonic() > until:
            return ended


def _round(at: datetime, limit: int) -> tuple[int, int]:
    """How many were asked for, and how many of these ended."""
    turns = Turns(
        refunds_to_send(at - _ASK_EVERY),
        provider="payment__provider",
        merchant="payment__merchant_id",
        limit=limit,
    )
    tried = ended = 0
    for one in turns:
        tried += 1
        try:
            ended += _send(one, at=at)
        except Unrecognised as trouble:
            _leave(one, trouble, at)
        except ProviderSilent as silence:
            _leave(one, silence, at)
            turns.fell_silent()
    return tried, ended


def _leave(one: GiftRefund, trouble: DomainError, at: datetime) -> None:
    log.warning(trouble.code, refund=one.reference)
    GiftRefund.objects.filter(pk=one.pk).update(sent_at=at)


def _send(one: GiftRefund, *, at: datetime) -> bool:
    """Raises ``ProviderSilent``: nothing was decided."""
    try:
        word = _ask(one, at)
    except ProviderRefused as error:
        return _end(one, RefundState.STUCK, str(error.facts.get("reason", ""))[:60], at=at)
    except PaymentNotSetUp:
        return _end(one, RefundState.STUCK, "not set up", at=at)
    except ProviderSilent:
        raise
    except DomainError as error:
        _leave(one, error, at)
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
