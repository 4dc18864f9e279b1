"""Money that goes back: to the giver, or to the fund that it came from."""

from datetime import datetime

from django.db import transaction

from liushui.kernel.errors import NotFound
from liushui.kernel.money import Money
from liushui.ledger.errors import KeyReused, SpanNotFree
from liushui.ledger.models import Fund, Movement
from liushui.ledger.queries.tracing import resting_spans, returnable_spans
from liushui.ledger.services.funds import sink
from liushui.ledger.services.locks import lock_funds
from liushui.ledger.services.movements import Links, move
from liushui.ledger.spans import highest, total
from liushui.ledger.states import Kind, Purpose, SinkUse


@transaction.atomic
def refund_gift(ref: str, amount: Money, *, key: str, happened_at: datetime) -> Movement:
    """Give back units of the gift that rest in its home fund, the highest first.

    Raises ``SpanNotFree`` when fewer rest there: the others must come home first, or were spent.
    """
    gift = Movement.objects.filter(ref=ref, kind=Kind.GIFT).first()
    if gift is None:
        raise NotFound
    home = Fund.objects.select_related("holder").get(pk=gift.target_id)
    target = sink(
        home.holder,
        SinkUse.REFUNDED,
        purpose=Purpose(home.purpose_kind, home.purpose_id),
        resource=home.resource_id,
    )
    lock_funds([home.pk, target.pk])
    before = Movement.objects.filter(key=key).first()
    if before is not None:
        if (before.kind, before.ref, before.amount) != (Kind.REFUND, ref, amount.minor):
            raise KeyReused(key=key, digest="", content={"amount": amount.minor})
        return before
    pins = highest(resting_spans(ref, home.pk), amount.minor)
    if total(pins) < amount.minor:
        raise SpanNotFree
    return move(
        amount,
        source=home,
        target=target,
        kind=Kind.REFUND,
        key=key,
        happened_at=happened_at,
        ref=ref,
        pins=pins,
    )


@transaction.atomic
def reverse(
    movement: Movement,
    amount: Money,
    *,
    key: str,
    happened_at: datetime,
    kind: Kind = Kind.REVERSAL,
    ref: str = "",
) -> Movement:
    """Send back units that a movement brought and that rest where it put them, highest first (L14).

    What went on and came back counts. Raises ``SpanNotFree`` when fewer rest there. Both movements
    are struck out of the units' path.
    """
    source, target = movement.target, movement.source
    if target is None:
        raise ValueError("what came from outside is refunded, not reversed")
    if movement.reverses_id is not None:
        raise ValueError("a reversal is not reversed: do the thing again")
    lock_funds([source.pk, target.pk])
    before = Movement.objects.filter(key=key).first()
    if before is not None:
        if (before.reverses_id, before.amount) != (movement.pk, amount.minor):
            raise KeyReused(key=key, digest="", content={"amount": amount.minor})
        return before
    pins = highest(returnable_spans(movement.pk, source.pk), amount.minor)
    if total(pins) < amount.minor:
        raise SpanNotFree
    return move(
        amount,
        source=source,
        target=target,
        kind=kind,
        key=key,
        happened_at=happened_at,
        ref=ref,
        pins=pins,
        links=Links(reverses_id=movement.pk),
    )
