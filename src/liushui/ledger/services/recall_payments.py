"""A recall that other organisations pay: each hop is held until its payment is confirmed (L15)."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from liushui.kernel.money import AmountOutOfRange, Money
from liushui.ledger.errors import HopEnded, KeyReused
from liushui.ledger.models import Fund, Movement, Recall, RecallHold, RecallHoldEnd
from liushui.ledger.queries.units import Rest, amount_of, gift_of, gift_units, within
from liushui.ledger.services.covers import send_over
from liushui.ledger.services.freezes import freeze_rests, frozen_below
from liushui.ledger.services.groups import Deed, deed, lock_what_is_found
from liushui.ledger.services.recalls import next_hop, on_the_way, to_recall
from liushui.ledger.services.reservations import release, reserve
from liushui.ledger.spans import Span
from liushui.ledger.states import Kind, RecallEnding

if TYPE_CHECKING:
    from liushui.kernel.digests import Value


@transaction.atomic
def ask_back(ref: str, amount: Money, *, key: str, by: str, why: str, at: datetime) -> Recall:
    """Ask for units of a gift back. Hops inside one organisation are taken at once.

    At each hop between two, the very units are frozen and their amount reserved until
    ``confirm_paid_back``. Refuses as ``recall_gift`` does.
    """
    if amount.minor <= 0:
        raise AmountOutOfRange
    gift = gift_of(ref)
    content: dict[str, Value] = {"recall": gift.pk, "amount": amount.minor, "by": by, "why": why}
    doing, _done = deed(key, at, content)
    _lock_the_way(gift)
    found = Recall.objects.filter(key=key).first()
    if found is not None:
        if (found.gift_id, found.amount, found.by, found.why) != (gift.pk, amount.minor, by, why):
            raise KeyReused(key=key, digest=doing.digest.hex(), content=content)
        return found
    chosen = to_recall(gift_units(gift), amount.minor)
    recall = Recall.objects.create(gift=gift, amount=amount.minor, key=key, by=by, why=why, at=at)
    _go_on(doing, recall, [rest.units for rest in chosen])
    return recall


@transaction.atomic
def confirm_paid_back(hold: RecallHold, *, key: str, happened_at: datetime) -> list[Movement]:
    """The organisation's payment is here: its units go one hop home, and on as far as they can.

    The same call again answers the same. Raises ``HopEnded`` when the recall was withdrawn.
    """
    doing, done = deed(key, happened_at, {"paid_back": hold.pk})
    if done is not None:
        return done
    gift = hold.recall.gift
    _lock_the_way(gift)
    if (done := doing.meanwhile()) is not None:
        return done
    units = _let_go(doing, hold)
    wanted = [rest.units for rest in units]
    back = send_over(doing, _way_back(hold), units, kind=Kind.REVERSAL)
    RecallHoldEnd.objects.create(hold=hold, how=RecallEnding.PAID, movement=back, at=happened_at)
    _go_on(doing, hold.recall, wanted)
    return doing.done


@transaction.atomic
def withdraw_recall(recall: Recall, *, key: str, happened_at: datetime) -> list[Movement]:
    """Ask no more: what is held is free again where it is. What came home stays there."""
    doing, done = deed(key, happened_at, {"withdrawn": recall.pk})
    if done is not None:
        return done
    _lock_the_way(recall.gift)
    if (done := doing.meanwhile()) is not None:
        return done
    holds = RecallHold.objects.filter(recall=recall, end=None).order_by("pk")
    if not holds:
        raise HopEnded
    for hold in holds:
        _let_go(doing, hold)
        RecallHoldEnd.objects.create(hold=hold, how=RecallEnding.WITHDRAWN, at=happened_at)
    return doing.done


def _go_on(doing: Deed, recall: Recall, wanted: Collection[Span]) -> None:
    while hop := next_hop(recall.gift, wanted):
        back, parts = hop
        assert back.source is not None
        if back.source.holder_id == back.target.holder_id:
            send_over(doing, back, parts, kind=Kind.REVERSAL)
        else:
            _hold(doing, recall, back, parts)


def _hold(doing: Deed, recall: Recall, back: Movement, parts: list[Rest]) -> None:
    (frozen,) = freeze_rests(doing, recall.gift, parts)
    reservation = reserve(
        Money(amount_of(parts), recall.gift.resource_id),
        fund=frozen.target,
        key=f"{frozen.key}:held",
        at=doing.happened_at,
    )
    RecallHold.objects.create(
        recall=recall, reverses=back, freeze=frozen, reservation=reservation, at=doing.happened_at
    )


def _let_go(doing: Deed, hold: RecallHold) -> list[Rest]:
    """Thaw what a hop holds, also units for which others stand by now; where they lie then."""
    if RecallHoldEnd.objects.filter(hold=hold).exists():
        raise HopEnded
    release(hold.reservation, at=doing.happened_at, why="recall")
    gift = hold.recall.gift
    units = gift_units(gift, covered_too=True)
    held = [rest for rest in units.rests if rest.way[-1] == hold.freeze_id]
    send_over(doing, hold.freeze, held, kind=Kind.THAW)
    there = gift_units(gift, covered_too=True)
    return within(there.rests, [rest.units for rest in held])


def _way_back(hold: RecallHold) -> Movement:
    return Movement.objects.select_related("source", "target").get(pk=hold.reverses_id)


def _lock_the_way(gift: Movement) -> None:
    """All funds that its units may pass, and beside each the one for what is held of it."""

    def find() -> set[int]:
        units = gift_units(gift, covered_too=True)
        passed = on_the_way(units)
        ordinary = Fund.objects.select_related("holder").filter(pk__in=passed, kind="ordinary")
        return passed | {frozen_below(fund).pk for fund in ordinary}

    lock_what_is_found(find)
