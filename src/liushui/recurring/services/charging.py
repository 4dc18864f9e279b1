"""A charge is an order of giving: placed once, asked for under its reference, settled as any other.

Placing is one transaction, asking the provider comes after it, so whatever dies in between is asked
again under the same reference, which the provider takes once.
"""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from django.db import transaction

from liushui.base.keys.store import KeyStoreAway
from liushui.base.states import move_state
from liushui.giving.services import By, Showing, place_order
from liushui.giving.states import Display
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError
from liushui.kernel.money import Money
from liushui.parties.actors import Actor
from liushui.parties.agreements import SHOWN_NAME, VERSIONS
from liushui.parties.queries import has_agreed, masked_name
from liushui.payments.mandates import NewCharge
from liushui.payments.provider import ProviderRefused
from liushui.payments.queries.accounts import is_ended
from liushui.payments.services import Turns
from liushui.recurring import queries
from liushui.recurring.models import Agreement, Charge, Mandate
from liushui.recurring.services.agreeing import settle_word
from liushui.recurring.services.announcing import is_waking, leave_out, leave_out_for_project
from liushui.recurring.services.asking import ask_what_became
from liushui.recurring.services.ended import rest_if_ended
from liushui.recurring.services.origin import KIND, charging
from liushui.recurring.services.providers import (
    CHANNELS,
    mandates_under,
    number_under,
    payment_notify_url,
)
from liushui.recurring.services.rounds import one_round
from liushui.recurring.states import CHARGE_MOVES, ChargeState, MandateState, Why

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder

log = structlog.get_logger(__name__)
_BY = "system:mandates"
_WARNED_AHEAD = timedelta(days=2)


def charge_due(*, at: datetime, limit: int = 200) -> int:
    """Ask for every charge whose day has come; for how many. One that cannot go is left out."""
    if not is_waking(at):
        return 0
    today = day_of(at)
    due = Charge.objects.filter(state=ChargeState.ANNOUNCED, charge_on__lte=today)
    for pk in list(due.order_by("charge_on", "id").values_list("pk", flat=True)[:limit]):
        place_charge(pk, at=at)
    return send_placed(at=at, limit=limit)


@transaction.atomic
def place_charge(pk: int, *, at: datetime) -> None:
    """Place the order of one announced charge. Safe to call twice."""
    seen = Charge.objects.get(pk=pk)
    mandate = queries.mandate_for_update(seen.mandate_id)
    charge = Charge.objects.select_for_update().get(pk=pk)
    charge.mandate = mandate
    if charge.state != ChargeState.ANNOUNCED or charge.charge_on > day_of(at):
        return
    if rest_if_ended(mandate, at=at):
        return
    agreement = queries.agreement_running(mandate)
    why = _why_not(charge, agreement, day_of(at))
    if agreement is None or why:
        leave_out(charge, why, at=at)
        return
    if charge.forewarned_at is None or day_of(charge.forewarned_at) > day_of(at) - _WARNED_AHEAD:
        return  # the provider's payer has not had the days that the provider asks for
    try:
        order = _place(mandate, charge, agreement, at=at)
    except DomainError as refusal:
        log.warning("charge_refused", charge=charge.pk, code=refusal.code)
        if not isinstance(refusal, KeyStoreAway):  # who is shown cannot be asked: the next run does
            leave_out_for_project(charge, at=at)
        return
    charge.order = order
    charge.save(update_fields=["order"])
    move_state(charge, to=ChargeState.ASKED, moves=CHARGE_MOVES, by=_BY, at=at)


def _why_not(charge: Charge, agreement: Agreement | None, today: date) -> Why:
    """Why an announced charge is not asked for, if so."""
    if today > charge.last_day:
        return Why.NOT_ASKED
    if agreement is None or charge.mandate.state != MandateState.ACTIVE:
        return Why.PROVIDER
    # It may have been announced before less was signed for.
    return Why.NOT_ALLOWED if charge.amount_minor > agreement.limit_minor else Why.NONE


def _place(mandate: Mandate, charge: Charge, agreement: Agreement, *, at: datetime) -> "GiftOrder":
    assert mandate.donor_id is not None, "a running mandate has a donor"
    donor = Actor(f"person:{mandate.donor_id}", mandate.donor_id)
    with transaction.atomic(), charging(mandate.code):
        return place_order(
            donor,
            project=mandate.project.number,
            amount=Money(charge.amount_minor),
            showing=Showing(_display(mandate)),
            by=By(f"{KIND}:{mandate.code}"),
            channel=CHANNELS[agreement.provider],
            paid_to=agreement.merchant_id,
            at=at,
        )


def _display(mandate: Mandate) -> Display:
    """By surname only as long as the donor still agrees to it and has a name here."""
    if mandate.display != Display.MASKED or mandate.donor is None:
        return Display.ANONYMOUS
    agreed = has_agreed(mandate.donor.pk, SHOWN_NAME, VERSIONS[SHOWN_NAME])
    shown = agreed and mandate.donor.restricted_at is None and masked_name(mandate.donor)
    return Display.MASKED if shown else Display.ANONYMOUS


def send_placed(*, at: datetime, limit: int = 200) -> int:
    """Ask the provider for the charges that were placed; how many it took."""
    placed = Charge.objects.filter(state=ChargeState.ASKED, sent_at=None)
    whole = placed.select_related("mandate__project", "order")
    return one_round(
        Turns(
            whole.order_by("charge_on", "id"),
            provider="mandate__provider",
            merchant="order__merchant_id",
            limit=limit,
        ),
        lambda charge: _send(charge, at=at),
        refused="charge_declined",
    )


def _send(charge: Charge, *, at: datetime) -> bool:
    order, agreement = charge.order, queries.agreement_running(charge.mandate)
    assert order is not None, "a charge that was asked has its order"
    is_allowed = agreement is not None and charge.amount_minor <= agreement.limit_minor
    if agreement is None or not is_allowed or not queries.is_running(charge.mandate):
        return False  # it was placed under what no longer holds
    if day_of(at) > charge.last_day or is_ended(agreement.provider, agreement.merchant_id):
        return False  # asking.py finds out whether it was taken after all
    asked = NewCharge(
        reference=order.reference,
        description=charge.mandate.project.title[:40],
        amount_minor=charge.amount_minor,
        contract_id=agreement.contract_id,
        notify_url=payment_notify_url(agreement.provider),
    )
    if order.merchant_id != number_under(agreement, at=at):
        log.warning("charge_elsewhere", charge=charge.pk)
        return False  # its payer signed with another account since; asking.py leaves it out
    provider = mandates_under(agreement, at=at)
    try:
        provider.charge(asked, at=at)
    except ProviderRefused as refusal:
        log.warning("charge_declined", charge=charge.pk, **refusal.facts)
        settle_word(agreement, provider.agreement_of(agreement.code, at=at), at=at)
        # It may have taken it before, when its answer was lost.
        ask_what_became(charge, is_over=True, at=at)
        return False
    Charge.objects.filter(pk=charge.pk, sent_at=None).update(sent_at=at)
    return True
