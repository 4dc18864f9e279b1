"""Money that goes back to the fund that it came from."""

from datetime import datetime

from django.db import transaction

from liushui.kernel.money import Money
from liushui.ledger.errors import KeyReused, UnitsElsewhere
from liushui.ledger.models import Movement
from liushui.ledger.queries.elsewhere import whereabouts_of
from liushui.ledger.queries.units import rests_of
from liushui.ledger.services.locks import lock_funds
from liushui.ledger.services.movements import Links, move
from liushui.ledger.spans import highest, total
from liushui.ledger.states import Kind


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

    What went on and came back counts. Raises ``UnitsElsewhere`` when fewer rest there, naming who
    has the others. Both movements are struck out of the units' path.
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
    here = [rest.span for rest in rests_of(movement.pk) if rest.way == (movement.pk,)]
    pins = highest(here, amount.minor)
    if total(pins) < amount.minor:
        raise UnitsElsewhere(
            here=total(here), resource=movement.resource_id, where=whereabouts_of(movement)
        )
    return move(
        amount,
        source=source,
        target=target,
        kind=kind,
        key=key,
        happened_at=happened_at,
        ref=ref,
        pins=pins,
        links=Links(reverses_id=movement.pk, lot_id=movement.lot_id),
    )
