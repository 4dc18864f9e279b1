"""What became of a charge: the provider is asked until it says; what was not paid is left out."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from liushui.base.states import move_state
from liushui.giving.services import close_charge, conversation_about, take_word
from liushui.giving.states import GiftState
from liushui.kernel.clock import day_of
from liushui.payments.provider import Provider, ProviderRefused, Transaction
from liushui.payments.services import Turns
from liushui.recurring import queries
from liushui.recurring.models import Charge
from liushui.recurring.notices import LEFT_OUT, RESTS, tell_of_charge, tell_of_mandate
from liushui.recurring.services.changing import rest_now
from liushui.recurring.services.rounds import one_round
from liushui.recurring.states import CHARGE_MOVES, ChargeState, MandateState, Why

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder

_BY = "system:mandates"
_ASKED_EVERY = timedelta(minutes=5)
# Words with which providers say that a charge did not go and will not.
_NOT_PAID = frozenset({"PAYERROR", "CLOSED", "REVOKED", "TRADE_CLOSED"})
_UNKNOWN = frozenset({"ORDER_NOT_EXIST", "ACQ.TRADE_NOT_EXIST", "RESOURCE_NOT_EXISTS"})
# Money that waits at a person's decision was taken all the same.
_TAKEN = frozenset({GiftState.PAID, GiftState.NEEDS_DECISION, GiftState.RETURN_DUE})


def ask_about_charges(*, at: datetime, limit: int = 100) -> int:
    """Ask after charges of which no call-back came; how many were asked about."""
    waiting = Charge.objects.filter(state=ChargeState.ASKED).exclude(asked_at__gt=at - _ASKED_EVERY)
    return one_round(
        Turns(
            waiting.select_related("mandate", "order__project").order_by("charge_on", "id"),
            provider="mandate__provider",
            merchant="order__merchant_id",
            limit=limit,
        ),
        lambda charge: _ask(charge, at=at),
        refused="charge_query_refused",
    )


def _ask(charge: Charge, *, at: datetime) -> bool:
    ask_what_became(charge, is_over=day_of(at) > charge.last_day, at=at)
    return True


def ask_what_became(charge: Charge, *, is_over: bool, at: datetime) -> None:
    """Ask the provider; what it has not taken when it is over is closed there and left out."""
    order = charge.order
    assert order is not None, "a charge that was asked has its order"
    Charge.objects.filter(pk=charge.pk).update(asked_at=at)
    provider = conversation_about(order, at=at)
    said = _said_of(provider, order, at=at)
    if said is not None and said.is_paid:
        take_word(said, provider.merchant, at=at)
        order.refresh_from_db()
    elif said is not None and said.state in _NOT_PAID:
        _fail(charge, at=at)
    elif is_over:
        if said is not None:
            provider.close(order.reference, at=at)
        _fail(charge, at=at)
    if order.state in _TAKEN:
        taken(charge, at=at)


def _said_of(provider: Provider, order: "GiftOrder", *, at: datetime) -> Transaction | None:
    """What the provider knows of it; nothing of what it never took."""
    try:
        return provider.transaction_of(order.reference, at=at)
    except ProviderRefused as refusal:
        if refusal.facts.get("reason") not in _UNKNOWN:
            raise
        return None


def _fail(charge: Charge, *, at: datetime) -> None:
    """The provider could not take it: close the order, which leaves the charge out."""
    assert charge.order is not None, "a charge that was asked has its order"
    close_charge(charge.order.reference, by=_BY, why=Why.NOT_PAID, at=at)


@transaction.atomic
def taken(charge: Charge, *, at: datetime) -> None:
    """The money came, at once or late. Safe to call twice."""
    mandate = queries.mandate_for_update(charge.mandate_id)
    charge.refresh_from_db()
    if charge.state in (ChargeState.ASKED, ChargeState.FAILED):
        move_state(charge, to=ChargeState.PAID, moves=CHARGE_MOVES, by=_BY, at=at)
        charge.why = Why.NONE
        charge.save(update_fields=["why"])
        mandate.failures = 0
        mandate.save(update_fields=["failures"])


@transaction.atomic
def not_taken(charge: Charge, *, at: datetime) -> None:
    """Leave it out for good; after too many in a row the mandate rests. Safe to call twice."""
    mandate = queries.mandate_for_update(charge.mandate_id)
    charge.refresh_from_db()
    if charge.state != ChargeState.ASKED:
        return
    charge.why = Why.NOT_PAID
    charge.save(update_fields=["why"])
    move_state(charge, to=ChargeState.FAILED, moves=CHARGE_MOVES, by=_BY, at=at, why=charge.why)
    charge.mandate = mandate
    tell_of_charge(charge, LEFT_OUT, at=at)
    mandate.failures += 1
    mandate.save(update_fields=["failures"])
    if mandate.failures >= queries.failures_allowed() and mandate.state == MandateState.ACTIVE:
        rest_now(mandate, by=_BY, why=Why.TOO_MANY_FAILURES, at=at)
        tell_of_mandate(mandate, RESTS, key=f"rests {charge.period}", at=at)
