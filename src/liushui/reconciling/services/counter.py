"""Cash and cheques at a counter: a receipt number at once; cheques count when the bank says so."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from liushui.base.states import move_state
from liushui.giving.services import Showing, close_by_hand, place_order, receive_by_hand
from liushui.giving.states import Channel, Display
from liushui.kernel.errors import NotFound
from liushui.kernel.money import Money
from liushui.onboarding.services.parts import require_on
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.projects.queries import project_for
from liushui.reconciling import policies
from liushui.reconciling.errors import ChequeNumberWrong, ChequeOver, ReasonMissing, TillKnown
from liushui.reconciling.models import CounterGift, Till
from liushui.reconciling.queries.counter import counter_gift_for, counter_gift_for_update, till_for
from liushui.reconciling.states import COUNTER_MOVES, CounterKind, CounterState

_CHEQUE = re.compile(r"\d{6,20}")
_AT_COUNTER = Actor.system("counter")


@dataclass(frozen=True, slots=True)
class Handed:
    """What somebody handed over. ``key`` is the form's: sent twice, it is taken once."""

    key: UUID
    project_number: str
    amount: Money
    name: str = ""
    cheque_number: str = ""


@transaction.atomic
def open_till(actor: Actor, organisation_id: int, name: str, *, at: datetime) -> Till:
    """A cash box. Raises ``NotAllowed``, ``PartSwitchedOff``, ``TillKnown`` by its name."""
    policies.require(actor, policies.KEEPING, organisation_id)
    require_on(organisation_id, "counter")
    if not name.strip():
        raise ReasonMissing
    till, fresh = Till.objects.get_or_create(
        organisation_id=organisation_id,
        name=name.strip()[:60],
        defaults={"opened_by": actor.name, "opened_at": at},
    )
    if not fresh:
        raise TillKnown
    record(actor, "till.opened", till, at=at)
    return till


@transaction.atomic
def take(actor: Actor, till_id: int, handed: Handed, *, at: datetime) -> CounterGift:
    """Take cash or a cheque: the order's reference is its receipt number.

    Cash is booked at once; a cheque when the bank's line says that it cleared. The same key again
    is the same gift. Raises ``NotFound``, ``NotAllowed``, ``ChequeNumberWrong`` and what
    ``place_order`` refuses.
    """
    till = till_for(actor, till_id)
    policies.require(actor, policies.TAKING, till.organisation_id)
    Till.objects.select_for_update(no_key=True).get(pk=till.pk)  # the form that was sent twice
    known = CounterGift.objects.filter(key=handed.key, till=till).first()
    if known is not None:
        return known
    require_on(till.organisation_id, "counter")
    number = handed.cheque_number.replace(" ", "")
    if number and not _CHEQUE.fullmatch(number):
        raise ChequeNumberWrong
    if project_for(actor, handed.project_number).organisation_id != till.organisation_id:
        raise NotFound
    name = handed.name.strip()
    showing = Showing(Display.MASKED, name) if name else Showing()
    kind = CounterKind.CHEQUE if number else CounterKind.CASH
    order = place_order(
        _AT_COUNTER,
        project=handed.project_number,
        amount=handed.amount,
        showing=showing,
        channel=Channel(kind),
        at=at,
    )
    gift = CounterGift.objects.create(
        key=handed.key, till=till, order=order, kind=kind, cheque_number=number,
        state=CounterState.AT_BANK if number else CounterState.TAKEN,
        taken_by=actor.name, taken_at=at,
    )  # fmt: skip
    if not number:
        receive_by_hand(order.reference, handed.amount, number=order.reference, paid_at=at, at=at)
        order.refresh_from_db(fields=["state"])
    record(actor, "counter.taken", gift, at=at, kind=kind, reference=order.reference)
    return gift


@transaction.atomic
def bounce_cheque(actor: Actor, reference: str, *, why: str, at: datetime) -> CounterGift:
    """The bank did not honour a cheque: its order is closed, nothing was booked.

    A second call changes nothing. Raises ``NotFound``, ``NotAllowed``, ``ReasonMissing`` and
    ``ChequeOver`` for one that cleared.
    """
    counter_gift_for(actor, reference)
    gift = counter_gift_for_update(reference)
    policies.require(actor, policies.COUNTING, gift.till.organisation_id)
    if gift.state == CounterState.BOUNCED:
        return gift
    if gift.state != CounterState.AT_BANK:
        raise ChequeOver
    if not why.strip():
        raise ReasonMissing
    move_state(
        gift, to=CounterState.BOUNCED, moves=COUNTER_MOVES, by=actor.name, at=at, why=why.strip()
    )
    close_by_hand(reference, by=actor.name, why="bounced", at=at)
    record(actor, "counter.bounced", gift, at=at, reference=reference)
    return gift
