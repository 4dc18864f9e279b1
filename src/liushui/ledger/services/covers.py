"""Money that must go back though it was spent: never refused, and told as it is (L17, L19)."""

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from liushui.kernel.money import AmountOutOfRange, Money
from liushui.ledger.errors import GivenBackAlready, NothingOwed
from liushui.ledger.models import Fund, Movement
from liushui.ledger.queries.units import (
    GiftUnits,
    Rest,
    amount_of,
    gift_of,
    gift_units,
    highest_units,
    last_in_line,
    rests_of,
    within,
    without,
)
from liushui.ledger.services.funds import open_fund
from liushui.ledger.services.groups import Deed, deed, lock_what_is_found
from liushui.ledger.services.match_returns import give_back_matches, pools_to_lock
from liushui.ledger.services.movements import Covers, Links
from liushui.ledger.services.refunds import given_back_sink, send_back
from liushui.ledger.services.shortfalls import advance, settle, shortfall_of
from liushui.ledger.spans import Span, merged
from liushui.ledger.states import GENERAL, FundKind, Kind, SinkUse

if TYPE_CHECKING:
    from liushui.kernel.digests import Value


def charge_back(ref: str, amount: Money, *, key: str, happened_at: datetime) -> list[Movement]:
    """The provider took money of a gift back: its own units first, for spent ones others (L17).

    Own are what rests in funds of the holder that it was given to, and what was frozen for its
    sake. For the rest the holder's unrestricted money stands, and what lacks is advanced (L18).
    Refused only beyond what the giver has not had back yet (``GivenBackAlready``).
    """
    return _give_back(ref, amount, (Kind.CHARGE_BACK, SinkUse.CHARGED_BACK), key, happened_at)


def return_owed(ref: str, amount: Money, *, key: str, happened_at: datetime) -> list[Movement]:
    """A refund that the law asks for, though the money was spent: a duplicate, a minor's gift.

    As ``charge_back``, but by the holder's own payment.
    """
    return _give_back(ref, amount, (Kind.REFUND, SinkUse.REFUNDED), key, happened_at)


@transaction.atomic
def _give_back(
    ref: str, amount: Money, way: tuple[Kind, SinkUse], key: str, happened_at: datetime
) -> list[Movement]:
    gift = gift_of(ref)
    kind, use = way
    doing, done = deed(key, happened_at, {"owed": gift.pk, "how": kind, "amount": amount.minor})
    if done is not None:
        return done
    home = Fund.objects.select_related("holder").get(pk=gift.target_id)
    target = given_back_sink(home, use)

    def find() -> set[int]:
        units = gift_units(gift)
        own = {rest.fund_id for rest in _own(units, home)}
        own |= {units.moves[rest.way[-1]].source_id or 0 for rest in units.frozen_for_it()}
        own |= pools_to_lock(gift)
        return own | {home.pk, target.pk, general_of(home).pk, shortfall_of(home).pk}

    lock_what_is_found(find)
    if (done := doing.meanwhile()) is not None:
        return done
    units = gift_units(gift)
    if amount.minor > amount_of(units.rests):
        raise GivenBackAlready
    own = _take_own(doing, units, home, amount.minor)
    send_back(doing, gift, own, kind=kind, target=target)
    lacking = amount.minor - amount_of(own)
    left = without(units.rests, (rest.units for rest in own))
    spent = [rest for rest in left if units.fund(rest).kind == FundKind.SINK]
    chosen = highest_units(spent, lacking)
    others = without(left, (rest.units for rest in spent))
    chosen += highest_units(others, lacking - amount_of(chosen))
    cover(doing, gift, merged(rest.units for rest in chosen), target=target)
    give_back_matches(doing, gift)
    return doing.done


def cover(doing: Deed, gift: Movement, units: list[Span], *, target: Fund) -> None:
    """Let unrestricted money stand for these units of the gift, and an advance for what lacks.

    Unit k stands for unit k. The funds are locked.
    """
    source = general_of(target)
    free = max(0, Fund.objects.get(pk=source.pk).free)
    lacking = sum(span.length for span in units) - free
    owed = None
    for span in units:
        from_free = min(free, span.length)
        if from_free:
            _stand_for(doing, gift, Span(span.lo, span.lo + from_free), source, target)
            free -= from_free
        if from_free < span.length:
            if owed is None:
                owed = advance(doing, Money(lacking, gift.resource_id), target)
            rest = Span(span.lo + from_free, span.hi)
            _stand_for(doing, gift, rest, shortfall_of(target), target)


def general_of(fund: Fund) -> Fund:
    """The unrestricted money of a fund's holder."""
    return open_fund(fund.holder, purpose=GENERAL, resource=fund.resource_id)


