"""A gift comes home from whoever holds it, hop by hop along the way it went (L15)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from liushui.kernel.money import AmountOutOfRange, Money
from liushui.ledger.errors import UnitsElsewhere
from liushui.ledger.models import Movement
from liushui.ledger.queries.elsewhere import whereabouts
from liushui.ledger.queries.units import (
    GiftUnits,
    Rest,
    amount_of,
    gift_of,
    gift_units,
    last_in_line,
    within,
)
from liushui.ledger.services.covers import send_over
from liushui.ledger.services.groups import deed, lock_what_is_found
from liushui.ledger.spans import Span
from liushui.ledger.states import FundKind, Kind


@transaction.atomic
def recall_gift(ref: str, amount: Money, *, key: str, happened_at: datetime) -> list[Movement]:
    """Bring units of a gift home at once: a reversal for each hop, the last hop first.

    What is nearest home comes first, of that what stands last in its line. For organisations
    that must pay it back first see ``ask_back``. All or none: raises ``UnitsElsewhere``, naming
    who has the rest, and ``NotEnoughFree`` where a fund has promised it.
    """
    if amount.minor <= 0:
        raise AmountOutOfRange
    gift = gift_of(ref)
    doing, done = deed(key, happened_at, {"recall": gift.pk, "amount": amount.minor})
    if done is not None:
        return done
    lock_what_is_found(lambda: on_the_way(gift_units(gift)))
    if (done := doing.meanwhile()) is not None:
        return done
    units = gift_units(gift)
    chosen = to_recall(units, amount.minor)
    wanted = [rest.units for rest in chosen]
    while hop := next_hop(gift, wanted):
        back, parts = hop
        send_over(doing, back, parts, kind=Kind.REVERSAL)
    return doing.done


def to_recall(units: GiftUnits, amount: int) -> list[Rest]:
    """The units that a recall of this amount brings home. Raises ``UnitsElsewhere``."""
    away = [rest for rest in units.resting() if rest.fund_id != units.home(rest)]
    if amount_of(away) < amount:
        raise UnitsElsewhere(
            here=amount_of(away), resource=units.gift.resource_id, where=whereabouts(units)
        )
    chosen: list[Rest] = []
    for hops in sorted({len(rest.way) for rest in away}):
        near = [rest for rest in away if len(rest.way) == hops]
        chosen += last_in_line(near, amount - amount_of(chosen))
    return chosen


def next_hop(gift: Movement, wanted: Collection[Span]) -> tuple[Movement, list[Rest]] | None:
    """The last hop of those units of the gift that are not at home, nor held; none: all are.

    Movements have ascending numbers along a way, so the highest is a leaf. What was recalled goes
    all its way, also where others stand for it meanwhile.
    """
    units = gift_units(gift, covered_too=True)
    away = [
        rest
        for rest in within(units.rests, wanted)
        if rest.fund_id != units.home(rest) and units.fund(rest).kind != FundKind.FROZEN
    ]
    if not away:
        return None
    back = max(rest.way[-1] for rest in away)
    return units.moves[back], [rest for rest in away if rest.way[-1] == back]


def on_the_way(units: GiftUnits) -> set[int]:
    """All funds that the gift's units elsewhere, also frozen ones, pass on their way home."""
    away = [
        rest
        for rest in units.rests
        if rest.fund_id != units.home(rest) and units.fund(rest).kind != FundKind.SINK
    ]
    passed = [units.moves[move] for rest in away for move in rest.way]
    funds = {fund for one in passed for fund in (one.source_id, one.target_id)}
    return {fund for fund in funds if fund is not None} | {units.gift.target_id}
