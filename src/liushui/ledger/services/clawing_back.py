"""Match money of an abused gift: set aside until it is known, then taken back (L26)."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction

from liushui.kernel.money import Money
from liushui.ledger.errors import NothingHere, UnitsElsewhere
from liushui.ledger.models import Fund, Movement
from liushui.ledger.queries.elsewhere import whereabouts
from liushui.ledger.queries.matched import made_good_of, match_at_home, matches_of
from liushui.ledger.queries.units import (
    Rest,
    amount_of,
    gift_of,
    gift_units,
)
from liushui.ledger.services.covers import general_of, send_over
from liushui.ledger.services.freezes import freeze_rests, frozen_below
from liushui.ledger.services.groups import Deed, deed, lock_what_is_found
from liushui.ledger.services.match_returns import send_to_pool
from liushui.ledger.services.movements import Links
from liushui.ledger.services.recalls import next_hop, on_the_way
from liushui.ledger.states import Kind


@transaction.atomic
def freeze_matches(ref: str, *, key: str, happened_at: datetime) -> list[Movement]:
    """Set aside what rests of a gift's matches, wherever, until it is known whether it was abused.

    Raises ``UnitsElsewhere`` when nothing of them rests, ``NotEnoughFree`` where it is promised.
    """
    gift = gift_of(ref)
    doing, done = deed(key, happened_at, {"freeze_matches": gift.pk})
    if done is not None:
        return done
    matches = matches_of(gift)

    def find() -> set[int]:
        ids = {rest.fund_id for match in matches for rest in gift_units(match).resting()}
        funds = Fund.objects.select_related("holder").in_bulk(ids)
        return {*funds, *(frozen_below(fund).pk for fund in funds.values())}

    lock_what_is_found(find)
    if (done := doing.meanwhile()) is not None:
        return done
    for match in matches:
        resting = gift_units(match).resting()
        if resting:
            freeze_rests(doing, match, resting)
    if not doing.done:
        raise UnitsElsewhere(here=0, resource=gift.resource_id, where=whereabouts(gift_units(gift)))
    return doing.done


@transaction.atomic
def claw_back_matches(ref: str, *, key: str, happened_at: datetime) -> list[Movement]:
    """Take the matches of an abused gift back: what rests goes to its pool, wherever it is now.

    What was frozen for it is thawed first, what was paid on comes home hop by hop. For what was
    spent the holder pays the pool out of unrestricted money, which names the match; no past trace
    changes (as in L20). Asked again under another key, it takes what was lacking or held before;
    raises ``NothingHere`` when there is nothing left that it can take.
    """
    gift = gift_of(ref)
    doing, done = deed(key, happened_at, {"claw_back": gift.pk})
    if done is not None:
        return done
    matches = matches_of(gift)
    lock_what_is_found(lambda: set().union(*(_touched(match) for match in matches)))
    if (done := doing.meanwhile()) is not None:
        return done
    for match in matches:
        _claw_back(doing, match)
    if not doing.done:
        raise NothingHere
    return doing.done


def _claw_back(doing: Deed, match: Movement) -> None:
    units = gift_units(match)
    frozen: dict[int, list[Rest]] = defaultdict(list)
    for rest in units.frozen_for_it():
        frozen[rest.way[-1]].append(rest)
    for move, parts in sorted(frozen.items()):
        send_over(doing, units.moves[move], parts, kind=Kind.THAW)
    units = gift_units(match)
    wanted = [rest.units for rest in units.resting()]
    while hop := next_hop(match, wanted):
        send_over(doing, *hop, kind=Kind.REVERSAL)
    here = amount_of(match_at_home(match))
    if here:
        send_to_pool(doing, match, here)
    spent = amount_of(gift_units(match).spent()) - made_good_of(match)
    _make_good(doing, match, spent)


def _make_good(doing: Deed, match: Movement, spent: int) -> None:
    """Pay the pool for what of a match was spent, as far as there is unrestricted money."""
    pool = match.source
    assert pool is not None
    source = Fund.objects.get(pk=general_of(_home(match)).pk)
    amount = min(spent, source.free)
    if amount > 0:
        doing.move(
            Money(amount, match.resource_id),
            source=source,
            target=pool,
            kind=Kind.TRANSFER if pool.holder_id == source.holder_id else Kind.GRANT,
            ref=match.ref,
            links=Links(for_gift_id=match.pk),
        )


def _touched(match: Movement) -> set[int]:
    """All funds that clawing a match back can move units in."""
    units, home = gift_units(match), _home(match)
    frozen = {rest.fund_id for rest in units.frozen_for_it()}
    above = {units.moves[rest.way[-1]].source_id or 0 for rest in units.frozen_for_it()}
    own = {match.source_id or 0, match.target_id, general_of(home).pk}
    return own | on_the_way(units) | frozen | above


def _home(match: Movement) -> Fund:
    return Fund.objects.select_related("holder").get(pk=match.target_id)
