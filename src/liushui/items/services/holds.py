"""Pieces are held when an order is placed and kept when it is paid: the cap is never passed.

The cap lies in parts beside each other (``Stock``). An order takes its pieces out of one part whose
row nobody else is changing; only where all that have room are being changed it waits. A hold that
is not paid in time is given back; a payment that comes later takes anew what is there.
"""

from datetime import datetime, timedelta
from random import randrange
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import F, Sum
from django.utils.crypto import salted_hmac

from liushui.base.states import move_state
from liushui.items.errors import FewerLeft, GalleryNotOpen, NotItsPrice, SoldOut, TooManyHeld
from liushui.items.models import Gallery, Hold, Piece, Stock
from liushui.items.states import HOLD_MOVES, GalleryState, HoldState
from liushui.kernel.money import format_yuan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liushui.giving.models import GiftOrder

_BY = "system:items"
_AT_ONCE = 500
# Held by one asker and unpaid: so many orders full, or this part of a large gallery; of a small
# one no more than half, or one order.
_ORDERS, _PART = 2, 20
PARTS = 16
_TAKE = """
update items_stock set held = held + %(count)s where id = (
  select id from items_stock where gallery_id = %(gallery)s and room - held - kept >= %(count)s
  order by (shard + %(turn)s) %% %(parts)s limit 1 for update {wait}) returning id"""
# State, number and history at once, as ``move_state`` does for one thing.
_KEEP = """
with kept as (
  update items_hold h set (state, number, asker) = ('kept', n.number, '')
  from unnest(%s::bigint[], %s::int[]) as n (id, number)
  where h.id = n.id and h.state in ('held') returning h.id)
insert into base_statechange (thing_kind, thing_id, from_state, to_state, by, why, at)
select 'items.hold', id, 'held', 'kept', %s, '', %s from kept order by id"""
_LEFT = """select coalesce(sum(room - held - kept), 0), coalesce(max(room - held - kept), 0)
  from items_stock where gallery_id = %s"""


def hold_pieces(order: "GiftOrder", piece: Piece, *, at: datetime) -> Hold:
    """Take the order's pieces out of the cap. Part of placing it.

    Raises ``GalleryNotOpen``, ``NotItsPrice``, ``TooManyHeld``, ``SoldOut`` and ``FewerLeft``.
    """
    gallery = piece.gallery
    require_open(gallery, at)
    count = _count(order, gallery)
    asker = _asker(order)
    if asker:
        _require_room_for(asker, gallery, count)
    return Hold.objects.create(
        order=order,
        gallery=gallery,
        piece=piece,
        stock_id=_take(gallery, count),
        count=count,
        until=at + timedelta(minutes=gallery.hold_minutes),
        asker=asker,
    )


def require_open(gallery: Gallery, at: datetime) -> None:
    """Raise ``GalleryNotOpen`` before it begins, after its end, and when it was ended."""
    if gallery.state != GalleryState.OPEN or not gallery.opens_at <= at < gallery.closes_at:
        raise GalleryNotOpen


def is_still_there(order: "GiftOrder", *, at: datetime) -> bool:
    """A payment is here: whether its pieces are held, if need be anew. Marks who came too late."""
    hold = _hold_of(order)
    if hold is None or hold.state in {HoldState.HELD, HoldState.KEPT}:
        return True
    return hold.state == HoldState.LAPSED and _retake(hold, at)


def keep_pieces(orders: "Sequence[GiftOrder]", *, at: datetime) -> None:
    """These were booked: each keeps its pieces and gets their numbers. Never refuses.

    Whose money went elsewhere because all were taken gets none. Those that are held, as most are,
    are kept by four statements however many they are.
    """
    projects = {order.pk: order.project_id for order in orders}
    with transaction.atomic():
        found = Hold.objects.select_for_update(of=("self",), no_key=True).select_related("gallery")
        for hold in found.filter(order__in=projects).exclude(state=HoldState.HELD).order_by("pk"):
            if hold.state != HoldState.KEPT and _is_for_pieces(projects[hold.order_id], hold):
                _retake(hold, at)
        held = found.filter(order__in=projects, state=HoldState.HELD).order_by("pk")
        _keep([hold for hold in held if _is_for_pieces(projects[hold.order_id], hold)], at)


def give_back(orders: "Sequence[GiftOrder]", *, at: datetime) -> None:
    """These were closed, or are to be returned: what they held is free again."""
    for order in orders:
        hold = _hold_of(order)
        if hold is not None and hold.state == HoldState.HELD:
            _lapse(hold, at)


