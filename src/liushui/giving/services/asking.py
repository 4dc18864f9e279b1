"""Asking the provider about orders of which no call-back came."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.db.models import Q, Value

from liushui.base.states import move_state
from liushui.giving import queries
from liushui.giving.models import GiftOrder
from liushui.giving.services.merchants import conversation_about
from liushui.giving.services.notices import keep_notice
from liushui.giving.services.orders import PAYABLE_HOURS
from liushui.giving.services.origins import tell_closed
from liushui.giving.services.settling import settle
from liushui.giving.states import BY_ALIPAY, BY_HAND, BY_MANDATE, MOVES, GiftState, Outcome
from liushui.kernel.digests import content_digest
from liushui.kernel.errors import DomainError
from liushui.payments.provider import (
    ALIPAY,
    WECHAT,
    Payee,
    ProviderRefused,
    ProviderSilent,
    Transaction,
    Unrecognised,
)
from liushui.payments.services import PaymentNotSetUp, Turns, name_behind

if TYPE_CHECKING:
    from django.db.models import QuerySet

log = structlog.get_logger(__name__)

_PAUSE = timedelta(seconds=5)
_FIRST_ASKED_AFTER = timedelta(minutes=1)
_UNTOLD_AT_ONCE = 500
_QUIET = frozenset({Outcome.ACCEPTED, Outcome.REPEATED, Outcome.NOT_PAID})


def query_order(order: GiftOrder, *, at: datetime) -> GiftOrder:
    """Ask the provider about an unpaid order and settle what it says; the order as it is then.

    At most once in five seconds for each order, however often its page is reloaded. Raises
    ``ProviderSilent`` and ``ProviderRefused``.
    """
    if order.state != GiftState.PLACED or not order.pay_url or not _our_turn(order, at):
        return order
    asked = conversation_about(order, at=at)
    take_word(asked.transaction_of(order.reference, at=at), asked.merchant, at=at)
    order.refresh_from_db(fields=["state"])
    return order


def ask_about_waiting(*, at: datetime, limit: int = 50) -> int:
    """Ask about orders that are unpaid for over a minute, longest unasked first; how many.

    An order past its two hours is asked a last time and closed, at the provider and here; one that
    no provider was told of is closed and takes nobody's turn. Each provider has turns of its own,
    and a merchant who gets no answer gives its turns to the others.
    """
    waiting = GiftOrder.objects.filter(
        ~Q(channel__in=BY_HAND | BY_MANDATE),
        state=GiftState.PLACED,
        created_at__lt=at - _FIRST_ASKED_AFTER,
    ).order_by(*GiftOrder.WAITING_ORDER)
    over = waiting.filter(pay_url="", created_at__lt=at - timedelta(hours=PAYABLE_HOURS))
    told = waiting.exclude(pay_url="").filter(
        Q(asked_at=None) | Q(asked_at__lt=at - _FIRST_ASKED_AFTER)
    )
    rounds = [
        (over, ALIPAY, _UNTOLD_AT_ONCE),
        (told.filter(channel__in=BY_ALIPAY), ALIPAY, limit),
        (told.exclude(channel__in=BY_ALIPAY), WECHAT, limit),
    ]
    return sum(_ask_about(_turns(*one), at=at) for one in rounds)


def _turns(waiting: "QuerySet[GiftOrder]", name: str, limit: int) -> Turns[GiftOrder]:
    """The orders of one provider; of those that no provider was told of, none is asked about."""
    named = waiting.annotate(at_provider=Value(name))
    return Turns(named, provider="at_provider", merchant="merchant_id", limit=limit)


def _ask_about(orders: Turns[GiftOrder], *, at: datetime) -> int:
    """Ask one provider; an order that goes wrong takes no other along.

    A merchant who gets no answer, or whom it does not know now, keeps no other's orders waiting.
    """
    asked = 0
    for order in orders:
        try:
            query_order(order, at=at)
            if order.state == GiftState.PLACED and _is_over(order, at):
                _close(order, at=at)
        except (Unrecognised, PaymentNotSetUp) as trouble:  # this merchant's alone
            log.warning(trouble.code, order=order.pk)
            continue
        except ProviderSilent as silence:
            log.warning(silence.code, provider=name_behind(order.channel), asked=asked)
            orders.fell_silent()
            continue
        except ProviderRefused as refusal:
            log.warning("order_query_refused", order=order.pk, **refusal.facts)
        except DomainError as error:
            log.warning("order_query_failed", order=order.pk, why=error.code)
        asked += 1
    return asked


@transaction.atomic
def take_word(said: Transaction, us: Payee, *, at: datetime) -> None:
    """Settle what the provider answered about an order; what a person must see is kept."""
    settled = settle(said, us, at=at)
    if settled.outcome not in _QUIET:
        digest = content_digest(
            {"order": said.order, "transaction": said.transaction_id, "minor": said.amount_minor}
        )
        if not queries.is_kept(digest):  # asked again, it says the same again
            keep_notice(settled.outcome, digest, at=at, order=settled.order)


def _our_turn(order: GiftOrder, at: datetime) -> bool:
    """Claim the right to ask: two reloads at once ask once."""
    free = Q(asked_at=None) | Q(asked_at__lt=at - _PAUSE)
    return GiftOrder.objects.filter(free, pk=order.pk).update(asked_at=at) == 1


def _is_over(order: GiftOrder, at: datetime) -> bool:
    return order.created_at < at - timedelta(hours=PAYABLE_HOURS)


def _close(order: GiftOrder, *, at: datetime) -> None:
    """Close at the provider first: what is closed there cannot be paid while we close it here."""
    if order.pay_url:
        conversation_about(order, at=at).close(order.reference, at=at)
    with transaction.atomic():
        move_state(order, to=GiftState.CLOSED, moves=MOVES, by="system:clock", at=at)
        tell_closed([order], at=at)
