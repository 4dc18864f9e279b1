"""A gift that goes back takes its share of its matches along, back to their pools (L26)."""

from liushui.kernel.money import Money
from liushui.ledger.models import Fund, Movement
from liushui.ledger.queries.matched import match_at_home, matches_of, still_to_return
from liushui.ledger.queries.units import gift_units, last_in_line
from liushui.ledger.services.groups import Deed
from liushui.ledger.services.movements import Links
from liushui.ledger.spans import merged
from liushui.ledger.states import Kind


def pools_to_lock(gift: Movement) -> set[int]:
    """The pools that matched a gift: whoever gives it back locks them with its own funds."""
    return {match.source_id for match in matches_of(gift) if match.source_id is not None}


def give_back_matches(doing: Deed, gift: Movement) -> None:
    """After units of a gift went to their giver, send the same share of its matches to their pools.

    As far as it rests where it was put and is not promised; what is spent stays. The funds and
    ``pools_to_lock`` are locked.
    """
    matches = matches_of(gift)
    if not matches:
        return
    given_back = gift_units(gift).given_back
    for match in matches:
        free = max(0, Fund.objects.get(pk=match.target_id).free)
        amount = min(free, still_to_return(match, gift, given_back))
        if amount:
            send_to_pool(doing, match, amount)


def send_to_pool(doing: Deed, match: Movement, amount: int) -> None:
    """Reverse a match for units of it that rest where it was put, the last in line first."""
    assert match.source is not None
    parts = last_in_line(match_at_home(match), amount, home=match.target_id)
    doing.move(
        Money(amount, match.resource_id),
        source=match.target,
        target=match.source,
        kind=Kind.REVERSAL,
        ref=match.ref,
        pins=merged(part.span for part in parts),
        links=Links(reverses_id=match.pk),
    )