@transaction.atomic
def lapse_holds(*, at: datetime) -> int:
    """The clock's part: give back what was not paid in time. How many holds."""
    late = Hold.objects.filter(state=HoldState.HELD, until__lte=at).order_by("until", "pk")
    holds = list(late.select_for_update(skip_locked=True, no_key=True)[:_AT_ONCE])
    for hold in sorted(holds, key=lambda one: one.stock_id):
        _lapse(hold, at)
    return len(holds)


def lapse_all_holds(*, at: datetime) -> int:
    """Everything that is late now, some hundred holds in a transaction; how many holds."""
    lapsed = 0
    while step := lapse_holds(at=at):
        lapsed += step
    return lapsed


def _count(order: "GiftOrder", gallery: Gallery) -> int:
    count, rest = divmod(order.amount_minor, gallery.price_minor)
    if rest or not 1 <= count <= gallery.most:
        raise NotItsPrice(price=format_yuan(gallery.price_minor), most=gallery.most)
    return int(count)


def _asker(order: "GiftOrder") -> str:
    """Who holds: a person who signed in, else a network, as a keyed word until it is over."""
    who = order.network if order.by_guest else f"person:{order.donor_id}"
    return salted_hmac("items.asker", who).hexdigest()[:32] if who else ""


def _require_room_for(asker: str, gallery: Gallery, count: int) -> None:
    """Demand that nobody holds, unpaid, what all others wait for. Raises ``TooManyHeld``."""
    with connection.cursor() as cursor:  # of many orders at once each sees the ones before
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{gallery.pk} {asker}"]
        )
    theirs = Hold.objects.filter(gallery=gallery, asker=asker, state=HoldState.HELD)
    held = theirs.aggregate(sum=Sum("count"))["sum"] or 0
    usual = max(gallery.most * _ORDERS, gallery.cap // _PART)
    if held + count > max(gallery.most, min(usual, gallery.cap // 2)):
        raise TooManyHeld(minutes=gallery.hold_minutes)


def _take(gallery: Gallery, count: int) -> int:
    """Take so many out of one part and answer which. Raises ``SoldOut`` and ``FewerLeft``."""
    turn = randrange(PARTS)  # noqa: S311 - no secret
    bound = {"gallery": gallery.pk, "count": count, "turn": turn, "parts": PARTS}
    with connection.cursor() as cursor:
        wait = "skip locked"
        while True:
            cursor.execute(_TAKE.format(wait=wait), bound)
            row = cursor.fetchone()
            if row is not None:
                return int(row[0])
            cursor.execute(_LEFT, [gallery.pk])
            left, together = cursor.fetchone()
            if together < count:
                raise FewerLeft if left else SoldOut(minutes=gallery.hold_minutes)
            wait = ""  # what has room is being changed by others: wait for one of them


def _hold_of(order: "GiftOrder") -> Hold | None:
    """The order's hold, locked until the transaction ends."""
    return (
        Hold.objects.select_for_update(of=("self",), no_key=True)
        .select_related("gallery")
        .filter(order=order)
        .first()
    )


def _is_for_pieces(project_id: int, hold: Hold) -> bool:
    """Whether its money stayed with the gallery's own project."""
    return bool(project_id == hold.gallery.project_id)


def _retake(hold: Hold, at: datetime) -> bool:
    """Hold anew what was given back, if it is there."""
    try:
        hold.stock_id = _take(hold.gallery, hold.count)
    except (SoldOut, FewerLeft):
        if hold.state != HoldState.LATE:
            move_state(hold, to=HoldState.LATE, moves=HOLD_MOVES, by=_BY, at=at)
        return False
    hold.save(update_fields=["stock"])
    move_state(hold, to=HoldState.HELD, moves=HOLD_MOVES, by=_BY, at=at)
    return True


def _keep(holds: "Sequence[Hold]", at: datetime) -> None:
    """Give each its numbers, the next ones of its part; the parts are changed once each."""
    wanted = {hold.stock_id for hold in holds}
    locked = Stock.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    stocks = {stock.pk: stock for stock in locked}
    numbers = []
    for hold in holds:
        stock = stocks[hold.stock_id]
        numbers.append(stock.first + stock.kept)
        stock.held -= hold.count
        stock.kept += hold.count
    Stock.objects.bulk_update(stocks.values(), ["held", "kept"])
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [[hold.pk for hold in holds], numbers, _BY, at])


def _lapse(hold: Hold, at: datetime) -> None:
    Stock.objects.filter(pk=hold.stock_id).update(held=F("held") - hold.count)
    Hold.objects.filter(pk=hold.pk).update(asker="")
    move_state(hold, to=HoldState.LAPSED, moves=HOLD_MOVES, by=_BY, at=at)