def _stand_for(doing: Deed, gift: Movement, units: Span, source: Fund, target: Fund) -> None:
    doing.move(
        Money(units.length, gift.resource_id),
        source=source,
        target=target,
        kind=Kind.COVER,
        links=Links(covers=Covers(gift.pk, units.lo, units.hi)),
    )


def _own(units: GiftUnits, home: Fund) -> list[Rest]:
    """What rests in the holder's own funds, and what was frozen there for the gift's sake."""
    mine = [*units.resting(), *units.frozen_for_it()]
    return [rest for rest in mine if units.fund(rest).holder_id == home.holder_id]


def _take_own(doing: Deed, units: GiftUnits, home: Fund, amount: int) -> list[Rest]:
    """The gift's own units that can go: no more of a fund than it has not promised (L11)."""
    own = _own(units, home)
    free = {
        pk: fund.free for pk, fund in Fund.objects.in_bulk({rest.fund_id for rest in own}).items()
    }
    chosen: list[Rest] = []
    for rest in last_in_line(own, amount_of(own), home=home.pk):
        may = min(rest.amount, free[rest.fund_id], amount)
        if may > 0:
            chosen.append(rest.part(Span(rest.units.hi - may, rest.units.hi)))
            free[rest.fund_id] -= may
            amount -= may
    return _thawed(doing, units, chosen)


def _thawed(doing: Deed, units: GiftUnits, chosen: list[Rest]) -> list[Rest]:
    """The same units after what of them was frozen for the gift lies in its fund again."""
    frozen: dict[int, list[Rest]] = defaultdict(list)
    for rest in chosen:
        if units.fund(rest).kind == FundKind.FROZEN:
            frozen[rest.way[-1]].append(rest)
    if not frozen:
        return chosen
    for move_id, parts in sorted(frozen.items()):
        send_over(doing, units.moves[move_id], parts, kind=Kind.THAW)
    return within(rests_of(units.gift.pk), [rest.units for rest in chosen])


def send_over(doing: Deed, back: Movement, parts: list[Rest], *, kind: Kind) -> Movement:
    """Send these very units back the way that a movement brought them."""
    assert back.source is not None
    return doing.move(
        Money(amount_of(parts), back.resource_id),
        source=back.target,
        target=back.source,
        kind=kind,
        pins=merged(part.span for part in parts),
        links=Links(reverses_id=back.pk),
    )


@transaction.atomic
def win_dispute(
    lost: str, *, key: str, happened_at: datetime, amount: Money | None = None
) -> list[Movement]:
    """What a charge-back took is back: its units go home and its covers end (L19).

    ``lost`` is the charge-back's key. An advance that stood in it is settled, and whoever had
    repaid it has that back. Of a part, what was taken last comes first: so debts end before the
    gift's own units lie at home again. Raises ``NothingOwed`` when less than that is still out.
    """
    if amount is not None and amount.minor <= 0:
        raise AmountOutOfRange
    won: dict[str, Value] = {"won": lost}
    part: dict[str, Value] = {"amount": amount.minor} if amount else {}
    doing, done = deed(key, happened_at, won | part)
    if done is not None:
        return done
    taken = _taken_by(lost)

    def find() -> set[int]:
        funds = {fund for one in taken for fund in (one.source, one.target) if fund is not None}
        repaid = {given_back_sink(general_of(fund), SinkUse.ADVANCE_REPAID).pk for fund in funds}
        return repaid | {fund.pk for fund in funds} | {general_of(fund).pk for fund in funds}

    lock_what_is_found(find)
    if (done := doing.meanwhile()) is not None:
        return done
    _bring_back(doing, taken, amount.minor if amount else None)
    return doing.done


def _bring_back(doing: Deed, taken: list[Movement], wanted: int | None) -> None:
    out = {one.pk: [rest for rest in rests_of(one.pk) if rest.way == (one.pk,)] for one in taken}
    left = sum(amount_of(rests) for rests in out.values())
    wanted = left if wanted is None else wanted
    if not 0 < wanted <= left:
        raise NothingOwed
    for one in taken:
        still = highest_units(out[one.pk], wanted)
        wanted -= amount_of(still)
        if still:
            back = send_over(doing, one, still, kind=Kind.REVERSAL)
            if one.kind == Kind.COVER and back.target.kind == FundKind.SHORTFALL:
                settle(doing, back)


def _taken_by(lost: str) -> list[Movement]:
    """What went out by a charge-back, the last first."""
    first = Movement.objects.filter(key=lost).exclude(group_id=None).first()
    if first is None:
        raise NothingOwed
    kinds = [Kind.CHARGE_BACK, Kind.REFUND, Kind.COVER]
    found = Movement.objects.filter(group_id=first.group_id, kind__in=kinds)
    return list(found.select_related("source__holder", "target__holder").order_by("-pk"))
